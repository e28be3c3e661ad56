# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# kernels.sh - how build-kernel makes a folder of the cache.
#
# Needs common.sh, descriptions.sh, and what build-kernel sets.
#
#	kernels/NAME-DIGEST/
#		source/			the source's files as hard links, but for those that a change touches
#		source/build/		the objects. Below the source, every path that make and the compiler
#					see is relative, so a copy of it is as good as the original
#		build -> source/build
#		image config		the results
#		kernel.json		written last: a folder with it is finished
#		inputs			everything that the digest is made of
#		changed-files		what the changes touched in source/
#		log			of make
#
# A folder without kernel.json was interrupted; the next build goes on where it stopped.

# One line for each thing that decides what comes out.
list_inputs() {
	echo "recipe $recipe"
	echo "source $(basename -- "$source_dir")"
	echo "compiler $compiler"
	echo "arch $arch"
	each_line "$kernel_configs" digest_line config
	# Up to here, two kernels that differ in a change alone agree: see find_seed.
	echo "name $kernel_name"
	echo "semantics $kernel_semantics"
	each_line "$kernel_changes" digest_line change
}

digest_line() { printf '%s\n' "$1 $(basename -- "$2") $(sha256 <"$2")"; }

build_tree() {
	inputs=$(list_inputs)
	folder=$cache/kernels/$(safe_name "$kernel_name")-$(printf '%s\n' "$inputs" | sha256 | cut -c1-12)
	answer_identity
	is_finished && return
	if [ -n "$only_cached" ]; then
		say "$kernel_name is not in the cache: run scripts/build-kernel --arch $arch $kernel_name"
		exit 77
	fi
	lock "$cache/kernels/.$(basename -- "$folder").lock" "$kernel_name"
	is_finished && return
	for tool in flex bison bc; do
		needs "$tool"
	done
	mkdir -p -- "$folder" || fail "cannot write $folder: is the disk full?"
	log=$folder/log
	printf '%s\n' "$inputs" >"$folder/inputs"
	[ -f "$folder/.source-ready" ] || make_source
	ln -sfn source/build "$folder/build"
	[ -f "$folder/.config-ready" ] || make_config
	if [ -n "$prepare_only" ]; then
		run_make "preparing $kernel_name" prepared prepare modules_prepare
		: >"$folder/.prepared"
		return
	fi
	set -- vmlinux modules
	[ "$arch_image" = vmlinux ] || set -- "$@" "$(basename -- "$arch_image")"
	run_make "building $kernel_name" built "$@"
	publish
}

# Before it is removed, scripts/cache takes kernel.json away, and then looks for users.
has_kernel() { [ -f "$folder/kernel.json" ]; }
# The command that was started first is the user. A cache that cannot be written is not pruned.
enter_user() {
	mkdir -p -- "$1/users" 2>/dev/null || return 0
	touch -- "$1/used" "$1/users/$DEXBENCH_JOB" 2>/dev/null || :
}

# All that --identity asks for.
answer_identity() { [ -z "$identity" ] || { basename -- "$folder"; exit; }; }

is_finished() {
	{ has_kernel && enter_user "$folder" && has_kernel; } ||
		{ [ -n "$prepare_only" ] && [ -f "$folder/.prepared" ]; }
}

make_source() {
	rm -rf -- "$folder/source"
	unready=$folder
	cp -al -- "$source_dir" "$folder/source" ||
		fail "cannot copy $source_dir to $folder: is the disk full?"
	each_line "$kernel_changes" "$project/scripts/change-kernel" --source-name "$kernel_source" "$folder/source" || {
		rm -rf -- "$folder"
		exit 1
	}
	# Files that are no links into the source any more: those that were changed.
	(cd -- "$folder/source" && find . -type f -links 1) >"$folder/changed-files"
	: >"$folder/.source-ready"
	unready=
}

# A finished kernel of the same source and config: most of its objects are ours, too. Of git trees,
# whose files are listed, another revision does as well; then the newest build is the likeliest to
# be near.
find_seed() {
	near=
	# Newest first; names of folders that build-kernel made hold no blanks.
	# shellcheck disable=SC2045
	for seed in $(ls -t -- "$cache/kernels" 2>/dev/null); do
		seed=$cache/kernels/$seed
		if [ ! -f "$seed/kernel.json" ] || [ ! -f "$seed/changed-files" ]; then
			continue
		fi
		have=$(sed '/^name /,$d' "$seed/inputs")
		if [ "$have" = "$wanted" ]; then
			printf '%s\n' "$seed"
			return
		fi
		if [ -z "$near" ] && [ -f "$(list_of_source "$inputs")" ] && [ -f "$(list_of_source "$have")" ] &&
		   [ "$(printf '%s\n' "$have" | sed '/^source /d')" = "$(printf '%s\n' "$wanted" | sed '/^source /d')" ]; then
			near=$seed
		fi
	done
	[ -n "$near" ] || return 1
	printf '%s\n' "$near"
}

# Where fetch-kernel lists the files of a git revision: list_of_source INPUTS.
list_of_source() { printf '%s\n' "$cache/sources/.$(printf '%s\n' "$1" | sed -n 's/^source //p').files"; }

# The files that two revisions do not share.
files_between() {
	[ "$1" != "$2" ] || return 0
	LC_ALL=C comm -3 -- "$1" "$2" | sed 's/^\t//' | cut -f 2- | LC_ALL=C sort -u
}

# Takes over the objects of SEED. Make goes by times, so what either kernel changes in the
# source must now be newer than any object.
copy_objects() {
	cp -a -- "$1/source/build" "$folder/source/build" ||
		fail "cannot copy $1/build to $folder: is the disk full?"
	{
		cat -- "$1/changed-files" "$folder/changed-files"
		files_between "$(list_of_source "$(cat -- "$1/inputs")")" "$(list_of_source "$inputs")"
	} >"$folder/refreshed-files"
	while IFS= read -r file; do
		file=$folder/source/$file
		[ ! -f "$file" ] || { cp -- "$file" "$file.new" && mv -- "$file.new" "$file"; } ||
			fail "cannot write $file: is the disk full?"
	done <"$folder/refreshed-files"
	rm -f -- "$folder/refreshed-files"
	# tools/ is built by full paths: by those of the seed, objtool would be built again.
	old=/kernels/$(basename -- "$1")/source/ new=/kernels/$(basename -- "$folder")/source/
	[ ! -d "$folder/source/build/tools" ] ||
		find "$folder/source/build/tools" -name '.*.cmd' -exec sed -i "s|$old|$new|g" {} +
	printf '%s\n' "$1" >"$folder/.seeded"
}

# What make left as it was copied, by time and size, becomes a hard link to the seed's: make is done
# with both trees, and the next build works on a copy.
share_objects() {
	seed=$(cat "$folder/.seeded" 2>/dev/null) && [ -d "$seed/source/build" ] || return 0
	list_objects "$folder" >"$folder/objects"
	list_objects "$seed" | LC_ALL=C comm -12 -- - "$folder/objects" | cut -d ' ' -f 3- |
		(cd -- "$seed/source/build" &&
			xargs -d '\n' -r cp -lf --parents -t "$folder/source/build" --) ||
		fail "cannot write $folder/build: is the disk full?"
	rm -f -- "$folder/objects"
}

list_objects() {
	(cd -- "$1/source/build" && find . -type f -printf '%s %T@ %p\n') | LC_ALL=C sort
}

make_config() {
	rm -rf -- "$folder/source/build"
	wanted=$(printf '%s\n' "$inputs" | sed '/^name /,$d')
	# A seed is used while it is copied: it must not be removed meanwhile.
	if seed=$(find_seed); then enter_user "$seed"; fi
	[ -f "$seed/kernel.json" ] || seed=
	if [ -n "$seed" ]; then
		copy_objects "$seed"
		# What a kernel of the same source and config found out holds here.
		if [ "$(sed '/^name /,$d' "$seed/inputs")" = "$wanted" ]; then
			: >"$folder/.config-ready"
			return
		fi
	fi
	renamed_options >"$folder/renamed-options"
	if [ -z "$seed" ]; then
		mkdir -- "$folder/source/build"
		run_quietly tinyconfig
		each_line "$kernel_configs" fragment >>"$folder/build/.config"
		run_quietly olddefconfig
	fi
	missed=$(each_line "$kernel_configs" check_config)
	if [ -n "$missed" ]; then
		printf '%s\n' "$missed" >&2
		fail "$kernel_source: the config lines above did not take: does this version have them, and what they depend on?"
	fi
	: >"$folder/.config-ready"
}

# Of the options in configs/kernels/renamed-options, those that this source has by the new name: a script for sed.
renamed_options() {
	sed '/^#/d' "$project/configs/kernels/renamed-options" | while read -r old new; do
		grep -rqsw --include='Kconfig*' "config ${old#CONFIG_}" "$folder/source" ||
			printf 's/\\<%s\\>/%s/\n' "$old" "$new"
	done
}

# A fragment of configs/kernels as this source has it: fragment FILE.
fragment() { sed -f "$folder/renamed-options" -- "$1"; }

# Lists the lines of a fragment that the config does not have. "is not set" also holds for
# an option that cannot be seen at all; a later fragment may overrule a line of this one.
check_config() {
	fragment "$1" | sed -n 's/^\(CONFIG_[A-Za-z0-9_]*\)=.*/\1 &/p; s/^# \(CONFIG_[A-Za-z0-9_]*\) is not set$/\1 &/p' |
	while read -r option want; do
		last=$(each_line "$kernel_configs" fragment | grep -E "^(# )?${option}[ =]" | tail -n 1)
		[ "$want" = "$last" ] || continue
		have=$(grep -E "^(# )?${option}[ =]" "$folder/build/.config" || echo "# $option is not set")
		[ "$want" = "$have" ] || say "$1: $want: came out as: $have"
	done 2>&1
}

# The same bytes from the same inputs: no time, user or host in the kernel.
# In the background it is called with $leader set: then $! leads a process group of make and
# all compilers, which can be ended as one.
kernel_make() {
	# Words, or nothing.
	# shellcheck disable=SC2046,SC2086
	${leader-} make -C "$folder/source" O=build -j "$jobs" --no-print-directory \
		KBUILD_BUILD_TIMESTAMP='1970-01-01' KBUILD_BUILD_USER=dexbench \
		KBUILD_BUILD_HOST=dexbench KBUILD_BUILD_VERSION=1 $(arch_make) "$@"
}

run_quietly() {
	kernel_make "$@" >>"$log" 2>&1 || make_failed "$*"
}

make_failed() {
	progress_done
	why=$(grep -m 1 -E 'No space left|error:|Error:|\*\*\*' "$log" || tail -n 1 "$log")
	fail "$kernel_name: make $1 failed: $why; all of it is in $log"
}

# run_make WHAT KIND TARGET... - shows how far it is. How many steps there will be is known from
# the last time, as make cannot tell beforehand.
run_make() {
	what=$1 kind=$2
	shift 2
	[ ! -f "$folder/.seeded" ] || kind=rebuilt
	expected_file=$cache/kernels/.steps.$kind.$arch.$(basename -- "$source_dir")
	expected=$(cat "$expected_file" 2>/dev/null || expected_steps "$kind")
	: >"$log.make"
	leader='exec setsid'
	kernel_make "$@" >"$log.make" 2>&1 &
	leader=
	job=$!
	started=$(date +%s)
	while kill -0 "$job" 2>/dev/null; do
		progress "$what" "$(steps_done)" "$expected" "$started"
		sleep 0.3
	done
	progress_done
	if wait "$job"; then made=0; else made=$?; fi
	job=
	cat "$log.make" >>"$log"
	[ "$made" -eq 0 ] || make_failed "$*"
	[ "$(steps_done)" -lt 20 ] || steps_done >"$expected_file"
	rm -f -- "$log.make"
}

steps_done() { grep -c '^  [A-Z]' "$log.make" || :; }

expected_steps() {
	case $1 in
	prepared) echo 130 ;;
	rebuilt) echo 60 ;;
	built) echo 1650 ;;
	esac
}

publish() {
	# Linked on the way to vmlinux, and read no more: a third of all bytes.
	rm -f -- "$folder"/build/.tmp_vmlinux*
	share_objects
	copy_image "$folder/build/$arch_image" "$folder/image.new" ||
		fail "cannot write $folder/image: is the disk full?"
	mv -- "$folder/image.new" "$folder/image"
	cp -- "$folder/build/.config" "$folder/config"
	write_description "$(cat "$folder/build/include/config/kernel.release")" \
		"$(sha256 <"$folder/config")" "$(basename -- "$source_dir")" "$compiler"
}

# QEMU wants no symbols, which only an ELF file has: copy_image FROM TO.
copy_image() {
	if [ "$(basename -- "$1")" = vmlinux ]; then
		"${cross}objcopy" --strip-all "$1" "$2"
	else
		cp -- "$1" "$2"
	fi
}

# What went in, for the header of result files. Writing it says that all else is there.
write_description() {
	{
		printf '{"name": %s, ' "$(json_string "$kernel_name")"
		printf '"release": %s, ' "$(json_or_null "$1")"
		printf '"config_digest": %s, ' "$(json_or_null "$2")"
		printf '"source": %s, ' "$(json_or_null "$3")"
		printf '"changes": [%s], ' "$(each_line "$kernel_changes" json_change | paste -sd , -)"
		printf '"compiler": %s, ' "$(json_or_null "$4")"
		printf '"expected_semantics": %s}\n' "$(json_string "$kernel_semantics")"
	} >"$folder/kernel.json.new"
	enter_user "$folder"
	mv -- "$folder/kernel.json.new" "$folder/kernel.json"
	"$project/scripts/cache" --keep "${DEXBENCH_KERNELS:-40}"
}

json_or_null() { if [ -n "$1" ]; then json_string "$1"; else printf null; fi; }

json_change() {
	json_string "$(basename -- "$1") sha256:$(sha256 <"$1" | cut -c1-12)"
	echo
}

# A ready image is only given a folder of the same shape.
adopt_image() {
	[ -z "$prepare_only" ] || wrong_usage "$kernel_name is a ready image: there is nothing to prepare"
	digest=$( { echo "recipe $recipe $kernel_name $kernel_semantics $kernel_build"; cat -- "$kernel_image"; } | sha256)
	folder=$cache/kernels/$(safe_name "$kernel_name")-$(printf '%.12s' "$digest")
	answer_identity
	is_finished && return
	lock "$cache/kernels/.$(basename -- "$folder").lock" "$kernel_name"
	is_finished && return
	mkdir -p -- "$folder"
	copy_image "$kernel_image" "$folder/image" ||
		fail "cannot copy $kernel_image to $folder/image: is it a kernel's image, and is there room?"
	release='' config_digest=''
	if [ -n "$kernel_build" ]; then
		kernel_build=$(cd -- "$kernel_build" && pwd)
		ln -sfn -- "$kernel_build" "$folder/build"
		release=$(cat "$kernel_build/include/config/kernel.release" 2>/dev/null || :)
		if [ -f "$kernel_build/.config" ]; then
			cp -- "$kernel_build/.config" "$folder/config"
			config_digest=$(sha256 <"$folder/config")
		fi
	fi
	write_description "$release" "$config_digest" "${kernel_origin:-$(basename -- "$kernel_image")}" ''
}
