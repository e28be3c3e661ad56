# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# common.sh - what every script here promises: progress on stderr, the answer
# on stdout, one line per error, and one trap that puts everything back.
#
# A script sets $me before it reads this file, and may redefine cleanup(). What packaging/install
# made of a script is called by a name of its own, $DEXBENCH_CALLED.
#
# Sets for its caller: project, cache, scratch, out (make_output), children; what options.sh sets; status, for cleanup().

: "${me:?set it before reading common.sh}"

project=$(cd -- "$(dirname -- "$0")/.." && pwd)
# A tool has a folder of its own.
[ -d "$project/scripts/lib" ] || project=${project%/*}
# Without the names that make uses, those of the environment hold.
: "${BUILD:=${DEXBENCH_BUILD:-}}" "${RESULTS:=${DEXBENCH_RESULTS:-}}" "${CACHE:=${DEXBENCH_CACHE:-}}"
cache=${CACHE:-${XDG_CACHE_HOME:-${HOME:?is not set: set CACHE}/.cache}/dexbench}
scratch='' out=''
# The command that started all others.
: "${DEXBENCH_JOB:=$$}"
export DEXBENCH_JOB
# What make was told is for dexbench, not for the kernels and libraries that a script builds.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES

# Text on its way to a terminal: what would steer it becomes "?", also in UTF-8 (C1 controls, changes
# of direction, marks without width); bytes that are no UTF-8 are dropped.
visible() {
	# Without iconv a message is still printed: it may be the one that says what to install.
	{ if command -v iconv >/dev/null; then iconv -c -f UTF-8 -t UTF-8 || :; else sed -n p; fi; } | LC_ALL=C sed 's/[\x01-\x08\x0b-\x1f\x7f]/?/g; s/\xc2[\x80-\x9f]/?/g
		s/\xe2\x80[\x8b-\x8f\xa8-\xae]/?/g; s/\xe2\x81[\xa0-\xaf]/?/g; s/\xef\xbb\xbf/?/g'
}

say() { printf '%s: %s\n' "$me" "$*" | visible >&2; }

fail() { say "$*"; exit 1; }

# Set by what packaging/install made; below it is a part of a sed script.
case ${DEXBENCH_CALLED-} in *[!A-Za-z0-9-]*) unset DEXBENCH_CALLED ;; esac

version() {
	if is_installed; then
		printf '%s ' "${DEXBENCH_CALLED:-$me}"
		"$BUILD/dexbench" --version | cut -d ' ' -f 2-
	else
		"$project/scripts/write-version" --print "$me"
	fi
	exit 0
}

# Installed, there is nothing to build from.
is_installed() { [ ! -f "$project/Makefile" ]; }

# The file of SCRIPT, below the project: script_of SCRIPT.
script_of() { if [ -f "$project/scripts/$1" ]; then echo "scripts/$1"; else echo "tools/$1/$1"; fi; }

# How a user starts SCRIPT: command_of SCRIPT.
command_of() { if is_installed; then echo "dexbench-$1"; else script_of "$1"; fi; }

# What installs packages, those for guests of ARCHES as well: deps_command ARCHES.
deps_command() {
	if is_installed; then
		printf '%s' "$project/scripts/install-deps"
		for word in $1; do printf ' --arch %s' "$word"; done
	else
		printf '%s' "make deps${1:+ ARCHES='$1'}"
	fi
}

# Ends the script where FILE, which make TARGET makes, is not there: needs_built FILE TARGET.
needs_built() {
	[ -x "$1" ] && return
	! is_installed || fail "$1 is not installed: run make $2 install where dexbench is built from"
	fail "$1 is not built: run make $2"
}

# The signal that ends a script is sent again by whoever ends the script that started it: what is being
# removed then is removed to the end.
cleanup() { :; }

# Processes in the background, by pid: ended, and waited for, when the script ends.
children=
end_children() {
	# Words.
	# shellcheck disable=SC2086
	[ -z "$children" ] || kill $children 2>/dev/null || :
	for child in $children; do wait "$child" 2>/dev/null || :; done
	children=
}

# In the background, so that a signal ends COMMAND and the script at once: child COMMAND...
child() {
	"$@" &
	children=$! child_status=0
	wait "$children" || child_status=$?
	children=
	return "$child_status"
}

cleanup_all() {
	status=$?
	trap - EXIT
	trap '' INT TERM HUP
	end_children
	cleanup
	[ -z "$scratch" ] || rm -rf -- "$scratch"
	exit "$status"
}

trap cleanup_all EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A folder of this process's own, removed at the end. On the cache's file system where it can
# be, so that what is made in it can be renamed into place.
make_scratch() {
	mkdir -p -- "$1" 2>/dev/null || fail "cannot write $1: set CACHE to a folder that can be written"
	# A signal that ended mktemp between making and naming the folder would leave it.
	scratch=$(trap '' INT TERM HUP; exec mktemp -d -- "$1/.$me.XXXXXX") || fail "cannot write $1: set CACHE to a folder that can be written"
	process_id "$$" >"$scratch/.owner"
	remove_orphans "$1"
}

# What no other process has: boot, namespace, number, and when it began: process_id PID. In a shell
# of its own, as the next, so that its names are no one else's.
process_id() (
	read -r boot </proc/sys/kernel/random/boot_id
	began=$(sed 's/.*) \([^ ]* \)\{19\}\([^ ]*\) .*/\2/' "/proc/$1/stat" 2>/dev/null) || :
	echo "$boot $(readlink /proc/self/ns/pid) $1 $began"
)

# Removes from FOLDER what scripts that SIGKILL ended left since this boot: remove_orphans FOLDER.
remove_orphans() (
	read -r ours <"$scratch/.owner"
	for owner in "$1"/.*.??????/.owner; do
		if [ -O "$owner" ] && read -r boot space pid began <"$owner" &&
			[ "${ours% * *}" = "$boot $space" ] &&
			[ "$(process_id "$pid")" != "$boot $space $pid $began" ]; then
			rm -rf -- "${owner%/.owner}"
		fi
	done
)

# Makes the folder of results and sets out to its path: make_output FOLDER DEFAULT. FOLDER must be new;
# where it is empty, it is DEFAULT, or DEFAULT-2 and so on: two that begin in one second have one each.
make_output() {
	out=${1:-$2} out_number=1
	mkdir -p -- "$(dirname -- "$out")" 2>/dev/null || fail "cannot write $out"
	until mkdir -- "$out" 2>/dev/null; do
		check_output "$1"
		[ -e "$out" ] || fail "cannot write $out"
		out_number=$((out_number + 1)) out=$2-$out_number
	done
	out=$(cd -- "$out" && pwd -P)
}

# Long before it is made, what would be in its way: check_output FOLDER.
check_output() {
	if [ -e "$1" ] || [ -h "$1" ]; then fail "$1: exists already; name another --output"; fi
}

# The time, as results are named after it.
timestamp() { date +%Y%m%d-%H%M%S; }

# One process at a time makes what FILE guards: lock FILE. Held until this script ends.
lock() {
	mkdir -p -- "$(dirname -- "$1")" 2>/dev/null || fail "cannot write $1: set CACHE to a folder that can be written"
	exec 9>"$1"
	flock -n 9 && return
	say "waiting for another process that is at work on ${2:-the same}"
	flock 9
}

needs() {
	command -v "$1" >/dev/null 2>&1 || fail "$1 is not installed: run $(deps_command '')"
}

sha256() { sha256sum | cut -c1-64; }

# A name that is safe as one component of a path, for make too.
safe_name() { printf '%s' "$1" | tr -c 'A-Za-z0-9._+-' '-'; }

json_string() {
	printf '"%s"' "$(printf '%s' "$1" | tr '\n\t' '  ' | visible | sed 's/[\\"]/\\&/g')"
}

# Where a single line can be rewritten, it is; elsewhere a line is printed for every tenth.
# progress WHAT DONE TOTAL STARTED - STARTED as of date +%s
progress_last=
progress() {
	[ "$3" -gt 0 ] || return 0
	percent=$(($2 * 100 / $3))
	[ "$percent" -le 99 ] || percent=99
	progress_text="$1: $percent %"
	elapsed=$(($(date +%s) - $4))
	if [ "$elapsed" -ge 10 ] && [ "$2" -gt 0 ]; then
		left=$((elapsed * ($3 - $2) / $2))
		if [ "$left" -ge 90 ]; then
			progress_text="$progress_text, about $(((left + 30) / 60)) min left"
		elif [ "$left" -gt 0 ]; then
			progress_text="$progress_text, about $left s left"
		fi
	fi
	if [ -t 2 ]; then
		printf '\r%s: %s\033[K' "$me" "$progress_text" >&2
	elif [ "$((percent / 10))" != "$progress_last" ]; then
		progress_last=$((percent / 10))
		say "$progress_text"
	fi
}

progress_done() {
	progress_last=
	[ ! -t 2 ] || printf '\r\033[K' >&2
}

# shellcheck source=scripts/lib/options.sh
. "$project/scripts/lib/options.sh"

# In every script, wherever they stand before "--".
for word; do
	case $word in
	-h | --help) help ;;
	-V | --version) version ;;
	--) break ;;
	esac
done
