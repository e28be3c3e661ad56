# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Variables are shared with the tests that read this file:
# shellcheck disable=SC2034
#
# guest.sh - guests whose kernels look for mistakes, and what a command leaves behind in them.
#
# Needs tests/tap.sh.

: "${BUILD:=build}"

# debug_kernel NAME - sets $folder and $module, or says in $output why not.
debug_kernel() {
	if ! folder=$(scripts/build-kernel "$1" 2>"$scratch/said") ||
	   ! module=$(scripts/build-module "$folder" 2>>"$scratch/said"); then
		output=$(cat "$scratch/said")
		return 1
	fi
}

# boot MODULE COMMAND... - runs a command in a guest of $folder, where the plans lie in /plans: sets
# $status and $output. What the command wrote is in $scratch/out.jsonl, what the kernel said in
# $scratch/console.
boot() {
	booted_module=$1
	shift
	rm -f -- "$scratch/out.jsonl" "$scratch/console"
	for plan in configs/plans/*.plan; do
		set -- --file "$plan:/plans/${plan##*/}" "$@"
	done
	run scripts/run-in-vm --kernel "$folder" --vm x86_64-debug --module "$booted_module" \
		--program "$BUILD/dexbench" --file "$BUILD/abi:/abi" \
		--file "$BUILD/leaks:/leaks" --output "$scratch/out.jsonl" --console "$scratch/console" \
		--timeout 3600 "$@"
}

# boot_and_look MODULE -- COMMAND... - the same, and splits what was said: $scratch/said is the
# command's, $scratch/left is what leaks.c claims of what it left behind.
boot_and_look() {
	looked_module=$1
	shift 2
	boot "$looked_module" -- /leaks "$@"
	printf '%s\n' "$output" | sed '/^# left behind:$/,$d' >"$scratch/said"
	printf '%s\n' "$output" | sed '1,/^# left behind:$/d' | sed '/^1\.\./q' >"$scratch/left"
}
