#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What must fail: scenarios that time nothing, or predict what does not happen.
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench-meta

run "$bench" run --quiet --output "$scratch/none.jsonl" no_fault
claim 'a touch that does not fault fails the run' [ "$status" -eq 1 ]
claim_has 'says on the terminal what was expected and what was seen' "$output" \
	'^dexbench run: error: no_fault: the touch did not fault: expected at least 1 fault on each of 256 pages, saw 0'
claim 'and leaves no sample' ends 1 grep -q samples "$scratch/none.jsonl"
claim 'but a record of the error that says what was expected and what was seen' \
	grep -q '"record":"error".*did not fault: expected at least 1 fault on each of 256 pages, saw 0' "$scratch/none.jsonl"

run "$bench" run --quiet --output "$scratch/oracle.jsonl" wrong_oracle trials=2
claim 'a wrong oracle fails the run' [ "$status" -eq 1 ]
claim_has 'and is called a finding' "$output" '1 findings'
claim_has 'that says on the terminal what was expected and what was seen, once' "$output" \
	'^dexbench run: finding: wrong_oracle: expected 2.000 faults per page, saw 1.000$'
# Two that are timed and, where libperf may count, one that is counted.
trials=$(grep -c '"record":"trial"' "$scratch/oracle.jsonl")
claim 'its samples are kept' [ "$trials" -ge 2 -a "$(grep -c '"samples":\[\[' "$scratch/oracle.jsonl")" -eq "$trials" ]
claim 'each with what was expected and what was seen' \
	[ "$(grep -c '"finding":"expected 2.000 faults per page, saw 1.000' "$scratch/oracle.jsonl")" -eq "$trials" ]

run "$bench" run --quiet --color=always --output "$scratch/red.jsonl" wrong_oracle trials=2
claim_has 'with colour it is red' "$output" "$(printf '\033')\[31mdexbench run: finding: "
run "$bench" run --quiet --output "$scratch/more.jsonl" wrong_oracle predicted=0 trials=2
claim_has 'so do faults that nothing predicted' "$output" 'finding: wrong_oracle: expected 0.000 faults per page, saw 1.000$'

run "$bench" run --quiet --accept-findings --output "$scratch/accepted.jsonl" wrong_oracle
claim '--accept-findings lets a finding pass' [ "$status" -eq 0 ]
claim 'and keeps it in the results' grep -q '"finding":"expected' "$scratch/accepted.jsonl"

run "$bench" run --quiet --output "$scratch/setup.jsonl" setup_fails wrong_oracle
claim 'a setup that fails, fails the run' [ "$status" -eq 1 ]
claim_has 'it is torn down all the same' "$output" 'setup_fails: torn down'
claim 'its reason is recorded' grep -q '"record":"error".*the ring broke half-way' "$scratch/setup.jsonl"
claim 'and the next run is measured' grep -q '"scenario":"wrong_oracle".*"samples"' "$scratch/setup.jsonl"
claim 'the end says how many failed' grep -q '"record":"end","runs":2,"skipped":0,"failed":1' "$scratch/setup.jsonl"

run "$bench" run --quiet --output "$scratch/skip.jsonl" not_exclusive
if [ -e /dev/dexdev ]; then
	skip 'a run without its module' 'the module is loaded here'
else
	claim 'a plan of which every run is skipped exits 77' [ "$status" -eq 77 ]
	claim 'with the reason on record' grep -q '"record":"skip".*not loaded' "$scratch/skip.jsonl"
fi

run "$bench" run --quiet --platform exact --output "$scratch/exact.jsonl" wrong_oracle
claim 'a clock that counts time cannot claim the platform exact' [ "$status" -eq 2 ]
claim 'and writes nothing' [ ! -e "$scratch/exact.jsonl" ]

run "$bench" run --quiet --output /dev/full wrong_oracle
claim 'a full disk fails the run' [ "$status" -eq 1 ]
claim_has 'by name' "$output" '/dev/full: cannot write a result: No space left'

claims_done
