#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tools/ab-boot/next-boot.sh finds a kernel's entry, whoever wrote it: systemd-boot and GRUB.
# slow: reads hundreds of boot entries
# shellcheck source=tests/tap.sh
. tests/tap.sh

sysroot=$scratch/root method='' grub_folder=
# What common.sh has.
# shellcheck disable=SC2317
fail() { echo "$*" >&2; exit 1; }
# shellcheck source=tools/ab-boot/local-kernels.sh
. tools/ab-boot/local-kernels.sh
# shellcheck source=tools/ab-boot/next-boot.sh
. tools/ab-boot/next-boot.sh
# shellcheck disable=SC2317
bootctl() { case $1 in --print-boot-path|--print-esp-path) echo "$sysroot/efi" ;; esac; }

# machine METHOD - without an entry, and with four kernels.
machine() {
	method=$1 grub_folder=$sysroot/boot/grub
	rm -rf "$sysroot"
	mkdir -p "$sysroot/efi/loader/entries" "$sysroot/efi/EFI/Linux" "$grub_folder" "$sysroot/boot/loader/entries" "$sysroot/etc"
	for release in 6.12.0-1-default 16.12.0-1-default 6.12-arch1-1 6.6-lts; do
		mkdir -p "$sysroot/lib/modules/$release"
		echo "kernel $release" >"$sysroot/boot/vmlinuz-$release"
	done
	mv "$sysroot/boot/vmlinuz-6.12-arch1-1" "$sysroot/boot/vmlinuz-linux"
	echo linux >"$sysroot/lib/modules/6.12-arch1-1/pkgbase"
	mv "$sysroot/boot/vmlinuz-6.6-lts" "$sysroot/boot/vmlinuz-linux-lts"
	echo linux-lts >"$sysroot/lib/modules/6.6-lts/pkgbase"
}
entry() { printf '%b' "$2" >"$sysroot/efi/loader/entries/$1.conf"; }
uki() { printf '%s' "${2-}" >"$sysroot/efi/EFI/Linux/$1"; }

# found SENTENCE RELEASE IMAGE ENTRY
found() {
	output=$(entry_of "$2" "$sysroot/boot/$3")
	claim "$1" [ "$output" = "$4" ]
}
suse='6.12.0-1-default vmlinuz-6.12.0-1-default'
arch='6.12-arch1-1 vmlinuz-linux'

# Words.
# shellcheck disable=SC2086
{
	# with SENTENCE KERNEL TEXT - an entry of another kernel, and then one of this.
	with() {
		machine systemd-boot
		entry other 'title Other\nversion 16.12.0-1-default\nlinux /x/16.12.0-1-default/linux\n'
		found "$1: is not taken for another kernel's" $2 ''
		entry this "$3"
		found "$1" $2 this.conf
	}
	with 'kernel-install' "$suse" 'title Debian\nversion 6.12.0-1-default\nlinux /1234/linux\n'
	with 'several blanks' "$suse" 'title Debian\nversion    6.12.0-1-default  \nlinux /1234/linux\n'
	with 'tabs' "$suse" 'title\tDebian\nversion\t6.12.0-1-default\nlinux\t/1234/linux\n'
	with 'tabs and blanks, before the key as well' "$suse" '  title Debian\n \tversion \t 6.12.0-1-default\t\n'
	with 'CRLF' "$suse" 'title Debian\r\nversion 6.12.0-1-default\r\nlinux /1234/linux\r\n'
	with 'no line end at the end' "$suse" 'linux /1234/linux\nversion 6.12.0-1-default'
	with 'the snapshot of openSUSE' "$suse" 'title openSUSE\nversion 1@6.12.0-1-default\nlinux /opensuse/6.12.0-1-default/linux-abc\n'
	with 'no version, by hand on Arch' "$arch" 'title Arch\nlinux /vmlinuz-linux\ninitrd /initramfs-linux.img\n'
	with 'no version, with CRLF and tabs' "$arch" 'title Arch\r\nlinux\t/vmlinuz-linux\r\n'
	with 'a version that is no release' "$arch" 'title Arch\nversion 6.12-arch1-1\nlinux /vmlinuz-linux\n'
	with 'the release in a path' "$suse" 'title T\nlinux /1234/6.12.0-1-default/linux\n'
	with 'the release in the name' "$suse" 'title T\nlinux /vmlinuz-6.12.0-1-default\n'
	with 'efi instead of linux' "$arch" 'title T\nefi /vmlinuz-linux\n'
	with 'efi with a unified image' "$arch" 'title T\nefi /EFI/Linux/arch-linux.efi\n'
	with 'backslashes' "$suse" 'title T\nlinux \\\\a\\\\vmlinuz-6.12.0-1-default\n'
	with 'uki' "$suse" 'title T\nuki /EFI/Linux/x-6.12.0-1-default.efi\n'

	machine systemd-boot
	entry same 'title T\nlinux /a/linux\n'
	mkdir "$sysroot/efi/a"
	cp "$sysroot/boot/vmlinuz-linux" "$sysroot/efi/a/linux"
	found 'a copy of the kernel' $arch same.conf
	found 'and not of another' $suse ''

	machine systemd-boot
	entry arch-fallback 'title Arch (fallback)\nlinux /vmlinuz-linux\ninitrd /initramfs-linux-fallback.img\n'
	entry arch-rescue 'title Rescue\nlinux /vmlinuz-linux\n'
	entry arch 'title Arch\nlinux /vmlinuz-linux\n'
	entry arch-lts 'title Arch\nlinux /vmlinuz-linux-lts\n'
	found 'not the fallback, nor for repairs' $arch arch.conf
	found 'a name that begins alike' 6.6-lts vmlinuz-linux-lts arch-lts.conf

	machine systemd-boot
	echo mine >"$sysroot/etc/machine-id"
	entry aa 'machine-id other\nversion 6.12.0-1-default\n'
	found 'not the entry of another system' $suse ''
	entry bb 'machine-id mine\nversion 6.12.0-1-default\n'
	found 'but that of this one' $suse bb.conf
	for snapshot in 9 10 2; do
		entry "suse-6.12.0-1-default-$snapshot" "machine-id mine\nversion $snapshot@6.12.0-1-default\nlinux /x/linux-$snapshot\n"
	done
	rm "$sysroot/efi/loader/entries/bb.conf"
	found 'of several snapshots the newest' $suse suse-6.12.0-1-default-10.conf

	machine systemd-boot
	entry arch+3 'title Arch\nlinux /vmlinuz-linux\n'
	found 'a counter of boots is no part of the identifier' $arch arch.conf
	machine systemd-boot
	entry arch+2-1 'title Arch\nlinux /vmlinuz-linux\n'
	found 'nor are two' $arch arch.conf

	# Unified kernel images.
	for name in 1234-6.12.0-1-default x_6.12.0-1-default 6.12.0-1-default; do
		for counter in '' +3 +2-1 +0-3; do
			machine systemd-boot
			uki 1234-16.12.0-1-default.efi
			uki "$name$counter.efi"
			found "$name$counter.efi" $suse "$name.efi"
		done
	done
	machine systemd-boot
	uki arch-linux-lts.efi
	uki arch-linux-fallback.efi
	found 'a unified image of another package' $arch ''
	uki arch-linux.efi
	found 'a unified image by its package' $arch arch-linux.efi
	found 'and the other' 6.6-lts vmlinuz-linux-lts arch-linux-lts.efi
	if objcopy --add-section .uname="$sysroot/lib/modules/6.12-arch1-1/pkgbase" /bin/true "$scratch/x.efi" 2>/dev/null; then
		printf '6.12.0-1-default' >"$scratch/uname"
		objcopy --add-section ".uname=$scratch/uname" /bin/true "$sysroot/efi/EFI/Linux/some.efi"
		found 'a unified image by what it says' $suse some.efi
	fi

	# grub TEXT... - grub.cfg, a line each.
	grub() {
		machine grub
		printf '%s\n' 'function load_video {' '	insmod all_video' '}' 'if [ "${next_entry}" ] ; then' '	set default="${next_entry}"' 'fi' "$@" \
			>"$grub_folder/grub.cfg"
	}
	grub "menuentry 'A' --class x \$menuentry_id_option 'id-a' {" '	linux	/vmlinuz-6.12.0-1-default ro' '}'
	found 'GRUB: an identifier' $suse id-a
	grub "menuentry 'A' --class x --id id-b {" '	linux /vmlinuz-6.12.0-1-default' '}'
	found 'GRUB: --id' $suse id-b
	grub 'menuentry "A" --id=id-c {' '	linux "/vmlinuz-6.12.0-1-default" ro' '}'
	found 'GRUB: --id= and quotes around the path' $suse id-c
	grub 'menuentry "A" ${menuentry_id_option} "id-d" {' '	linux16 ($root)/boot/vmlinuz-6.12.0-1-default ro' '}'
	found 'GRUB: braces, linux16, and a device' $suse id-d
	grub 'menuentry A {' '	linuxefi /@/boot/vmlinuz-6.12.0-1-default ro' '}'
	found 'GRUB: no identifier, no quotes, linuxefi' $suse A
	grub "menuentry \"Tom's kernel\" {" '	linux /vmlinuz-6.12.0-1-default' '}'
	found 'GRUB: an apostrophe in a title' $suse "Tom's kernel"
	grub "menuentry 'Tom'\\''s \"new\" kernel' {" '	linux /vmlinuz-6.12.0-1-default' '}'
	found 'GRUB: quotes of both kinds' $suse "Tom's \"new\" kernel"
	grub "menuentry 'A > B' {" '	linux /vmlinuz-6.12.0-1-default' '}'
	found 'GRUB: > in a title is doubled' $suse 'A >> B'
	grub "submenu 'S' --id s {" "	submenu 'T' {" "		menuentry 'A' --id a {" '		linux /vmlinuz-16.12.0-1-default' '		}' '	}' \
		"	menuentry 'R (recovery mode)' --id r {" '		linux /vmlinuz-6.12.0-1-default' '	}' \
		"	menuentry 'B' --id b {" '		linux /vmlinuz-6.12.0-1-default' '	}' '}' \
		"menuentry 'C' --id c {" '	linux /vmlinuz-linux' '}'
	found 'GRUB: in a submenu, and not for repairs' $suse 's>b'
	found 'GRUB: in a submenu of a submenu' 16.12.0-1-default vmlinuz-16.12.0-1-default 's>T>a'
	found 'GRUB: after a submenu' $arch c
	found 'GRUB: none' 6.6-lts vmlinuz-linux-lts ''
	grub "# menuentry 'X' {" "menuentry 'A' {" '	# linux /vmlinuz-linux' '	linux /vmlinuz-6.12.0-1-default' '}'
	sed -i 's/$/\r/' "$grub_folder/grub.cfg"
	found 'GRUB: comments, and CRLF' $suse A
	found 'GRUB: a comment is no kernel' $arch ''

	grub "menuentry 'A' --id a { linux /vmlinuz-6.12.0-1-default; initrd /i; }" \
		"if true; then menuentry 'B' --id b {" '	search x; linux /vmlinuz-linux; }' \
		'}; fi' "menuentry 'C' \\" '	--id c {' '	linux /vmlinuz-linux-lts # old' '}'
	found 'GRUB: an entry on one line' $suse a
	found 'GRUB: several commands on a line' $arch b
	found 'GRUB: a line that goes on' 6.6-lts vmlinuz-linux-lts c
	grub 'set lts=linux-lts' "menuentry 'A' --id a {" '	set k=/vmlinuz-6.12.0-1-default' \
		'	linux "$k" ro' '}' "menuentry 'B' --id b {" '	linux /vmlinuz-${lts}' '}'
	found 'GRUB: a variable' $suse a
	found 'GRUB: a variable within a word' 6.6-lts vmlinuz-linux-lts b
	grub "menuentry 'A' --id a {" '	chainloader /EFI/Linux/x-16.12.0-1-default.efi' '}' \
		"menuentry 'B' --id b {" '	chainloader /EFI/Linux/x-6.12.0-1-default.efi' '}'
	found 'GRUB: a unified image' $suse b

	# Fedora and its kin.
	grub blscfg
	printf 'title\tFedora\r\nversion\t6.12.0-1-default\r\nlinux /vmlinuz-6.12.0-1-default\r\n' >"$sysroot/boot/loader/entries/m-6.12.0-1-default.conf"
	printf 'title Rescue\nversion 0-rescue-m\nlinux /vmlinuz-linux\n' >"$sysroot/boot/loader/entries/m-0-rescue.conf"
	found 'GRUB: an entry in a file' $suse m-6.12.0-1-default
	found 'GRUB: and not for repairs' $arch ''
	printf 'title By hand\nlinux /vmlinuz-linux\n' >"$sysroot/boot/loader/entries/mine.conf"
	found 'GRUB: an entry in a file, without a version' $arch mine
}

claims_done
