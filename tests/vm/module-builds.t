#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# module-builds.t - one source of the module builds for every kernel, without a word
#
# This needs kernels prepared for modules, not built.

# shellcheck source=tests/tap.sh
. tests/tap.sh

# A module without its kernel's symbols: modpost says so, and that is all it may say.
expected='modpost|Module.symvers|KBUILD_MODPOST_WARN|if you want to proceed|unresolved symbol|Symbol info of vmlinux|may not have dependencies'
said='warning|WARNING|error|note:'

# build KERNEL ARGUMENT... - builds a copy; $output is what was said beyond the expected.
build() {
	kernel=$1
	shift
	rm -rf -- "$scratch/kmod"
	cp -R kmod "$scratch/kmod"
	make -C "$kernel/build" M="$scratch/kmod" KBUILD_MODPOST_WARN=1 "$@" modules >"$scratch/log" 2>&1
	status=$?
	output=$(grep -Ev "$expected" "$scratch/log")
}

test_kernel() {
	if ! folder=$(scripts/build-kernel --prepare-only "$1" 2>"$scratch/log"); then
		output=$(cat "$scratch/log")
		claim "$1: a kernel to build the module for" false
		return
	fi
	build "$folder" W=1
	claim "$1: the module builds" [ "$status" -eq 0 -a -f "$scratch/kmod/dexdev.ko" ]
	claim_lacks "$1: without a warning, with W=1 too" "$output" "$said"
	claim_has "$1: modinfo tells the ABI" "$(modinfo "$scratch/kmod/dexdev.ko")" \
		"^abi: +$(sed -n 's/^#define DEXDEV_ABI_VERSION[[:space:]]*//p' kmod/dexdev_uapi.h)\$"

	if ! command -v sparse >/dev/null; then
		skip "$1: sparse has nothing to say" 'sparse is not installed'
		return
	fi
	build "$folder" C=2
	if grep -q 'sparse is not available' "$scratch/log"; then
		skip "$1: sparse has nothing to say" 'this sparse is too old for this kernel'
	else
		claim_lacks "$1: sparse has nothing to say" "$output" "$said"
	fi
}

test_kernel 6.1
test_kernel base
test_kernel 7.2
test_kernel 7.3

checkpatch=$(scripts/build-kernel --prepare-only base 2>/dev/null)/source/scripts/checkpatch.pl
if [ -f "$checkpatch" ] && command -v perl >/dev/null; then
	run perl "$checkpatch" --no-tree --strict --quiet -f kmod/*.c kmod/*.h kmod/Makefile
	claim 'checkpatch --strict has nothing to say' [ "$status" -eq 0 -a -z "$output" ]
else
	skip 'checkpatch --strict has nothing to say' 'the base kernel has no checkpatch.pl'
fi

claims_done
