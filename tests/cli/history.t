#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# many kernels side by side: the table, the data and the charts.
# slow: draws charts
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
out=$scratch/history

tests/data/generate "$scratch/x"
mkdir -p "$out/machine"
cp -R "$scratch/x/base" "$out/machine/base"
cp -R "$scratch/x/patched" "$out/machine/patched"
mkdir "$out/machine/never-booted"
printf '%s\n' base never-booted patched >"$out/kernels"

run scripts/history --draw "$out"
claim 'a history can be drawn again' [ "$status" -eq 0 ]
for file in machine.png machine.svg faults-by-cpu.png faults-by-cpu.svg machine.txt; do
	claim "it leaves $file" [ -s "$out/$file" ]
done
claim 'the chart names the kernels' grep -q 'patched (' "$out/machine.svg"
claim 'and what they make of a restored page' grep -q 'restored: follows-folio' "$out/machine.svg"
claim 'a kernel without results is left out' ends 1 grep -q never-booted "$out/machine.txt"

crowd=$scratch/crowd
mkdir -p "$crowd/machine"
for number in $(seq 60); do
	cp -R "$scratch/x/base" "$crowd/machine/k$number"
	sed -i "1s/\"name\":\"base\"/\"name\":\"k$number\"/" "$crowd/machine/k$number"/*.jsonl
	echo "k$number" >>"$crowd/kernels"
done
run scripts/history --draw "$crowd"
claim 'any number of kernels is shown side by side' [ "$status" -eq 0 ]
claim 'in the table' grep -qE '^kernel +k1 .* k60$' "$crowd/machine.txt"
claim 'in the data' grep -q '^59	k60	' "$crowd/machine.tsv"
claim 'and in the chart' grep -q 'k60 (' "$crowd/machine.svg"

few=$scratch/few
cp -R "$out" "$few"
rm -f "$few"/*.png "$few"/*.svg
sed -i 's/"\(restore\|mprotect_cycle\)_/"another_/g' "$few"/machine/*/*.jsonl
run scripts/history --draw "$few"
claim 'a plan without the rows of a chart is no failure' [ "$status" -eq 0 ]
claim_has 'which chart is not drawn, is said' "$output" 'by-cpu.png: not drawn: the plan has none'
claim 'it leaves none' absent "$few/faults-by-cpu.png" "$few/faults-by-cpu.svg"

run scripts/history --draw "$scratch"
claim 'what is no history is refused' [ "$status" -eq 1 ]
claim_has 'with the reason' "$output" "^history: $scratch: not what history left"
run scripts/history --output "$out"
claim_has 'nothing is written over' "$output" 'exists already; name another --output$'
run scripts/history --boots none
claim 'a wrong number of boots is wrong usage' [ "$status" -eq 2 ]
run scripts/history --plan "$scratch/nowhere.plan"
claim_has 'a plan must be there' "$output" '^history: no such plan: '
claims_done
