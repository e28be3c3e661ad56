# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# descriptions.sh - reads the data files in configs/: `key value` lines, # comments.
#
# Needs common.sh.

# shellcheck source=scripts/lib/arch.sh
. "$project/scripts/lib/arch.sh"

# What FILE is, if its first bytes say that it is no UTF-8 text: foreign_text FILE. lib/base/text.c
# has the same table for programs.
foreign_text() {
	case $(od -An -v -tx1 -N8 <"$1" | tr -d ' \n') in
	efbbbf*) echo "begins with a UTF-8 byte order mark; remove it: tail -c +4" ;;
	fffe0000*|0000feff*) echo "is UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8" ;;
	fffe*|feff*) echo "is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8" ;;
	1f8b*) echo "is compressed by gzip; unpack it: gzip -dc" ;;
	fd377a585a00*) echo "is compressed by xz; unpack it: xz -dc" ;;
	28b52ffd*) echo "is compressed by zstd; unpack it: zstd -dc" ;;
	425a68*) echo "is compressed by bzip2; unpack it: bzip2 -dc" ;;
	504b0304*) echo "is a zip archive; unpack it: unzip" ;;
	7f454c46*) echo "is an ELF program or object, no text" ;;
	*) [ "$(tr -d '\000-\010\016-\037' <"$1" | wc -c)" -ne "$(wc -c <"$1")" ] || return 1
		echo "has control characters: is it UTF-16, or no text?" ;;
	esac
}

# Calls take_KEY VALUE for every line of FILE, which ends with LF or CRLF: read_description FILE KEYS.
# A key that is not among KEYS, or has no value, is wrong usage. $line_at names the place.
read_description() {
	! foreign=$(foreign_text "$1") || { say "$1: $foreign"; exit 2; }
	carriage_return=$(printf '\r')
	line_number=0
	while read -r key value || [ -n "$key" ]; do
		line_number=$((line_number + 1))
		line_at="$1:$line_number"
		key=${key%"$carriage_return"} value=${value%"$carriage_return"}
		case $key in ''|'#'*) continue ;; esac
		case " $2 " in
		*" $key "*) ;;
		*) wrong_line "no such key: $key; there are: $2" ;;
		esac
		[ -n "$value" ] || wrong_line "$key has no value"
		"take_$key" "$value"
	done <"$1"
}

wrong_line() { say "$line_at: $*"; exit 2; }

# A file named in a description lies beside it, or is named by its full path.
file_beside() {
	case $2 in
	/*) found=$2 ;;
	*) found=$(dirname -- "$1")/$2 ;;
	esac
	[ -e "$found" ] || wrong_line "no such file: $found"
	printf '%s\n' "$found"
}

# Sets plan to the path of PLAN, a file or what comes with dexbench; false if it is neither.
find_plan() {
	plan=$1
	[ -f "$plan" ] || plan=$project/configs/plans/${1%.plan}.plan
	[ -f "$plan" ] || { plan=$1; return 1; }
}

# A change is NAME.cocci, NAME.sed or NAME.patch in configs/changes, or a file.
find_change() {
	for found in "$project/configs/changes/$1".cocci "$project/configs/changes/$1".sed \
		"$project/configs/changes/$1.patch" "$1"; do
		if [ -f "$found" ]; then
			printf '%s\n' "$found"
			return
		fi
	done
	return 1
}

take_source() {
	[ -z "$kernel_source" ] || wrong_line "a second source"
	kernel_source=$1
}
# Of kernel.org, with the sha256 of its .tar.xz: where there is no source, or no such package.
take_release() {
	printf '%s\n' "$1" | grep -Eqx '[1-9][0-9.]*[0-9] [0-9a-f]{64}' ||
		wrong_line "release wants VERSION SHA256, as kernel.org's sha256sums.asc has it"
	kernel_release=${1% *}:${1#* }
}
take_config() {
	file=$(file_beside "$kernel_file" "$1") || exit
	add_config "$file"
}
# A fragment that one architecture wants: ARCH FILE.
take_config_for() {
	file=$(file_beside "$kernel_file" "${1#* }") || exit
	[ "${1%% *}" != "$arch" ] || add_config "$file"
}
# The only architecture that the kernel is for. It decides which fragments are taken.
take_arch() {
	[ -z "$kernel_configs" ] || wrong_line "arch must come before config"
	[ -z "$asked_arch" ] || [ "$asked_arch" = "$1" ] || wrong_line "this kernel is for $1, not for $asked_arch"
	set_arch "$1" || wrong_line "no such architecture: $1; there are: $(arch_names)"
}
# A fragment, and after it what this architecture wants besides: NAME-ARCH.config beside NAME.config.
add_config() {
	kernel_configs=$(append_line "$kernel_configs" "$1")
	of_arch=${1%.config}-$arch.config
	[ ! -f "$of_arch" ] || kernel_configs=$(append_line "$kernel_configs" "$of_arch")
}
take_change() {
	file=$(find_change "$1") || wrong_line "no such change: $1; there are: $(list_names changes cocci) $(list_names changes sed)"
	kernel_changes=$(append_line "$kernel_changes" "$file")
}
take_semantics() {
	case $1 in
	always-dirty|follows-folio) kernel_semantics=$1 ;;
	*) wrong_line "no such semantics: $1; there are: always-dirty follows-folio" ;;
	esac
}
# Read by scripts/history alone.
take_history() { [ "$1" = yes ] || wrong_line "history is yes, or left out"; }
take_image() { kernel_image=$(file_beside "$kernel_file" "$1") || exit; }
take_build() { kernel_build=$(file_beside "$kernel_file" "$1") || exit; }

list_names() {
	for named in "$project/configs/$1"/*."$2"; do
		[ ! -f "$named" ] || basename -- "${named%.*}"
	done | paste -sd ' ' -
}

# Prints where the source of kernel_* is unpacked.
fetch_source() {
	"$project/scripts/fetch-kernel" ${kernel_release:+"--release=$kernel_release"} "$kernel_source"
}

# Sets kernel_*: read_kernel KERNEL, of configs/kernels/KERNEL.kernel, a file like it, or else what
# arguments.sh knows.
read_kernel() {
	kernel_source='' kernel_release='' kernel_configs='' kernel_changes='' kernel_semantics=unknown
	kernel_image='' kernel_build=''
	: "${asked_arch=}"
	case $1 in
	*.kernel) kernel_file=$1 ;;
	*) kernel_file=$project/configs/kernels/$1.kernel ;;
	esac
	if [ ! -f "$kernel_file" ]; then
		kernel_of_argument "$1" ||
			wrong_usage "no such kernel: $1; there are: $(list_names kernels kernel)"
		return
	fi
	kernel_name=$(basename -- "$kernel_file" .kernel)
	read_description "$kernel_file" 'arch source release config config_for change semantics image build history'
	[ -n "$kernel_source" ] || kernel_source=${kernel_release:+linux-${kernel_release%:*}}
	if [ -n "$kernel_image" ]; then
		[ -z "$kernel_source$kernel_configs$kernel_changes" ] ||
			{ say "$kernel_file: has an image, so a source, config or change means nothing"; exit 2; }
	elif [ -z "$kernel_source" ]; then
		say "$kernel_file: has no source, release or image"
		exit 2
	fi
}
