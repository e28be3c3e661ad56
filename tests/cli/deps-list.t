#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/install-deps: nothing is installed.
# slow: runs install-deps on mock distributions
# shellcheck source=tests/tap.sh
. tests/tap.sh

# A folder of commands in front of the host's.
mkdir "$scratch/bin"
fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
	chmod +x "$scratch/bin/$1"
}
export OS_RELEASE="$scratch/os-release"

# on ID... - a distribution on which nothing is installed.
on() {
	printf 'NAME="Some Linux"\nID=%s\nID_LIKE="%s"\n' "$1" "${2-}" >"$OS_RELEASE"
	for query in dpkg-query rpm pacman; do fake "$query" 'exit 1'; done
}
# Called through run.
# shellcheck disable=SC2317
with_fakes() { PATH=$scratch/bin:$PATH "$@"; }

on debian
run with_fakes scripts/install-deps --dry-run
claim 'a dry run ends well' [ "$status" -eq 0 ]
claim_has 'on Debian it names Debian packages' "$output" '^qemu-system-x86$'
claim 'one a line, none twice' [ "$(printf '%s\n' "$output" | sort -u | wc -l)" -eq "$(lines "$output")" ]
claim_lacks 'and nothing else' "$output" ' '

claim_lacks 'nor what other tiers take' "$output" '^(debhelper|shellcheck|kexec-tools|coccinelle|libc.*-static)$'
run with_fakes scripts/install-deps --dry-run --tier packaging
claim_has 'which another has' "$output" '^debhelper$'
run with_fakes scripts/install-deps --tier tiara
claim_has 'a tier that there is not is refused' "$output" 'no such tier: tiara; there are: build '
# tiers TARGET... - what make asks for.
tiers() {
	env -u MAKEFLAGS -u DEB -u BASELINES -u container make -n deps "$@" 2>/dev/null |
		sed -n 's/.*set -f -- \(.*--tier [a-z]*\).*/\1/p' | sed 's/--tier //g; s/  */ /g'
}
claim 'make deps is for the main job' [ "$(tiers)" = 'build guests charts' ]
claim 'so is make deps bench' [ "$(tiers bench)" = 'build guests charts' ]
claim 'to build takes less' [ "$(tiers all)" = build ]
claim 'so do ordinary pages' [ "$(tiers bench BASELINES=only)" = build ]
[ -e /.dockerenv ] || [ -e /run/.containerenv ] && reboots= || reboots=' reboots'
claim 'to check takes more' [ "$(tiers check)" = "build guests charts checks$reboots" ]
claim 'but not how a container boots' [ "$(tiers check container=podman)" = 'build guests charts checks' ]
claim 'packages take their own' [ "$(tiers deb)" = 'build guests charts packaging' ]

on fedora
run with_fakes scripts/install-deps --dry-run
claim_has 'Fedora has a libperf' "$output" '^libperf-devel$'
on opensuse-leap 'suse opensuse'
run with_fakes scripts/install-deps --dry-run
claim_has 'openSUSE has its own names' "$output" '^qemu-x86$'
on arch
fake pacman 'shift; printf "%s\\n" "$@"; exit 127'
run with_fakes scripts/install-deps --dry-run
claim_has 'Arch has its own names' "$output" '^pkgconf$'
on mint 'ubuntu debian'
run with_fakes scripts/install-deps --dry-run
claim_has 'a distribution derived from Debian is one' "$output" '^libhwloc-dev$'

on somebsd
fake pkg-config 'exit 1'
run with_fakes scripts/install-deps
claim 'an unknown distribution fails' [ "$status" -eq 1 ]
claim_has 'and is told what is needed' "$output" 'build: .*; Debian calls it: gcc .*libhwloc-dev'

on debian
fake id 'echo 1000'
run with_fakes scripts/install-deps
claim 'without root, nor what dexbench is built with, it fails' [ "$status" -eq 1 ]
claim_has 'with the command to run' "$output" 'build: .*: run: sudo apt-get install .* gcc make'
claim 'and a line for each tier' [ "$(printf '%s\n' "$output" | cut -d : -f 2 | paste -sd ' ' -)" = \
	' build  guests  charts  dexbench cannot be built without what tier build lacks' ]
fake pkg-config ':'
run with_fakes scripts/install-deps
claim 'with the libraries it goes on' [ "$status" -eq 0 -a "$(lines "$output")" -eq 3 ]

fake id 'echo 0'
fake apt-get ':'
fake spatch ':'
fake debconf-set-selections "cat >'$scratch/selections'"
run with_fakes scripts/install-deps --tier build --tier reboots
claim 'with root packages are installed' [ "$status" -eq 0 ]
claim_has 'of which none changes how the machine reboots' "$(cat "$scratch/selections")" 'load_kexec boolean false'

# Each by its own package manager, and without what others call it.
for host in ubuntu:apt-get:libnuma-dev fedora:dnf:gsl-devel suse:zypper:libnuma-devel arch:pacman:hwloc; do
	manager=${host#*:}
	on "${host%%:*}"
	fake pacman 'case $1 in -T) shift; printf "%s\\n" "$@" ;; *) echo "pacman $*" >&2 ;; esac'
	[ "$manager" = pacman:hwloc ] || fake "${manager%:*}" 'echo "${0##*/} $*" >&2'
	run with_fakes scripts/install-deps
	claim_has "${host%%:*} installs" "$output" "^${manager%:*} .*(install|-S) .* ${manager#*:} "
	claim_lacks "${host%%:*}: no more" "$output" 'libc-[a-z]*-?static|hell[cC]heck|coccinelle '
done

on fedora
fake rpm '[ "$1 $2" = "-q --whatprovides" ]'
run with_fakes scripts/install-deps --dry-run
claim 'where nothing is missing, nothing is named' [ "$status" -eq 0 -a -z "$output" ]

run scripts/install-deps --install-all
claim 'an unknown option is wrong usage' [ "$status" -eq 2 ]
run scripts/build-libperf --nosuch
claim 'of build-libperf, too' [ "$status" -eq 2 ]

claims_done
