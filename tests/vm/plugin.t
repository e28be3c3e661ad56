#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# explain's plugin counts what guests without a kernel are known to do, to the last access.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}" "${CC:=cc}"
: "${CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/dexbench}"

# at SYMBOL - its address in the guest.
at() { nm "$scratch/guest" | sed -n "s/^\([0-9a-f]*\) [Tt] $1\$/0x\1/p"; }

# The touches of a trace, a line each: instructions, loads, stores, lines, atomics, barriers, faults.
touches() {
	od -An -v -t u8 -w8 "$scratch/trace" | awk '
	kind == 1953461603 {				# a touch: seven figures, and its path
		line = line $1 + 0 (n < 6 ? " " : "")
		if (n == 6) print line
		if (++n == 8) kind = 0
		next
	}
	kind == 1885434984 {				# a path: its length, and addresses
		if (!n) left = $1 + 1
		if (++n == left) kind = 0
		next
	}
	{ kind = $1 + 0; line = ""; n = 0 }'
}

# guest ARCH COMPILER LINKER TEXT QEMU... - runs it, where it can be.
guest() {
	arch=$1 compiler=$2 linker=$3 text=$4
	shift 4
	if ! command -v "${compiler%% *}" >/dev/null || ! command -v "$1" >/dev/null; then
		skip "$arch: touches are counted" "no compiler or no QEMU for it: make deps ARCHES=$arch"
		return 1
	fi
	# shellcheck disable=SC2086 # words
	run $compiler -c -o "$scratch/guest.o" "tests/vm/plugin-$arch.S"
	claim "$arch: the guest is assembled" [ "$status" -eq 0 ]
	# shellcheck disable=SC2086
	run $linker -N -Ttext="$text" -o "$scratch/guest" "$scratch/guest.o"
	claim "$arch: and linked" [ "$status" -eq 0 ]
	rm -f "$scratch/trace" "$scratch/said"
	ranges="program=$(at fire):$(at end),fire=$(at fire):$(at fire_end),entry=$(at entry)"
	run timeout 60 "$@" -accel tcg -m 64M -nodefaults -display none -no-reboot \
		-icount shift=0,sleep=off -kernel "$scratch/guest" \
		-chardev "file,id=said,path=$scratch/said" \
		-plugin "$BUILD/explain-plugin.so,out=$scratch/trace,$ranges"
	claim "$arch: the guest ends" [ "$status" -lt 2 ]
	touches >"$scratch/touches"
	od -An -v -t u4 -w4 "$scratch/said" | tr -d ' ' >"$scratch/clock"
	claim "$arch: its clock counts the instructions that the plugin counts" \
		[ "$(cat "$scratch/clock")" = "$(cut -d ' ' -f 1 "$scratch/touches")" ]
}

# is FIGURES WHAT - the next touch.
is() {
	output=$(sed -n "1p" "$scratch/touches")
	sed -i 1d "$scratch/touches"
	claim "$arch: $2" [ "$output" = "$1" ]
}
ends() { claim "$arch: no more touches" [ ! -s "$scratch/touches" ]; }

if [ "$(uname -m)" = x86_64 ] &&
	guest x86_64 "$CC -m32" 'ld -m elf_i386 --no-warn-rwx-segments' 0x100000 \
	qemu-system-x86_64 -machine q35 -cpu max -device isa-debugcon,chardev=said,iobase=0xe9 \
	-device isa-debug-exit,iobase=0xf4,iosize=1; then
	is '2 0 0 0 0 0 0' 'nothing is two instructions of the clock'
	is '39 37 0 1 0 0 0' '37 loads of one line'
	is '39 37 0 37 0 0 0' '37 loads of 37 lines'
	is '5 1 2 2 0 0 0' 'a load, and two stores to another line'
	is '6 3 3 1 3 0 0' 'three atomics: xchg of registers is none'
	is '6 0 0 0 0 4 0' 'four fences'
	is '7 8 1 5 0 0 1' 'a faulting instruction counts once, and three of its handler'
	is '4 2 0 2 0 0 0' 'the same without a fault'
	is '3 1 0 2 0 0 0' 'a load across two lines'
	is '105 0 100 2 0 0 0' 'a repeated instruction counts as often as by the clock'
	ends
fi

if guest aarch64 aarch64-linux-gnu-gcc 'aarch64-linux-gnu-ld --no-warn-rwx-segments' 0x40080000 \
	qemu-system-aarch64 -machine virt -cpu max,cntfrq=1000000000 -serial chardev:said; then
	is '1 0 0 0 0 0 0' 'nothing is one instruction of the clock'
	is '38 37 0 1 0 0 0' '37 loads of one line'
	is '38 37 0 37 0 0 0' '37 loads of 37 lines'
	is '4 1 2 2 0 0 0' 'a load, and two stores to another line'
	is '6 5 4 1 4 0 0' 'four atomics: an exclusive pair is one'
	is '5 0 0 0 0 4 0' 'four barriers'
	is '5 2 0 2 0 0 1' 'a faulting instruction counts once, and two of its handler'
	is '3 2 0 2 0 0 0' 'the same without a fault'
	is '4 0 0 0 0 0 0' 'a system call is no fault'
	ends
fi

qemu=$CACHE/qemu-riscv64/usr/bin/qemu-system-riscv64
[ -x "$qemu" ] || qemu="qemu-system-riscv64"
if guest riscv64 'riscv64-linux-gnu-gcc -march=rv64imafd_zicsr_zifencei' \
	'riscv64-linux-gnu-ld --no-warn-rwx-segments' 0x80000000 "$qemu" -L "${qemu%/bin/*}/share/qemu" \
	-machine virt -bios none -cpu rv64 -serial chardev:said; then
	is '1 0 0 0 0 0 0' 'nothing is one instruction of the clock'
	is '38 37 0 1 0 0 0' '37 loads of one line'
	is '38 37 0 37 0 0 0' '37 loads of 37 lines'
	is '4 1 2 2 0 0 0' 'a load, and two stores to another line'
	is '5 4 3 1 3 0 0' 'three atomics: a pair of lr and sc is one'
	is '4 0 0 0 0 3 0' 'three fences'
	is '5 2 0 2 0 0 1' 'a faulting instruction counts once, and two of its handler'
	is '3 2 0 2 0 0 0' 'the same without a fault'
	ends
fi

claims_done
