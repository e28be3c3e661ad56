#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# abi.t - boots base, patched, 7.2 and 7.3, and on arm64 base and patched, and holds the module to
# its ABI in each
#
# Each of the guest's claims appears as one of ours, after the kernel's name.

# shellcheck source=tests/tap.sh
. tests/tap.sh

# on ARCH MACHINE - where the kernels that follow boot.
on() {
	arch=$1 vm=configs/vms/$2.vm program=${BUILD:-build}/abi
	[ "$arch" = "$(uname -m)" ] || program=${BUILD:-build}/$arch/abi
}

# run_guest NAME KERNEL MODULE ARGUMENT... - runs the program in a guest.
run_guest() {
	name=$1
	kernel=$2
	module=$3
	shift 3
	scripts/run-in-vm --kernel "$kernel" --vm "$vm" --program "$program" --module "$module" \
		--output "$scratch/output" --console "$scratch/console" --timeout 300 \
		-- /dexbench "$@" >"$scratch/said" 2>&1
	status=$?
	output=$(cat "$scratch/said" "$scratch/console")
	repeat_claims "$name" "$scratch/said"
	claim "$name: the guest ends well, its kernel's log is clean" [ "$status" -eq 0 ]
	# run-in-vm sees to warnings and worse; the module is not to say anything at all.
	claim_lacks "$name: the module printed nothing" "$(cat "$scratch/console")" 'dexdev: [^l]|dexdev_|rss-counter'
}

# test_kernel NAME RESTORE - RESTORE is how the kernel's restored PTEs become dirty.
test_kernel() {
	if ! kernel=$(scripts/build-kernel --arch "$arch" "$1" 2>"$scratch/said") ||
	   ! module=$(scripts/build-module "$kernel" 2>>"$scratch/said"); then
		output=$(cat "$scratch/said")
		claim "$1, $arch: kernel and module are built" false
		return
	fi
	run_guest "$1, $arch" "$kernel" "$module" "$2"
}

on x86_64 x86_64-exact
test_kernel base always-dirty
test_kernel patched follows-folio
test_kernel 7.2 follows-folio
test_kernel 7.3 follows-folio

kernel=$(scripts/build-kernel --arch "$arch" base 2>/dev/null)
module=$(scripts/build-module --make-arg KCFLAGS=-DDEXDEV_ABI_VERSION=4242 "$kernel" 2>/dev/null)
run_guest 'a module of ABI 4242' "$kernel" "$module" foreign 4242

# On one CPU hardware sets both flags of an entry, on the other neither.
if [ "$(uname -m)" = aarch64 ] || command -v aarch64-linux-gnu-gcc >/dev/null; then
	on aarch64 aarch64-a57-exact
	test_kernel base always-dirty
	on aarch64 aarch64-a76-exact
	test_kernel patched follows-folio
else
	skip 'the module in arm64 guests' 'no cross compiler for them: make deps ARCHES=aarch64'
fi

claims_done
