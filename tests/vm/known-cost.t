#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A restore path made N instructions longer must show as N instructions longer.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# measure KERNELDIR - prints the medians of two restores, and of a fault that restores nothing.
measure() {
	for boot in 1 2; do
		out=$scratch/$(basename "$1")-$boot.jsonl
		scripts/run-in-vm --kernel "$1" --vm x86_64-exact --program "$BUILD/dexbench" \
			--module "$(scripts/build-module "$1")" --output "$out" --console "$out.console" --timeout 120 \
			-- /dexbench run --quiet --kernel-info /kernel.json restore_read restore_write baseline_minor_fault \
			>"$out.log" 2>&1 || return
	done
	"$BUILD/dexcompare" --separate --tsv "${out%-2.jsonl}-1.jsonl" "$out" |
		awk -F '\t' 'NR > 1 { print $4 }' | sort -n | tr '\n' ' '
}

base=$(measure "$(scripts/build-kernel base)")
claim 'the base is measured' [ -n "$base" ]

for n in 7 250; do
	scripts/write-known-cost "$n" "$scratch/plus-$n.cocci"
	folder=$(scripts/build-kernel base --change "$scratch/plus-$n.cocci")
	longer=$(measure "$folder")
	output="base: $base longer: $longer"
	expected=$(echo "$base" | awk -v n="$n" 'NF == 3 { print $1 + n, $2 + n, $3 }')
	claim "$n instructions more in the restore path are $n in every restore, and none elsewhere" \
		[ "$longer" = "${expected:-three figures} " ]
done

# The same for loads of one cache line, and of N lines.
for by in loads lines; do
	run scripts/known-cost --by "$by" --output "$scratch/$by" 37
	claim "37 $by more in the restore path are 37 in every restore, none elsewhere" \
		[ "$status" -eq 0 ]
	claim_has 'all rows were judged' "$output" "all of [0-9]* figures are right, by $by"
	"$BUILD/dexcompare" --tsv "$scratch/$by/plus-37/base" "$scratch/$by/plus-37/patched" \
		>"$scratch/$by.tsv"
	more=$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		$at["scenario"] == "restore_read" {
			print $at["difference"], $at["patched_loads"] - $at["base_loads"],
			$at["patched_lines"] - $at["base_lines"],
			$at["patched_stores"] - $at["base_stores"]
		}' "$scratch/$by.tsv")
	output=$more
	claim "$by: instructions, loads, lines and stores are what was added" \
		[ "$more" = "37 37 $([ "$by" = loads ] && echo 1 || echo 37) 0" ]
done

claims_done
