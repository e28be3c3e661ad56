#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The faults of docs/findings: each shows on the kernels that have it and on no other, never in its control of
# present pages, and not where the remedies are applied. 7.3 runs every scenario once as well.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# boot KERNEL PLAN OUTPUT - a plan in a guest.
# shellcheck disable=SC2317 # called by name, through run
boot() {
	scripts/run-in-vm --kernel "$folder" --vm x86_64-numa-exact --program "$BUILD/dexbench" --module "$module" \
		--file "configs/plans/$1.plan:/run.plan" --output "$2" --console "$2.console" --timeout 300 \
		-- /dexbench run --quiet --accept-findings --kernel-info /kernel.json /run.plan
}

# with_findings FILE - the scenarios that have some.
with_findings() {
	grep '"record":"trial"' "$1" | grep '"finding":"' | sed 's/.*"scenario":"\([^"]*\)".*/\1/' | sort -u | paste -sd ' ' -
}

# test_kernel KERNEL PLAN SCENARIO... - those, and no others, have a finding.
test_kernel() {
	kernel=$1 plan=$2
	shift 2
	if ! folder=$(scripts/build-kernel "$kernel" 2>"$scratch/log") || ! module=$(scripts/build-module "$folder" 2>>"$scratch/log"); then
		output=$(cat "$scratch/log")
		claim "$kernel and its module are built" false
		return
	fi
	out=$scratch/$kernel-$plan.jsonl
	run boot "$plan" "$out"
	claim "$kernel, $plan: ends 0, with a clean kernel log" [ "$status" -eq 0 ]
	output=$(with_findings "$out")
	claim "$kernel, $plan: these have findings, and no others: ${*:-none}" [ "$output" = "$*" ]
	claim "$kernel, $plan: no run fails" grep -q '"record":"end".*"failed":0,' "$out"
	output=$(grep '"finding":"' "$out" | grep -E '"exclusive":"no(ne)?"|"hold_us":"0"')
	claim "$kernel, $plan: no control has one" [ -z "$output" ]
}

since_6_12='account_smaps fork_contended mbind_exclusive uffd_move'
since_7_2='account_smaps collapse_exclusive fork_contended mbind_exclusive mlock_exclusive'
since_7_2="$since_7_2 mlock_limit munlock_exclusive uffd_move"

# shellcheck disable=SC2086 # words
{
	test_kernel base findings $since_6_12
	test_kernel 7.2 findings $since_7_2
	test_kernel 7.3 findings $since_7_2
	test_kernel 7.3 smoke $since_7_2
	test_kernel 7.3-remedies findings
	test_kernel 7.3-remedies lifecycle
}
claim_results 'results fit their schema' "$scratch"/*.jsonl

claims_done
