#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# CPUs that race for pages, with each other and with the device, on base, patched and 7.2:
# nobody's additions may get lost, and the oracle bounds the faults.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# What one vCPU counts exactly, and what several only count.
cat >"$scratch/exact.plan" <<'END'
contend_page threads=1,2 trials=2
contend_mapping threads=1 trials=2
contend_processes processes=1 trials=2
ping_pong device=self notifier=off,on trials=2
ping_pong device=self pages=64 batch=64 trials=2
tug_of_war trials=2
END
cat >"$scratch/smp.plan" <<'END'
contend_page threads=2,4 pages=64 trials=2
contend_mapping threads=4 trials=2
contend_processes processes=4 pages=64 trials=2
ping_pong pages=1 rounds=500 wait=asleep trials=1
ping_pong pages=64 batch=64 rounds=10 wait=asleep notifier=on trials=1
ping_pong pages=8 rounds=2 trials=1
tug_of_war pages=32 batch=1,16 attempts=20 trials=1
END

# boot KERNEL VM PLAN OUTPUT - the plan in a guest.
# shellcheck disable=SC2317 # called by name, through run
boot() {
	folder=$(scripts/build-kernel "$1") && module=$(scripts/build-module "$folder") || return 1
	scripts/run-in-vm --kernel "$folder" --vm "$2" --program "$BUILD/dexbench" --module "$module" \
		--file "$3:/run.plan" --output "$4" --console "$4.console" --timeout 300 \
		-- /dexbench run --quiet --kernel-info /kernel.json /run.plan
}

# facts FILE SCENARIO FACT - its values in all trials, each once.
facts() {
	grep "\"record\":\"trial\".*\"scenario\":\"$2\"" "$1" | grep -o "\"$3\":[0-9.]*" | sort -u
}

# samples FILE - all that was timed.
samples() {
	sed -n 's/.*"role":"timed".*"samples":\(\[.*\]\),"series".*/\1/p' "$1"
}

for kernel in base patched 7.2; do
	exact=$scratch/$kernel-exact.jsonl smp=$scratch/$kernel-smp.jsonl
	run boot "$kernel" x86_64-exact "$scratch/exact.plan" "$exact"
	claim "$kernel: what one CPU can do runs there as predicted, with a clean kernel log" [ "$status" -eq 0 ]
	claim "$kernel: what takes two CPUs is skipped there, and nothing else" \
		grep -q '"record":"end","runs":8,"skipped":2,"failed":0,"findings":0' "$exact"
	claim "$kernel: and says so" \
		grep -q '"record":"skip".*"scenario":"contend_page".*it takes 1 CPUs at distance=any' "$exact"

	run boot "$kernel" x86_64-smp-counts "$scratch/smp.plan" "$smp"
	claim "$kernel: four CPUs race as predicted, and no addition is lost" [ "$status" -eq 0 ]
	claim "$kernel: all of it is measured" \
		grep -q '"record":"end","runs":9,"skipped":0,"failed":0,"findings":0' "$smp"
	claim "$kernel: more threads fault on a page than restore it" \
		grep -q '"scenario":"contend_page".*"faults":{"restore":64,"extra_write":0,"other":[1-9]' "$smp"
	claim "$kernel: each process faults once on each of its pages" \
		[ "$(facts "$smp" contend_processes contender_faults_per_page)" = '"contender_faults_per_page":1.0' ]
	claim "$kernel: the notifier sees each page taken and restored" \
		[ "$(facts "$exact" ping_pong 'notified_[a-z]*' | grep -c ':2560\.0$')" -eq 2 ]
	claim "$kernel: in a tug of war the device gets all its pages in the end, or gives up and says so" \
		[ -n "$(facts "$smp" tug_of_war given_up)" ]
done

run boot base x86_64-exact "$scratch/exact.plan" "$scratch/again.jsonl"
samples "$scratch/again.jsonl" >"$scratch/again"
claim 'there are samples to compare' [ -s "$scratch/again" ]
samples "$scratch/base-exact.jsonl" >"$scratch/first"
claim 'two boots give the same samples, to the instruction' cmp -s "$scratch/first" "$scratch/again"

claims_done
