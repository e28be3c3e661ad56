#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What must fail in a guest: a step that takes another fault than it says, and a
# module that speaks another version.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

base=$(scripts/build-kernel base)

# guest PROGRAM MODULE WORD... - dexbench in a guest of base; results in $scratch/out.jsonl.
# shellcheck disable=SC2317 # called by name, through run
guest() {
	program=$1
	module=$2
	shift 2
	rm -f "$scratch/out.jsonl"
	scripts/run-in-vm --kernel "$base" --vm x86_64-exact --program "$program" --module "$module" \
		--output "$scratch/out.jsonl" --console "$scratch/console" --timeout 120 -- /dexbench "$@"
}

run guest "$BUILD/dexbench-meta" "$(scripts/build-module "$base")" run --quiet not_exclusive
claim 'an ordinary fault that passes for a restore fails the run' [ "$status" -eq 1 ]
claim 'with what was expected and what was seen' \
	grep -q '"record":"error".*expected 256 exclusive pages before the timed step, saw 0 of 256' "$scratch/out.jsonl"
claim 'and without a sample' ends 1 grep -q samples "$scratch/out.jsonl"

run guest "$BUILD/dexbench-meta" "$(scripts/build-module "$base")" run --quiet kernel_complains trials=1
claim 'a warning of the kernel is a finding of the run that provoked it' \
	grep -q '"finding":"the kernel logged .*WARNING: made up by a test' "$scratch/out.jsonl"
claim 'and of the end record' grep -q '"record":"end".*"findings":1' "$scratch/out.jsonl"
claim_has 'and is told' "$output" 'finding: kernel_complains: the kernel logged "WARNING: made up by a test"'

other=$(scripts/build-module "$base" --make-arg KCFLAGS=-DDEXDEV_ABI_VERSION=4242)
run guest "$BUILD/dexbench" "$other" run --quiet restore_read
claim 'a module of another ABI version fails the run' [ "$status" -eq 1 ]
claim_has 'both versions and the remedy are named, in one line' "$output" \
	'^dexbench run: /dev/dexdev: the module speaks ABI 4242, this dexbench 1; load the module built from this tree$'
claim 'nothing is measured' [ ! -s "$scratch/out.jsonl" ]
run guest "$BUILD/dexbench" "$other" list
claim 'it cannot be listed either' [ "$status" -eq 1 ]

claims_done
