#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# abi.t - boots base, patched and 7.2 and holds the module to its ABI in each
#
# Each of the guest's claims appears as one of ours, after the kernel's name.

# shellcheck source=tests/tap.sh
. tests/tap.sh

vm=configs/vms/x86_64-exact.vm
program=${BUILD:-build}/static/abi

# repeat_claims KERNEL FILE - takes over what the guest claimed, and claims that it was all.
repeat_claims() {
	repeated=0
	plan=
	while IFS= read -r line; do
		case $line in
		'ok '*|'not ok '*)
			repeated=$((repeated + 1))
			claims_made=$((claims_made + 1))
			result=${line%%[0-9]*}
			[ "$result" = 'ok ' ] || claims_failed=$((claims_failed + 1))
			echo "$result$claims_made - $1: ${line#*" - "}"
			;;
		'1..'*) plan=${line#1..} ;;
		'#'*) echo "$line" ;;
		*) echo "# $line" ;;
		esac
	done <"$2"
	claim "$1: the guest made all of its claims" [ "$plan" = "$repeated" ]
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
	if ! kernel=$(scripts/build-kernel "$1" 2>"$scratch/said") ||
	   ! module=$(scripts/build-module "$kernel" 2>>"$scratch/said"); then
		output=$(cat "$scratch/said")
		claim "$1: kernel and module are built" false
		return
	fi
	run_guest "$1" "$kernel" "$module" "$2"
}

test_kernel base always-dirty
test_kernel patched follows-folio
test_kernel 7.2 follows-folio

kernel=$(scripts/build-kernel base 2>/dev/null)
module=$(scripts/build-module --make-arg KCFLAGS=-DDEXDEV_ABI_VERSION=4242 "$kernel" 2>/dev/null)
run_guest 'a module of ABI 4242' "$kernel" "$module" foreign 4242

claims_done
