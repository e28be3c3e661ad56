# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# local-kernels.sh - kernels that are installed on this machine: where they lie, and which one runs.
#
# Needs common.sh. $sysroot is empty, but in tests.

# The first of FILE... that is there.
first_file() {
	for found; do
		[ ! -f "$found" ] || { printf '%s\n' "$found"; return; }
	done
}

# Sets image, initrd, release, version and build_id: find_installed KERNEL, a release or IMAGE[:INITRD].
# What the image does not tell is empty.
find_installed() {
	initrd='' release='' version='' build_id=''
	case $1 in */*) find_files "$1" ;; *) find_release "$1" ;; esac
	read_image
	case $1 in
	*/*) [ -n "$release" ] || fail "$image: does not tell of which release it is: install it as vmlinuz-RELEASE" ;;
	*)
		[ -z "$release" ] || [ "$release" = "$1" ] || fail "$image: is a kernel $release, not $1"
		release=$1
		;;
	esac
}

find_files() {
	image=${1%%:*}
	case $1 in *:*) initrd=${1#*:} ;; esac
	for file in "$image" ${initrd:+"$initrd"}; do
		[ -f "$file" ] || fail "no such file: $file (a kernel with a slash is IMAGE or IMAGE:INITRD)"
	done
	image=$(readlink -f -- "$image")
	[ -z "$initrd" ] || initrd=$(readlink -f -- "$initrd")
}

# Debian and Ubuntu, Fedora and its kin, SUSE; Arch names files after the package.
find_release() {
	boot=$sysroot/boot modules=$sysroot/lib/modules/$1
	package=$(cat "$modules/pkgbase" 2>/dev/null) || :
	image=$(first_file "$boot/vmlinuz-$1" "$boot/vmlinux-$1" "$boot/Image-$1" "$boot/kernel-$1" \
		"$modules/vmlinuz" ${package:+"$boot/vmlinuz-$package"})
	[ -n "$image" ] || fail "no kernel $1 is installed: there is no $boot/vmlinuz-$1; installed are: $(installed_releases)"
	[ -d "$modules" ] || fail "the kernel $1 has no modules: there is no $modules"
	initrd=$(first_file "$boot/initrd.img-$1" "$boot/initramfs-$1.img" "$boot/initrd-$1" "$boot/initrd-$1.img" \
		${package:+"$boot/initramfs-$package.img"})
}

installed_releases() {
	for file in "$sysroot"/boot/vmlinuz-* "$sysroot"/lib/modules/*/vmlinuz; do
		[ -f "$file" ] || continue
		case $file in
		*/vmlinuz) basename -- "$(dirname -- "$file")" ;;
		*) echo "${file##*/vmlinuz-}" ;;
		esac
	done | sort -u | paste -sd ' ' -
}

# An image says what `uname -r` and `uname -v` will say: x86 in the header that boot loaders read,
# others in the line that they print first.
read_image() {
	text=
	if [ "$(od -An -c -j 514 -N 4 "$image" 2>/dev/null | tr -d ' ')" = HdrS ]; then
		offset=$(od -An -tu2 -j 526 -N 2 "$image" | tr -d ' ')
		text=$(tail -c "+$((offset + 513))" "$image" | head -c 512 | tr '\0' '\n' | head -n 1)
	else
		text=$(banner_of "$image")
	fi
	release=${text%% *}
	case $text in *'#'*) version="#${text#*"#"}" ;; esac
	# ELF images alone are built with their notes where they can be seen.
	build_id=$(readelf -n "$image" 2>/dev/null | sed -n 's/^ *Build ID: //p' | head -n 1)
}

banner_of() {
	{ grep -a -o -m 1 'Linux version [0-9][^[:cntrl:]]*' "$1" ||
		gzip -dc <"$1" 2>/dev/null | grep -a -o -m 1 'Linux version [0-9][^[:cntrl:]]*' || :; } |
		sed -n '1s/^Linux version //p'
}

# The GNU note's twenty bytes; its header is the same on every little-endian machine.
running_build_id() {
	od -An -v -tx1 "$sysroot/sys/kernel/notes" 2>/dev/null | tr -d ' \n' |
		sed -n 's/.*040000001400000003000000474e5500\(.\{40\}\).*/\1/p'
}

running_release() { uname -r; }
running_version() { uname -v; }
running_boot() { cat "$sysroot/proc/sys/kernel/random/boot_id"; }

# Is the running kernel this one: is_running RELEASE VERSION BUILD-ID; what is empty is not known.
is_running() {
	[ "$(running_release)" = "$1" ] || return 1
	[ -z "$2" ] || [ "$(running_version)" = "$2" ] || return 1
	id=$(running_build_id)
	[ -z "$3" ] || [ -z "$id" ] || [ "$id" = "$3" ]
}

# What modules are built against: build_of RELEASE IMAGE
build_of() {
	for found in "${2%%/arch/*}" "$(dirname -- "$2")/build" "$sysroot/lib/modules/$1/build"; do
		if [ "$(cat "$found/include/config/kernel.release" 2>/dev/null)" = "$1" ]; then
			printf '%s\n' "$found"
			return
		fi
	done
}
