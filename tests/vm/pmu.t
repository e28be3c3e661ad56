#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The PMU against the clock. Under -icount a tick is an instruction, and QEMU gives an arm64 guest a
# PMU that counts instructions, so two ways to count one thing must agree: the instructions of a
# trial, user and kernel, are its ticks.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
program=$BUILD/aarch64/dexbench hog=$BUILD/aarch64/hog

if [ "$(uname -m)" != aarch64 ] && ! command -v aarch64-linux-gnu-gcc >/dev/null; then
	skip 'arm64 guests' 'no cross compiler for them: make deps ARCHES=aarch64'
	claims_done
fi
[ "$(uname -m)" != aarch64 ] || program=$BUILD/dexbench hog=$BUILD/hog
if ! kernel=$(scripts/build-kernel --arch aarch64 patched) || ! module=$(scripts/build-module "$kernel"); then
	claim 'the kernel and its module are built' false
	claims_done
fi

# in_guest OUTPUT COMMAND... - in a guest whose counters have room for all that is asked for.
# shellcheck disable=SC2317 # called by name, through run
in_guest() {
	guest_output=$1
	shift
	scripts/run-in-vm --kernel "$kernel" --vm aarch64-max-exact --program "$program" --module "$module" \
		--file "$hog:/hog" --output "$guest_output" --console "$guest_output.console" --timeout 120 -- "$@"
}

# trials FILE - a line for each timed trial: scenario, pages, and instructions of kernel and user, and ticks.
trials() {
	sed -n '/"role":"timed"/s/.*"scenario":"\([a-z_]*\)".*"pages":"\([0-9]*\)".*"pmu":{"ticks":\([0-9]*\),"counts":{[^}]*"instructions_user":\([0-9]*\),"instructions_kernel":\([0-9]*\)},"refused":{}}.*/\1 \2 \5 \4 \3/p' "$1"
}

# apart FILE - by how much instructions and ticks differ, each number once. Instructions are the thread's, ticks
# everybody's: of trials in which the thread kept its CPU.
apart() {
	grep '"context_switches":0,"mig' "$1" >"$scratch/undisturbed"
	trials "$scratch/undisturbed" | awk '{ print $3 + $4 - $5 }' | sort -nu
}

# nothing FILE EVENT - what a stretch of nothing counts, by the header.
nothing() {
	sed -n '1s/.*"events":{[^}]*"'"$2"'":\([0-9]*\).*/\1/p' "$1"
}

# where SCENARIO PAGES EXPRESSION FILE - of its trials, what awk makes of kernel, user and ticks.
where() {
	trials "$4" | awk -v scenario="$1" -v pages="$2" '
		$1 == scenario && $2 == pages { kernel = $3; user = $4; ticks = $5; print '"$3"' }' | sort -nu
}

# agree WAY FILE - PMU and clock count the same, however the PMU is read.
agree() {
	way=$1 file=$2
	claim "$way: all timed trials have hardware counts, and none is refused" [ "$(trials "$file" | wc -l)" -eq 15 ]
	apart=$(apart "$file")
	output=$apart
	claim "$way: instructions of user and kernel less ticks are one number, whatever the scenario" \
		[ "$(lines "$apart")" -eq 1 ]
	[ "$(lines "$apart")" -eq 1 ] || return
	own=$(($(nothing "$file" instructions_user) + $(nothing "$file" instructions_kernel)))
	output="$apart apart, of which reading takes $own"
	claim "$way: it is what reading takes, and 20 instructions at the most around the clock" \
		[ "$((apart - own))" -ge 0 -a "$((apart - own))" -le 20 ]

	output=$(where null 512 kernel "$file")
	claim "$way: the trials of null have no instruction in the kernel but for the reading" \
		[ "$output" = "$(nothing "$file" instructions_kernel)" ]
	small=$(where null 256 user "$file") large=$(where null 512 user "$file")
	output="$small for 256 pages, $large for 512"
	claim "$way: all trials of null have the same in user mode" [ "$(lines "$small$large")" -eq 1 ]
	claim "$way: 256 pages more are a whole number of instructions each, the loop" \
		[ "$(((large - small) % 256))" -eq 0 -a "$large" -gt "$small" ]
	claim "$way: as many as ticks" \
		[ "$((large - small))" -eq "$(($(where null 512 ticks "$file") - $(where null 256 ticks "$file")))" ]
	output=$(where restore_read 256 'user' "$file")
	claim "$way: a restore is the same loop in user mode; what it costs is in the kernel" [ "$output" = "$small" ]
}

run in_guest "$scratch/probe" /dexbench probe
claim 'probe ends well' [ "$status" -eq 0 ]
claim_has 'it finds the PMU, and that it is read by a system call' "$output" '^hardware counters +armv8_pmuv3[_0-9]* \(read by read\(2\)\)'
claim_has 'it counts instructions of the kernel' "$output" '^ *instructions_kernel +yes'
claim_has 'it counts no TLB misses, and that is said' "$output" '^ *dtlb_load_misses +no \(this PMU, or the kernel, has no such event'
claim_has 'nor walks' "$output" '^ *dtlb_walks +no \(this PMU, or the kernel, has no such event'

measured='null pages=256,512 trials=3 restore_read folio=dirty,clean trials=3 baseline_minor_fault trials=3'
# shellcheck disable=SC2086 # words
run in_guest "$scratch/read.jsonl" /dexbench run --pmu=on --quiet $measured
claim 'a run ends well' [ "$status" -eq 0 ]
run tests/validate-results "$scratch/read.jsonl"
claim 'its results fit the schema' [ "$status" -eq 0 ]
agree 'read' "$scratch/read.jsonl"
run "$BUILD/dexcompare" show "$scratch/read.jsonl"
claim_has 'a report has them' "$output" '^ +user cycles kernel user instr\. kernel per tick$'
claim_has 'there a cycle is a tick' "$output" "^A tick is not a cycle: the core ran at 1\\.0"

run in_guest "$scratch/rdpmc.jsonl" /bin/busybox sh -c \
	"echo 1 >/proc/sys/kernel/perf_user_access && exec /dexbench run --pmu=on --quiet $measured"
claim 'a run ends well where users may read counters' [ "$status" -eq 0 ]
claim 'and reads them without a system call' grep -q '"read":"rdpmc"' "$scratch/rdpmc.jsonl"
claim 'of which nothing is in the kernel' [ "$(nothing "$scratch/rdpmc.jsonl" instructions_kernel)" = 0 ]
agree 'rdpmc' "$scratch/rdpmc.jsonl"

# Somebody else has the counters; but for that of cycles, which counts nothing else.
why='no counter is left for it'
run in_guest "$scratch/hogged.jsonl" /hog 31 0 /dexbench run --pmu=on --quiet null trials=1
claim 'without a free counter a run ends well' [ "$status" -eq 0 ]
claim 'and says what is absent, and why' grep -q '"events":{"cycles_user":[0-9]*},"absent":{"cycles_kernel":"'"$why"'","instructions_user":"'"$why"'",' "$scratch/hogged.jsonl"
claim 'what has a counter is counted' grep -q '"pmu":{"ticks":[0-9]*,"counts":{"cycles_user":[0-9]*},"refused":{}}' "$scratch/hogged.jsonl"

taken='the kernel had taken it off the PMU'
run in_guest "$scratch/taken.jsonl" /hog 31 400 /dexbench run --pmu=on --quiet null trials=1500
claim 'a run whose counters are taken away ends well' [ "$status" -eq 0 ]
kept=$(trials "$scratch/taken.jsonl" | wc -l)
refused=$(grep -c '"counts":{"cycles_user":[0-9]*},"refused":{"cycles_kernel":"'"$taken"'","instructions_user":"'"$taken"'","instructions_kernel":"'"$taken"'"}' "$scratch/taken.jsonl")
output="$kept trials with all counts, $refused with refused ones"
claim 'until then trials have all counts' [ "$kept" -gt 0 ]
claim 'from then on they are refused, with the reason, and no other trial is there' [ "$refused" -gt 0 -a "$((kept + refused))" -ge 1500 ]
output=$(apart "$scratch/taken.jsonl")
claim 'no trial has wrong ones' [ "$(lines "$output")" -eq 1 ]
run tests/validate-results "$scratch/taken.jsonl"
claim 'and they fit the schema' [ "$status" -eq 0 ]

# An event costs every switch to another thread, so who leaves the CPU says so, and has none. A switch that
# the kernel wanted comes once in a while; one in ten samples is the timed step's own.
for plan in baselines io lifecycle; do
	scripts/run-in-vm --kernel "$kernel" --vm aarch64-max-exact --program "$program" --module "$module" \
		--file "configs/plans/$plan.plan:/run.plan" --output "$scratch/$plan.jsonl" --console "$scratch/console" \
		--timeout 300 -- /dexbench run --pmu=on --quiet --trials 1 /run.plan >"$scratch/said" 2>&1
	claim "$plan: trials have hardware counts" [ "$(trials "$scratch/$plan.jsonl" | wc -l)" -gt 0 ]
	grep '"pmu":{"ticks"' "$scratch/$plan.jsonl" |
		sed -n 's/.*"scenario":"\([a-z_]*\)".*"pages_per_sample":\([0-9]*\),"touched_pages":\([0-9]*\),.*"context_switches":\([0-9]*\),"mig.*/\1 \2 \3 \4/p' |
		awk '{ samples[$1] += $3 / $2; switches[$1] += $4 }
			END { for (name in samples) if (switches[name] >= samples[name] / 10) print name, switches[name], samples[name] }' \
		>"$scratch/switching"
	claim_silent "$plan: none whose timed step gives the CPU away (.leaves_cpu)" cat "$scratch/switching"
done

claims_done
