#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The module's whole test and every scenario, on kernels that look for mistakes (debug.config):
# their logs stay clean, and nothing is left behind.
#
# DEBUG_KERNELS names other kernels than these three, such as 7.2-debug.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/debug/guest.sh
. tests/debug/guest.sh

# Every scenario, and those that do most to the kernel in all of their ways.
plans='smoke fault lifecycle thp'

# count PATTERN - lines of the kernel's log that have it.
count() { grep -c -- "$1" "$scratch/console"; }

# test_guest NAME - what holds of every guest, once it has ended.
test_guest() {
	repeat_claims "$1" "$scratch/left"
	claim "$1: the guest ends well, its kernel's log is clean" [ "$status" -eq 0 ]
	# With DEBUG_VM the kernel shows the stack when get_user_pages() meets userfaultfd-wp and may not wait:
	# so it is when pages that it guards are made exclusive, and the test of the ABI sees to that.
	claim "$1: the log shows no stack but of userfaults that could not wait" \
		[ "$(count 'Call Trace:')" -eq "$(count 'FAULT_FLAG_ALLOW_RETRY missing')" ]
	claim_lacks "$1: the module printed nothing" "$(cat "$scratch/console")" 'dexdev: [^l]|dexdev_.*: '
}

test_module() {
	semantics=$(sed -n 's/^semantics //p' "configs/kernels/$1.kernel")
	boot_and_look "$module" -- /abi "$semantics"
	repeat_claims "$1, ABI" "$scratch/said"
	test_guest "$1, ABI"
}

# What the plans find on KERNEL: the faults of docs/findings, no more and no less.
known_findings() {
	if grep -q 'linux-source-6\.' "configs/kernels/$1.kernel"; then
		echo account_smaps fork_contended uffd_move
	else
		set -- account_smaps collapse_exclusive fork_contended mlock_exclusive mlock_limit
		echo "$* munlock_exclusive uffd_move"
	fi
}

test_scenarios() {
	# shellcheck disable=SC2046,SC2086 # words
	boot_and_look "$module" -- /dexbench run --quiet --accept-findings --kernel-info /kernel.json --trials 1 \
		$(printf '/plans/%s.plan ' $plans)
	sed 's/^/# /' "$scratch/said"
	skipped=$(grep '"record":"skip"' "$scratch/out.jsonl" |
		sed 's/.*"scenario":"\([^"]*\)".*"reason":"\([^"]*\)".*/\1: \2/' |
		grep -Ev 'say sacrifice=yes$|load test_hmm$|one NUMA node only')
	claim "$1: none is skipped but for what takes memory out of use, which the plan of the life cycle then does" \
		[ -z "$skipped" ]
	claim "$1: $runs runs are carried out, and none fails" \
		grep -q "\"record\":\"end\",\"runs\":$runs,\"skipped\":[0-9]*,\"failed\":0," "$scratch/out.jsonl"
	output=$(sed -n '/"finding":"/s/.*"scenario":"\([^"]*\)".*/\1/p' "$scratch/out.jsonl" | sort -u | paste -sd ' ' -)
	claim "$1: those with a finding are known: $(known_findings "$1")" [ "$output" = "$(known_findings "$1")" ]
	test_guest "$1, scenarios"
}

# shellcheck disable=SC2046,SC2086 # words
runs=$("$BUILD/dexbench" run --dry-run $(printf 'configs/plans/%s.plan ' $plans) | wc -l)

for kernel in ${DEBUG_KERNELS:-base-debug patched-debug 7.3-debug}; do
	if ! debug_kernel "$kernel"; then
		claim "$kernel and its module are built" false
		continue
	fi
	test_module "$kernel"
	test_scenarios "$kernel"
done

claims_done
