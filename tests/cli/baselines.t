#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The baselines run on this very machine, whoever asks, and leave it as it was.
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench
plan=configs/plans/baselines.plan

# of FILE FILTER - what jq says of its trials, one a line
of() {
	jq -r "select(.record == \"trial\") | $2" "$1"
}

# What a baseline may change, and must put back.
machine() {
	cat /proc/swaps
	ls -d /sys/block/zram* 2>/dev/null
	cat /proc/sys/kernel/numa_balancing 2>/dev/null
}

# hold WHO FILE - what holds of every run of the plan. Uses $status and $output of the run.
hold() {
	claim "$1: the plan ends well, without a finding" [ "$status" -eq 0 ]
	claim "$1: every run has trials, or says why it has none" \
		[ "$(jq -r 'select(.record == "trial" or .record == "skip") | .run' "$2" | sort -u | wc -l)" -eq "$runs" ]
	claim "$1: what is skipped is what this machine or user has not" \
		[ -z "$(jq -r 'select(.record == "skip") | .reason' "$2" | grep -vE "$excuses")" ]
	claim "$1: a minor fault is one fault per page" \
		[ "$(of "$2" 'select(.scenario == "baseline_minor_fault") | .proof.minor_faults' | sort -u)" = 64 ]
	claim "$1: so is a read of an empty page" \
		[ "$(of "$2" 'select(.scenario == "baseline_zero_page_read") | .proof.minor_faults' | sort -u)" = 64 ]
	claim "$1: zeroing and system calls take none" \
		[ "$(of "$2" 'select(.scenario | test("zeroing|syscall")) | .proof.minor_faults' | sort -u)" = 0 ]
	claim "$1: each fault that a program handles is handled once" \
		[ -z "$(of "$2" 'select(.scenario | test("uffd")) | .facts.handled_faults | select(. != 64)')" ]
	claim "$1: a page that was swapped out comes back by one major fault" \
		[ -z "$(of "$2" 'select(.scenario == "baseline_swap_in") | .proof.major_faults | select(. != 64)')" ]
}

runs=$("$bench" run --dry-run "$plan" | wc -l)
excuses='^(it takes root|there is one|there is no zram|/sys/class/zram-control|cannot swap|the kernel does not swap|userfaultfd:|NUMA balancing cannot|move_pages:|distance=)'

machine >"$scratch/before"
run "$bench" run --quiet --trials=2 --pages=64 --output="$scratch/own.jsonl" "$plan"
hold 'as whoever tests' "$scratch/own.jsonl"
machine >"$scratch/after"
output=$(diff "$scratch/before" "$scratch/after")
claim 'swap, zram devices and NUMA balancing are as they were' [ -z "$output" ]

if [ "$(id -u)" -ne 0 ]; then
	skip 'the plan runs as an ordinary user' 'it just did'
else
	cp "$bench" "$scratch/dexbench"
	chmod 755 "$scratch" "$scratch/dexbench"
	install -d -o 65534 "$scratch/theirs"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$scratch/dexbench" run --quiet --trials=2 --pages=64 \
		--output="$scratch/theirs/results.jsonl" "$plan"
	hold 'as an ordinary user' "$scratch/theirs/results.jsonl"
	claim 'as an ordinary user: what takes root is skipped, by name' \
		[ "$(jq -r 'select(.record == "skip" and .reason == "it takes root") | .scenario' \
			"$scratch/theirs/results.jsonl" | grep -c baseline_swap_in)" -eq 1 ]
fi

# After a fork the first call of a function writes to the table of those that were looked up.
output=$(for seed in 1 2 3 4 5 6 7 8; do
	"$bench" run --quiet --shuffle --seed=$seed --output="$scratch/order-$seed.jsonl" \
		baseline_cow trials=2 baseline_syscall trials=2 2>&1
done | grep 'finding:')
claim 'in whatever order: what one scenario does to the process is no fault of the next' [ -z "$output" ]

claims_done
