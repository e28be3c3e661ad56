#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kernel that restores as no known one does: nothing is predicted, and that is a finding.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

if ! folder=$(scripts/build-kernel base --change configs/changes/restore-always-readonly.cocci) ||
   ! module=$(scripts/build-module "$folder"); then
	claim 'the kernel and its module are built' false
	claims_done
fi

# guest WORD... - dexbench in a guest of it; results in $scratch/out.jsonl.
# shellcheck disable=SC2317 # called by name, through run
guest() {
	rm -f "$scratch/out.jsonl"
	scripts/run-in-vm --kernel "$folder" --vm x86_64-exact --program "$BUILD/dexbench" \
		--module "$module" --output "$scratch/out.jsonl" --console "$scratch/console" --timeout 120 \
		-- /dexbench "$@"
}

run guest run --quiet null restore_read write_after_read folio=dirty trials=2
claim 'a restore that fits no known kernel fails the run' [ "$status" -eq 1 ]
claim_has 'as a finding of each run that depends on it' "$output" \
	'finding: restore_read: restore semantics fit no known kernel: the entry of a clean folio is "present young soft-dirty"'
claim_has 'with how many trials have no prediction' "$output" '^dexbench run: nothing was predicted for [69] trials: restore sem'
claim_has 'and nothing else is wrong' "$output" '3 runs, 0 skipped, 0 failed, 2 findings'
claim 'the results say why of each trial' sh -c \
	'! grep "\"record\":\"trial\".*restore_read" "$1" | grep -v "\"oracle\":null,\"unpredicted\":\"restore semantics fit no"' sh "$scratch/out.jsonl"
claim 'what needs no device is predicted' grep -q '"scenario":"null".*"unpredicted":null' "$scratch/out.jsonl"
claim 'the samples are kept' grep -q '"scenario":"restore_read".*"role":"timed".*"samples":\[\[' "$scratch/out.jsonl"

run guest run --quiet --accept-findings restore_read trials=2
claim 'an accepted finding is not a failure' [ "$status" -eq 0 ]
run guest probe
claim 'probe fails, too' [ "$status" -eq 1 ]

claims_done
