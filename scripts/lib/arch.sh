# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# arch.sh - what differs between the architectures of guests, and tells ours from others.
#
# Needs common.sh.

# As uname -m has them. Columns: ours, the kernel's, Debian's, the image in a build tree, the
# first serial port, how a reset ends the guest, the machine in an ELF header, and where a
# foreign guest's libraries and QEMU are: installed beside the host's, or unpacked in the cache
# since releases that a host may run have none.
arch_table='
x86_64   x86    amd64    vmlinux                ttyS0    reboot=t  62   installed
aarch64  arm64  arm64    arch/arm64/boot/Image  ttyAMA0  -         183  installed
riscv64  riscv  riscv64  arch/riscv/boot/Image  ttyS0    -         243  unpacked
'

host_arch=$(uname -m)
# What a shell has set for other work on kernels.
unset ARCH CROSS_COMPILE

arch_names() { printf '%s\n' "$arch_table" | awk 'NF { print $1 }' | paste -sd ' ' -; }

# Sets $arch and all arch_*, and $cross to the prefix of its compiler: empty where it is the
# host's own. False if ARCH is not known here: set_arch ARCH.
set_arch() {
	arch_row=$(printf '%s\n' "$arch_table" | awk -v name="$1" '$1 == name')
	[ -n "$arch_row" ] || return 1
	# shellcheck disable=SC2086 # a row of words
	set -- $arch_row
	arch=$1 arch_linux=$2 arch_debian=$3 arch_image=$4 arch_console=$5 arch_reboot=$6 arch_elf=$7
	arch_libraries=$8
	[ "$arch_reboot" != - ] || arch_reboot=
	cross=
	[ "$arch" = "$host_arch" ] || cross=$arch-linux-gnu-
}

# wants_arch ARCH - the same for what a user wrote.
wants_arch() { set_arch "$1" || wrong_usage "no such architecture: $1; there are: $(arch_names)"; }

# Kernels of hosts that are not in the table are built, too: natively, and not booted.
set_arch "$host_arch" || arch=$host_arch arch_linux=$host_arch arch_image=vmlinux cross=

# Prints the architecture that BUILD, a kernel's build tree, is for: arch_of_build BUILD.
arch_of_build() {
	if grep -qs '^CONFIG_X86_64=y' "$1/include/config/auto.conf" "$1/.config"; then
		echo x86_64
	elif grep -qs '^CONFIG_ARM64=y' "$1/include/config/auto.conf" "$1/.config"; then
		echo aarch64
	elif grep -qs '^CONFIG_RISCV=y' "$1/include/config/auto.conf" "$1/.config"; then
		echo riscv64
	else
		echo "$host_arch"
	fi
}

# What make of a kernel wants besides, as words.
arch_make() { [ -z "$cross" ] || echo "ARCH=$arch_linux CROSS_COMPILE=$cross"; }

# Prints the architecture of a program, or nothing where it is no 64-bit ELF file: arch_of_program FILE.
arch_of_program() {
	[ "$(od -An -tx1 -N5 -- "$1" 2>/dev/null | tr -d ' ')" = 7f454c4602 ] || return 0
	machine=$(od -An -tu1 -j18 -N1 -- "$1" | tr -d ' ')
	printf '%s\n' "$arch_table" | awk -v machine="$machine" '$7 == machine { print $1 }'
}

# What make is told to make them: program_target.
program_target() { echo "all${cross:+ static ARCHES=$arch}"; }

# Where `make` leaves the program for guests of $arch: program_of BUILD.
program_of() { echo "$1${cross:+/$arch}/dexbench"; }

# True where libraries and QEMU of $arch are unpacked in the cache.
is_unpacked() { [ -n "$cross" ] && [ "$arch_libraries" = unpacked ]; }

# What only guests of another architecture take is installed by the script that needs it first.
# Root can do so; others are told: need_cross TOOL.
need_cross() {
	[ -n "$cross" ] || return 0
	command -v "$1" >/dev/null 2>&1 && return
	[ "$(id -u)" -eq 0 ] || fail "$1 is not installed: run sudo $(deps_command "$arch")"
	say "$1 is not installed: installing what guests of $arch need ($(deps_command "$arch"))"
	"$project/scripts/install-deps" --arch "$arch" >&2 || exit
}
