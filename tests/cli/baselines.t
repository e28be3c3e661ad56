#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The baselines run on this very machine, whoever asks, and leave it as it was.
# slow: measures ordinary pages
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench
plan=configs/plans/baselines.plan

# of FILE RECORD SCENARIO KEY - the values of KEY in such records, each once; SCENARIO is a regex
of() {
	sed -nE '/^\{"record":"('"$2"')",.*"scenario":"('"$3"')"/s/.*"'"$4"'":("[^"]*"|[0-9]*).*/\1/p' "$1" | sort -u
}

# each FILE SCENARIO KEY VALUE - it is VALUE in each trial, or the scenario was skipped in each run
# shellcheck disable=SC2317 # called through claim
each() {
	case $(of "$1" trial "$2" "$3") in
	"$4") ;;
	'') [ -n "$(of "$1" skip "$2" reason)" ] ;;
	*) false ;;
	esac
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
		[ "$(of "$2" 'trial|skip' '.*' run | wc -l)" -eq "$runs" ]
	of "$2" skip '.*' reason >"$scratch/reasons"
	claim_silent "$1: what is skipped is what this machine or user has not" lines_but "$excuses" "$scratch/reasons"
	claim "$1: a minor fault is one fault per page" \
		[ "$(of "$2" trial baseline_minor_fault minor_faults)" = 64 ]
	claim "$1: so is a read of an empty page" \
		[ "$(of "$2" trial baseline_zero_page_read minor_faults)" = 64 ]
	claim "$1: zeroing and system calls take none" \
		[ "$(of "$2" trial '[^"]*(zeroing|syscall)[^"]*' minor_faults)" = 0 ]
	claim "$1: each fault that a program handles is handled once" each "$2" '[^"]*uffd[^"]*' handled_faults 64
	claim "$1: a page that was swapped out comes back by one major fault" each "$2" baseline_swap_in major_faults 64
}

runs=$("$bench" run --dry-run "$plan" | wc -l)
excuses='^"(it needs root|there is one|there is no zram|/sys/class/zram-control|cannot swap|the kernel does not swap|userfaultfd:|NUMA balancing cannot|move_pages:|distance=)'

machine >"$scratch/before"
run "$bench" run --quiet --trials=2 --pages=64 --output="$scratch/own.jsonl" "$plan"
hold 'as whoever tests' "$scratch/own.jsonl"
machine >"$scratch/after"
claim_silent 'swap, zram devices and NUMA balancing are as they were' diff "$scratch/before" "$scratch/after"

if [ "$(id -u)" -ne 0 ]; then
	skip 'the plan runs as an ordinary user' 'it just did'
else
	cp "$bench" "$scratch/dexbench"
	chmod 755 "$scratch" "$scratch/dexbench"
	install -d -o 65534 "$scratch/theirs"
	run setpriv --reuid=65534 --regid=65534 --clear-groups "$scratch/dexbench" run --quiet --trials=2 --pages=64 \
		--output="$scratch/theirs/results.jsonl" "$plan"
	hold 'as an ordinary user' "$scratch/theirs/results.jsonl"
	claim 'as an ordinary user: what needs root is skipped, by name' \
		[ "$(of "$scratch/theirs/results.jsonl" skip baseline_swap_in reason)" = '"it needs root"' ]
fi

# After a fork the first call of a function writes to the table of those that were looked up.
for seed in 1 2 3 4 5 6 7 8; do
	run "$bench" run --quiet --shuffle --seed=$seed --output="$scratch/order-$seed.jsonl" baseline_cow trials=2 \
		baseline_syscall trials=2
	[ "$status" -eq 0 ] || break
done
claim 'in whatever order: what one scenario does to the process is no fault of the next' [ "$status" -eq 0 -a "$seed" -eq 8 ]

claims_done
