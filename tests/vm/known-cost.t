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

claims_done
