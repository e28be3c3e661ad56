# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# arguments.sh - kernels that are named on the command line and described nowhere.
#
# Needs common.sh and descriptions.sh.

# Sets kernel_*, as read_kernel does, for what is no description: false if ARGUMENT is no kernel.
kernel_of_argument() {
	case $1 in
	linux-source-*)
		if [ ! -e "$1" ]; then
			kernel_of_source "$1" "$(safe_name "$1")"
			return
		fi
		;;
	esac
	if [ -d "$1" ] && [ -f "$1/vmlinux" ] && [ -f "$1/.config" ]; then
		kernel_of_tree "$(cd -- "$1" && pwd -P)"
	elif [ -d "$1" ] && { [ -f "$1/vmlinux" ] || [ -f "$1/.config" ]; } && [ ! -e "$1/.git" ]; then
		say "$1: not a built kernel: has no $(if [ -f "$1/vmlinux" ]; then echo .config; else echo vmlinux; fi)"
		exit 2
	elif [ -d "$1" ]; then
		kernel_of_source "$(cd -- "$1" && pwd -P)" "$(source_name_of "$1" HEAD)"
	elif [ -f "$1" ]; then
		kernel_of_source "$(readlink -f -- "$1")" "$(safe_name "$(basename -- "$1" | sed 's/\.tar.*//; s/\.tgz$//')")"
	elif [ "${1%@*}" != "$1" ] && [ -d "${1%@*}" ]; then
		kernel_of_source "$(cd -- "${1%@*}" && pwd -P)@${1##*@}" "$(source_name_of "${1%@*}" "${1##*@}")"
	elif [ "${1%:*}" != "$1" ] && [ -f "${1%:*}" ]; then
		kernel_of_image "$1" "${1%:*}" "${1##*:}"
	else
		return 1
	fi
}

# A revision that is a name may move: the commit makes the kernel's name its own.
source_name_of() {
	name=$(safe_name "$(basename -- "$(cd -- "$1" && pwd -P)")")
	commit=$(git -C "$1" rev-parse --verify --quiet "$2^{commit}" 2>/dev/null | cut -c1-12) || :
	if [ ! -e "$1/.git" ] || [ -z "$commit" ]; then
		printf '%s\n' "$name"
	elif [ "$2" = HEAD ] || [ "${commit#"$2"}" != "$commit" ] || [ "${2#"$commit"}" != "$2" ]; then
		printf '%s@%s\n' "$name" "$commit"
	else
		printf '%s@%s-%s\n' "$name" "$(safe_name "$2")" "$commit"
	fi
}

# kernel_of_source SOURCE NAME
kernel_of_source() {
	kernel_source=$1 kernel_name=$2
	kernel_configs=
	add_config "$project/configs/kernels/guest.config"
}

# What is built is for one architecture: take_arch_of BUILD.
take_arch_of() {
	built_arch=$(arch_of_build "$1")
	if [ -n "$asked_arch" ] && [ "$asked_arch" != "$built_arch" ]; then
		say "$1: is built for $built_arch, not for $asked_arch"
		exit 2
	fi
	set_arch "$built_arch" || { say "$1: is built for $built_arch, and cannot be a guest here"; exit 2; }
}

# A tree that its owner built, in place or with O=: the module is built against it.
kernel_of_tree() {
	kernel_build=$1 kernel_origin=$(basename -- "$1")
	take_arch_of "$1"
	# QEMU starts an ELF vmlinux of x86 through PVH only.
	if [ "$arch" != x86_64 ] && [ -f "$1/$arch_image" ]; then
		kernel_image=$1/$arch_image
	elif [ "$arch" != x86_64 ]; then
		say "$1: cannot be booted: has no $arch_image"
		exit 2
	elif grep -q '^CONFIG_PVH=y' "$1/.config"; then
		kernel_image=$1/vmlinux
	elif [ -f "$1/arch/x86/boot/bzImage" ]; then
		kernel_image=$1/arch/x86/boot/bzImage
	else
		say "$1: cannot be booted: has no arch/x86/boot/bzImage, and its vmlinux no CONFIG_PVH=y"
		exit 2
	fi
	check_guest_config "$1" "$1/.config"
	kernel_name=$(safe_name "$(basename -- "$1")")-$(sha256 <"$kernel_image" | cut -c1-8)
}

# kernel_of_image ARGUMENT IMAGE BUILD - BUILD may be /lib/modules/VERSION.
kernel_of_image() {
	for kernel_build in "$3/build" "$3"; do
		[ ! -f "$kernel_build/include/config/kernel.release" ] || break
	done
	if [ ! -f "$kernel_build/include/config/kernel.release" ]; then
		say "$1: $3 holds nothing to build a module against (no include/config/kernel.release)"
		exit 2
	fi
	kernel_build=$(cd -- "$kernel_build" && pwd -P)
	take_arch_of "$kernel_build"
	kernel_image=$(readlink -f -- "$2")
	[ ! -f "$kernel_build/.config" ] || check_guest_config "$1" "$kernel_build/.config"
	kernel_name=$(safe_name "$(basename -- "$2")")
}

# Without one of these a guest boots into silence: better to name it beforehand.
check_guest_config() {
	lacking=$(sed -n 's/^\(CONFIG_[A-Za-z0-9_]*=y\).*/\1/p' "$project/configs/kernels/guest-needs.config" "$project/configs/kernels/guest-needs-$arch.config" |
		while read -r line; do grep -qx "$line" "$2" || printf ' %s' "$line"; done)
	[ -z "$lacking" ] || { say "$1: cannot be a guest here: its .config is without$lacking"; exit 2; }
}
