#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What must be no pass for a kernel's test runner: failures, findings, and what ends early.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/ktap.sh
. tests/ktap.sh

# shellcheck disable=SC2317 # called through report_of
ktap() { "${BUILD:-build}/dexbench-meta" run --ktap --quiet "$@"; }

report_of "$scratch/out" ktap --output "$scratch/out.jsonl" wrong_oracle setup_fails no_fault
claim 'failures and findings exit 1' [ "$status" -eq 1 ]
claim_ktap 'they are KTAP' "$scratch/out"
output=$(cat "$scratch/out")
claim_has 'a finding is not ok, with figures and finding' "$output" \
	'^not ok 1 wrong_oracle # [0-9.]+ ns per page, 1 faults per page; finding: expected 2.000 faults per page, saw 1.000$'
claim_has 'a setup that fails is not ok' "$output" '^not ok 2 setup_fails # ERROR .*the ring broke half-way'
claim_has 'nor is a run that timed nothing' "$output" '^not ok 3 no_fault # ERROR .*did not fault: expected at least 1 fault'
claim_lacks 'and nothing else is told' "$output" '^ok '

report_of "$scratch/out" ktap --shuffle --output /dev/null wrong_oracle trials=3 no_fault trials=3
claim 'shuffled, they exit 1 as well' [ "$status" -eq 1 ]
claim_ktap 'and are KTAP' "$scratch/out"
claim 'not ok, each once' [ "$(grep -c '^not ok' "$scratch/out")" -eq 2 ]

report_of "$scratch/out" ktap --accept-findings --output /dev/null wrong_oracle
claim 'an accepted finding is a pass' [ "$status" -eq 0 ]
claim 'that is told all the same' grep -q '^ok 1 wrong_oracle # .*; finding: expected 2.000' "$scratch/out"

report_of /dev/full ktap --output /dev/null wrong_oracle --accept-findings
claim 'where KTAP cannot be written, that fails' [ "$status" -eq 1 ]
claim_has 'by name' "$output" '^dexbench run: standard output: cannot write KTAP: No space left'
report_of "$scratch/out" ktap --output /dev/full wrong_oracle
claim 'where results cannot be written, that fails as well' [ "$status" -eq 1 ]
claim 'and no run is told to be ok' ends 1 grep -q '^ok ' "$scratch/out"

# ended_early SIGNAL STATUS - a second run that never ends, ended by SIGNAL.
ended_early() {
	"${BUILD:-build}/dexbench-meta" run --ktap --quiet --accept-findings --output "$scratch/$1.jsonl" \
		wrong_oracle trials=1 wrong_oracle trials=100000 >"$scratch/out" 2>/dev/null &
	bench=$!
	for _ in $(seq 200); do
		grep -qs '^ok 1 ' "$scratch/out" && break
		sleep 0.05
	done
	kill "-$1" "$bench"
	wait "$bench" 2>/dev/null
	status=$?
	claim "ended by $1, the status is $2" [ "$status" -eq "$2" ]
	claim "$1: what was told before is kept" grep -q '^ok 1 ' "$scratch/out"
	output=$(ktap_faults "$scratch/out")
	claim "$1: the plan is not fulfilled" [ "$output" = '2 planned, 1 told' ]
	! command -v prove >/dev/null || claim "$1: a reader of TAP takes it for a failure" \
		text_has "$(prove --exec cat "$scratch/out" 2>&1)" '^Result: FAIL'
}
ended_early TERM 143
ended_early KILL 137
claims_done
