#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The default plan on base, patched and 7.2: every scenario against the oracle,
# every kernel log, and two boots against each other.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/ktap.sh
. tests/ktap.sh
: "${BUILD:=build}"

# boot KERNEL MODULE OUTPUT - the default plan in a guest.
# shellcheck disable=SC2317 # called by name, through run
boot() {
	scripts/run-in-vm --kernel "$1" --vm x86_64-exact --program "$BUILD/dexbench" --module "$2" \
		--file configs/plans/fault.plan:/run.plan --output "$3" --console "$3.console" --timeout 120 \
		-- /dexbench run --quiet --ktap --kernel-info /kernel.json /run.plan
}

# header FILE KEY - a text of the first record; the keys asked for are unique in it.
header() {
	head -n 1 "$1" | sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p"
}

# median KERNEL SCENARIO [FOLIO] - as dexcompare computes it.
median() {
	"$BUILD/dexcompare" --separate --tsv "$scratch/$1-1.jsonl" "$scratch/$1-2.jsonl" |
		awk -F '\t' -v scenario="$2" -v folio="${3:+folio=$3}" '
			$1 == scenario && index($2, folio) { print $4; exit }'
}

# after FILE SCENARIO FOLIO - the entries of the timed trials, in words.
after() {
	grep "\"scenario\":\"$2\".*\"folio\":\"$3\".*\"role\":\"timed\"" "$1" |
		sed 's/.*"pte_after":{"\([^"]*\)".*/\1/' | sort -u
}

runs=$("$BUILD/dexbench" run --dry-run configs/plans/fault.plan | wc -l)

for kernel in base patched 7.2 7.2-always-dirty; do
	if ! folder=$(scripts/build-kernel "$kernel") || ! module=$(scripts/build-module "$folder"); then
		claim "$kernel and its module are built" false
		continue
	fi
	for i in 1 2; do
		out=$scratch/$kernel-$i.jsonl
		run boot "$folder" "$module" "$out"
		claim "$kernel, boot $i: ends 0, with a clean kernel log" [ "$status" -eq 0 ]
		printf '%s\n' "$output" | grep -v '^dexbench run: ' >"$scratch/ktap"
		claim_ktap "$kernel, boot $i: says so as KTAP" "$scratch/ktap"
		claim "$kernel, boot $i: with every run a pass" [ "$(grep -c '^ok [^#]* # [0-9.]* instructions per page' "$scratch/ktap")" -eq "$runs" ]
		claim "$kernel, boot $i: all $runs runs are measured, none skipped, failed or a finding" \
			grep -q "\"record\":\"end\",\"runs\":$runs,\"skipped\":0,\"failed\":0,\"findings\":0" "$out"
	done
	claim "$kernel: probe finds the semantics that its description states" \
		[ "$(header "$out" semantics)" = "$(header "$out" expected_semantics)" ]
	claim "$kernel: the harness costs at most 15 instructions a sample" [ "$(median "$kernel" null)" -le 15 ]

	"$BUILD/dexcompare" "$scratch/$kernel-1.jsonl" "$scratch/$kernel-2.jsonl" --separate --tsv >"$scratch/tsv"
	claim "$kernel: there are rows to compare" [ "$(wc -l <"$scratch/tsv")" -eq $((runs + 1)) ]
	awk -F '\t' 'NR > 1 && $6 != 0 { print $1, $2, $4, $5 }' "$scratch/tsv" >"$scratch/differ"
	output=$(cat "$scratch/differ")
	claim "$kernel: two boots give the same medians in every scenario" [ ! -s "$scratch/differ" ]
done

claim 'base: the entry of a clean folio is writable and dirty after a read' \
	[ "$(after "$scratch/base-1.jsonl" restore_read clean)" = 'present write dirty young soft-dirty' ]
claim 'patched: it is writable, young and clean' \
	[ "$(after "$scratch/patched-1.jsonl" restore_read clean)" = 'present write young soft-dirty' ]

# What is in no such file: times, on this machine; what --tune sets; the CPU's own counters, which QEMU gives
# arm64 guests alone; and skips, which are in what the tests of dexcompare read.
run "$BUILD/dexbench" run --quiet --output "$scratch/here.jsonl" null trials=1
claim 'this machine is measured, too' [ "$status" -eq 0 ]
run scripts/run-in-vm --kernel "$(scripts/build-kernel patched)" --vm x86_64-exact --program "$BUILD/dexbench" \
	--output "$scratch/tuned.jsonl" --console "$scratch/tuned.console" --timeout 120 -- \
	/bin/busybox env DEXBENCH_STATE=/tuned.json /dexbench run --quiet --tune null trials=1
claim 'and a guest that is tuned' [ "$status" -eq 0 ]
but='--but pmu'
if [ -x "$BUILD/aarch64/dexbench" ] && arm=$(scripts/build-kernel --arch aarch64 patched); then
	run scripts/run-in-vm --kernel "$arm" --vm aarch64-max-exact --program "$BUILD/aarch64/dexbench" \
		--output "$scratch/pmu.jsonl" --console "$scratch/pmu.console" --timeout 120 -- \
		/dexbench run --quiet --pmu=on null trials=1
	claim 'and one with a PMU' [ "$status" -eq 0 ]
	but=
fi
tests/data/generate "$scratch/data"
# shellcheck disable=SC2086 # two words, or none
claim_results 'all results fit their schema, which names nothing that is not in one of them' \
	--covers $but "$scratch"/*.jsonl "$scratch/data/base/boot-1.jsonl"

# The change itself costs something, and the compared kernels differ in nothing else.
run "$BUILD/dexcompare" --tsv "$scratch/base-1.jsonl" "$scratch/base-2.jsonl" \
	"$scratch/patched-1.jsonl" "$scratch/patched-2.jsonl"
claim 'base and patched compare' [ "$status" -eq 0 ]
for scenario in baseline_minor_fault baseline_mprotect_upgrade baseline_cow null make_exclusive write_after_read; do
	cost=$(median base $scenario)
	claim "$scenario costs the same on base and patched" \
		[ "${cost:-none}" = "$(median patched $scenario)" ]
done

claims_done
