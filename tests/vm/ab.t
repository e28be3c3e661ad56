#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/ab on real kernels: a kernel against itself, and the patch that this project starts from.
# shellcheck source=tests/tap.sh
. tests/tap.sh
export RESULTS="$scratch/results"

printf 'restore_read\nmprotect_cycle_write\nsoft_dirty_write\nbaseline_minor_fault\n' >"$scratch/short.plan"

# difference SCENARIO - of the comparison in $out.
difference() {
	"${BUILD:-build}/dexcompare" --tsv "$out/base" "$out/patched" 2>/dev/null | awk -F '\t' -v name="$1" '
	NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
	$column["scenario"] == name { print $column["difference"] }'
}

out=$scratch/aa
run scripts/ab --base base --patched base --plan "$scratch/short.plan" --output "$out"
claim 'a kernel is compared with itself' [ "$status" -eq 0 ]
for scenario in restore_read mprotect_cycle_write soft_dirty_write baseline_minor_fault; do
	claim "and does not differ: $scenario" [ "$(difference "$scenario")" = 0 ]
done

seed=../shared/seed/patch-05-of-12-and-review.txt
if [ -f "$seed" ]; then
	out=$scratch/seed
	run scripts/ab --base base --patch "$seed" --plan "$scratch/short.plan" --output "$out"
	claim 'the page of patchwork is built, booted and compared' [ "$status" -eq 0 ]
	claim 'it changes a restore' [ "$(difference restore_read)" -gt 0 ]
	claim 'it saves the fault after mprotect' [ "$(difference mprotect_cycle_write)" -lt -500 ]
	claim 'it costs a fault after soft-dirty tracking' [ "$(difference soft_dirty_write)" -gt 500 ]
	claim 'and changes no ordinary fault' [ "$(difference baseline_minor_fault)" = 0 ]
else
	skip 'the page of patchwork is built, booted and compared' "no $seed here"
fi

claims_done
