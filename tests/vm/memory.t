#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --memory counts every touch of the default plan, repeats to the bit, and changes nothing.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

if ! kernel=$(scripts/build-kernel base) || ! module=$(scripts/build-module "$kernel"); then
	claim 'a kernel and its module are built' false
	claims_done
fi

# boot NAME [OPTION]...
boot() {
	name=$1
	shift
	run scripts/run-in-vm --kernel "$kernel" --vm x86_64-exact --module "$module" \
		--program "$BUILD/dexbench" --file configs/plans/fault.plan:/run.plan \
		--output "$scratch/$name.jsonl" "$@" \
		-- /dexbench run --quiet --kernel-info /kernel.json /run.plan
	claim "$name: the boot ends well" [ "$status" -eq 0 ]
}

boot plain
boot first --memory
boot second --memory
claim 'two boots with --memory agree to the bit' cmp "$scratch/first.jsonl" "$scratch/second.jsonl"
jq -c 'del(.series)' "$scratch/plain.jsonl" >"$scratch/plain"
jq -c 'del(.series)' "$scratch/first.jsonl" >"$scratch/without"
claim 'all else is as without' cmp "$scratch/plain" "$scratch/without"

# of_trials FILTER - what jq finds in the trials, each once.
of_trials() { jq -c "select(.record == \"trial\") | $1" "$scratch/first.jsonl" | sort -u; }
claim 'every trial has each series' \
	[ "$(of_trials '.series | keys')" = '["atomics","barriers","lines","loads","stores"]' ]
claim 'each touch is counted' \
	[ "$(of_trials '[(.series[], .) | .samples | map(.[1]) | add] | unique | length')" = 1 ]
claim 'a restore loads, stores and takes locks' \
	[ "$(of_trials 'select(.scenario == "restore_read") | .series | [.loads, .stores, .lines, .atomics | .samples[0][0] > 0] |
		all')" = true ]
output=$(tests/validate-results "$scratch/first.jsonl" 2>&1)
claim 'the result file fits its schema' [ $? -eq 0 ]

claims_done
