#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexbench's words: verbs, options, plans, results.
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench

run "$bench"
claim 'no verb is wrong usage' [ "$status" -eq 2 ]
run "$bench" --help
claim '--help ends well' [ "$status" -eq 0 ]
for verb in list run probe doctor topology untune; do
	claim_has "--help names $verb" "$output" "^  $verb "
done
run "$bench" shoot
claim 'an unknown verb is wrong usage' [ "$status" -eq 2 ]
claim_has 'and is named' "$output" '^dexbench: shoot: no such verb'

run "$bench" list
claim 'list ends well' [ "$status" -eq 0 ]
files=$(grep -hoE '^(SCENARIO|STATE_TOUCH|SHOOTDOWN|GUARDED)\([a-z0-9_]+' bench/scenarios/*.c | wc -l)
claim 'every scenario of bench/scenarios is in the list' \
	[ "$(printf '%s\n' "$output" | grep -cE '^[a-z_]+ +(met|not met) +[A-Za-z]')" -eq "$files" ]

run "$bench" run
claim 'a run of nothing is wrong usage' [ "$status" -eq 2 ]
run "$bench" run --sed=1 null
claim 'an unknown option is wrong usage' [ "$status" -eq 2 ]
claim_has 'and is named, in one line' "$output" '^dexbench run: --sed=1: no such option; see dexbench run --help$'
run "$bench" run --seed=one null
claim_has 'a seed must be a number' "$output" '^dexbench run: --seed=one: expected a whole number$'
run "$bench" run restore_raed
claim_has 'a misspelt scenario is named' "$output" '^dexbench run: restore_raed: no such scenario'
run "$bench" run null folio=dirty
claim_has 'a parameter that the scenario has not is named, with those it has' "$output" \
	'^dexbench run: folio: not a parameter of this scenario; it has pages trials'
run "$bench" run null pages=0
claim_has 'a value out of bounds is named, with the bounds' "$output" '^dexbench run: pages=0: must be 1 to '
run "$bench" run restore_read folio=wet
claim_has 'a word that is no choice is named, with the choices' "$output" 'folio=wet: must be dirty\|clean'

printf 'null\n\n# fine so far\nrestore_read folio=wet\n' >"$scratch/bad.plan"
run "$bench" run "$scratch/bad.plan"
claim 'a wrong line of a plan is wrong usage' [ "$status" -eq 2 ]
claim_has 'and is named by file and line' "$output" "^dexbench run: $scratch/bad.plan:4: folio=wet"
claim 'in one line' [ "$(lines "$output")" -eq 1 ]
printf '# nothing\n' >"$scratch/empty.plan"
run "$bench" run "$scratch/empty.plan"
claim_has 'a plan without runs is refused' "$output" 'empty.plan: a plan without runs'
run "$bench" run "$scratch/missing.plan"
claim 'a plan that is not there fails' [ "$status" -eq 1 ]

by_path=$("$bench" run --dry-run configs/plans/fault.plan)
run "$bench" run --dry-run fault.plan
claim 'by its bare name, too' [ "$status" -eq 0 -a "$output" = "$by_path" ]
run "$bench" run --dry-run nosuch.plan
claim 'a bare name that no plan has fails' [ "$status" -eq 1 ]
claim_has 'by that name' "$output" '^dexbench run: nosuch.plan: cannot be opened: No such file'
run sh -c 'cd "$1" && echo null >fault.plan && "$2" run --dry-run fault.plan' sh "$scratch" "$(realpath "$bench")"
claim 'a file that is here is meant first' text_has "$output" '^null pages'
run "$bench" run --dry-run configs/plans/fault.plan
claim 'the default plan reads well' [ "$status" -eq 0 ]
claim 'a dry run is one line a run, with every parameter' \
	[ "$(printf '%s\n' "$output" | grep -c 'pages=256 trials=5 order=random')" -eq "$(lines "$output")" ]
claim 'values with commas between are runs of their own' \
	[ "$(printf '%s\n' "$output" | grep -c '^restore_read .*folio=')" -eq 2 ]
run "$bench" run --dry-run --filter 'soft_*' --pages 8 --trials 3 configs/plans/fault.plan
claim '--filter, --pages and --trials hold for each run' \
	[ "$(printf '%s\n' "$output" | grep -c '^soft_dirty.* pages=8 trials=3')" -eq 6 ]
run "$bench" run --filter 'nothing*' configs/plans/fault.plan
claim 'a filter that matches nothing is wrong usage' [ "$status" -eq 2 ]

run "$bench" run --output "$scratch/a.jsonl" null baseline_minor_fault trials=2
claim 'baselines run without root and module' [ "$status" -eq 0 ]
claim_has 'and show how far they are' "$output" '^\[2/2\] baseline_minor_fault'
claim 'a trial more than asked for, which libperf counted' [ "$(grep -c '"role":"counted"' "$scratch/a.jsonl")" -le 2 ]
claim 'every timed trial is on record' [ "$(grep -c '"role":"timed"' "$scratch/a.jsonl")" -eq 7 ]
claim 'the last record is the end' sh -c 'tail -n 1 "$1" | grep -q "\"record\":\"end\",\"runs\":2"' sh "$scratch/a.jsonl"
cp "$scratch/a.jsonl" "$scratch/before.jsonl"
run "$bench" run --output "$scratch/a.jsonl" null
claim 'results are never overwritten' [ "$status" -eq 1 ]
claim 'not by a byte' cmp "$scratch/a.jsonl" "$scratch/before.jsonl"
claim_has 'and the remedy is named' "$output" 'holds results already; name another file, or --resume it'

run "$bench" run --resume --output "$scratch/a.jsonl" null baseline_minor_fault trials=2
claim_has 'a complete file is not gone on with' "$output" 'is complete'
grep -n '"run":1' "$scratch/a.jsonl" | head -n 1 >"$scratch/second"
first_of_second=$(cut -d: -f1 "$scratch/second")
head -n "$((first_of_second + 1))" "$scratch/before.jsonl" >"$scratch/cut.jsonl"
printf '{"record":"tri' >>"$scratch/cut.jsonl"
run "$bench" run --resume --quiet --output "$scratch/cut.jsonl" null baseline_minor_fault trials=2
claim 'an interrupted file is gone on with' [ "$status" -eq 0 ]
claim 'every trial that was complete is kept as it was, to the byte' \
	cmp -n "$(head -n "$((first_of_second + 1))" "$scratch/before.jsonl" | wc -c)" "$scratch/cut.jsonl" "$scratch/before.jsonl"
claim 'and what is missing is measured, once' \
	[ "$(grep -c '"record":"trial"' "$scratch/cut.jsonl")" -eq "$(grep -c '"record":"trial"' "$scratch/before.jsonl")" ]
run "$bench" run --resume --quiet --output "$scratch/cut2.jsonl" null
head -n 2 "$scratch/before.jsonl" >"$scratch/other.jsonl"
run "$bench" run --resume --quiet --output "$scratch/other.jsonl" null trials=3
claim_has 'a file of another plan is not gone on with' "$output" 'cannot go on: its plan is'

run "$bench" run --device=none --quiet --output "$scratch/none.jsonl" null restore_read trials=1
claim '--device=none measures what needs no device' [ "$status" -eq 0 ]
claim 'skips the rest, and says that it was asked to' \
	grep -q '"record":"skip".*"scenario":"restore_read".*"reason":"--device=none: no device is used"' "$scratch/none.jsonl"
claim 'the results say that there was no device' sh -c 'head -n 1 "$1" | grep -q "\"device\":\"none\""' sh "$scratch/none.jsonl"
run "$bench" run --device=none --quiet --output "$scratch/none2.jsonl" restore_read
claim 'where all is skipped, that is the exit status' [ "$status" -eq 77 ]
run "$bench" run --device=gpu --quiet --output "$scratch/gpu.jsonl" null
claim 'a device that nobody knows is wrong usage' [ "$status" -eq 2 ]
claim_has 'and the known ones are named' "$output" '^dexbench run: --device=gpu: must be dexdev, test_hmm, none or auto$'
for device in dexdev test_hmm; do
	if [ -e /dev/dexdev ] || [ -e /dev/hmm_dmirror0 ]; then
		skip "$device that is not loaded" 'there is a device here'
		continue
	fi
	run "$bench" run "--device=$device" --quiet --output "$scratch/$device.jsonl" null
	claim "$device that was asked for and is not loaded is an error" [ "$status" -eq 1 ]
	claim_has 'in one line' "$output" "^dexbench run: /dev/[a-z_0-9]*: the module $device is not loaded\$"
	claim 'and nothing is measured' [ ! -e "$scratch/$device.jsonl" ]
done

run "$bench" run --quiet --output - null trials=1
claim 'results go to standard output as well' text_has "$output" '^\{"record":"header"'

run "$bench" probe
claim 'probe ends well' [ "$status" -eq 0 ]
claim_has 'it tells of the hardware counters, or why there are none' "$output" \
	'^hardware counters +(none \(.*no PMU|none \(.*: |[a-z0-9_]+ \(read )'
claim_has 'and tells what hardware sets' "$output" '^hardware dirty flag +(yes|no)$'
run "$bench" doctor
claim 'doctor ends well' [ "$status" -eq 0 ]
claim_has 'it compares the clocks of the CPUs' "$output" '^(ok|warn) +clocks +'
claim_has 'and looks for hardware counters' "$output" '^(ok|note) +hardware counters +'
claim_has 'and says whether the kernel checks itself' "$output" '^(ok|warn|note) +debug kernel +[a-zA-Z]'
claim_has 'whether others run' "$output" '^(ok|warn) +load +(idle|[0-9]+ other task)'
claim_has 'what takes pages' "$output" '^(ok|warn) +swap +(on|off)'
printf '%s\n' "$output" >"$scratch/doctor"
claim 'each line has a verdict, or goes on with one' ends 1 grep -vE '^(ok   |warn |note ) [a-z]|^ {27}[^ ]' "$scratch/doctor"
claim 'each warning of a knob has its remedy below' sh -c 'printf "%s\n" "$1" | awk "
	/^warn +perf events/ { next } /^[a-z]/ { bad += warned; warned = /^warn/ } /^ +-> / { warned = 0 } END { exit bad + warned }"' sh "$output"

run "$bench" run --pmu=maybe null
claim 'hardware counters are on, off or auto, and nothing else' [ "$status" -eq 2 ]
claim_has 'which is said' "$output" '^dexbench run: --pmu=maybe: must be auto, on or off$'
run "$bench" run --quiet --pmu=off --output "$scratch/off.jsonl" null trials=1
claim_has 'where they were not wanted the results say so' "$(head -n 1 "$scratch/off.jsonl")" '"pmu":null,"pmu_why_not":"--pmu=off"'

# What a run --tune has left behind; on this machine nothing is tuned.
export DEXBENCH_STATE="$scratch/tuned.json"
run "$bench" untune
claim 'untune has nothing to do where nothing was tuned' [ "$status" -eq 0 ]
claim_has 'and says so' "$output" "^dexbench untune: nothing to restore \(no $scratch/tuned.json\)$"
run "$bench" untune now
claim 'it takes no arguments' [ "$status" -eq 2 ]
left() {
	printf '{"schema":1,"boot":"%s","owner":{"pid":%s,"start":%s},"knobs":[{"knob":"ksm","path":"%s","from":"0","to":"1"}]}\n' "$@" >"$DEXBENCH_STATE"
}
ksm=/sys/kernel/mm/ksm/run
left 00000000-0000-0000-0000-000000000000 1 1 "$ksm"
run "$bench" untune
claim 'what another boot has left is removed' [ "$status" -eq 0 -a ! -e "$DEXBENCH_STATE" ]
claim_has 'and told' "$output" 'tuned.json is of another boot and is removed: no setting outlives a boot$'
boot=$(cat /proc/sys/kernel/random/boot_id)

left "$boot" $$ "$(sed 's/.*) //' /proc/$$/stat | cut -d ' ' -f 20)" "$ksm"
for verb in 'untune' 'run --tune --quiet --output - null'; do
	# shellcheck disable=SC2086
	run "$bench" $verb
	claim "${verb%% *} is refused while the process that tuned is alive" [ "$status" -eq 1 ]
	claim_has 'by its number, with what to do' "$output" "^dexbench ${verb%% *}: process $$ is running with its settings .*: wait for it, or end it; after a kill -9: dexbench untune$"
	claim 'its file stays' [ -s "$DEXBENCH_STATE" ]
done
left "$boot" 1 1 /etc/passwd
for verb in 'untune' 'run --tune --quiet --output - null'; do
	# shellcheck disable=SC2086
	run "$bench" $verb
	claim "${verb%% *} writes nowhere but to knobs" [ "$status" -eq 1 ]
	claim_has 'which is told' "$output" 'tuned.json: /etc/passwd is no place that --tune sets for ksm; put back by hand'
done
export DEXBENCH_STATE=/proc/dexbench/tuned.json
run "$bench" run --tune --dry-run null
claim 'a dry run tunes nothing' [ "$status" -eq 0 -a "$(lines "$output")" -eq 1 ]

claims_done
