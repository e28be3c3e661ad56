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

# Trials of which a fact, an error or the entries say what became of the pages.
fates=$scratch/x/patched
sed -i -e '/"restore_read"/s/"faults":{/"facts":{"damaged_entries":2,"moved_pages":0},&/' \
	-e '/"restore_write"/s/"faults":{/"facts":{"moved_pages":0},&/' \
	-e '/"restore_rmw"/s/"faults":{/"facts":{"fork_errno":12},&/' \
	-e '/"restore_rmw"/s/"finding":null/"finding":"so"/' "$fates"/*.jsonl
run "${BUILD:-build}/dexcompare" history --fates "$scratch/x/base" "$fates"
has_fate() { claim_has "$1" "$output" "^$2( .folio=dirty.)? +$3\$"; }
has_fate 'what became of pages: a fact says it' restore_read 'restored, 1412 +damaged, 1449'
has_fate 'a fact of 0 pages: kept' restore_write 'restored, 1414 +kept, 1451'
has_fate 'an error and a finding' restore_rmw 'restored, 1415 +restored, ENOMEM!, 1452'
has_fate 'entries say it where no fact does' make_exclusive 'kept, 912 +kept, 912'
printf '# Page\n<!-- by make -->\nold\n' >"$scratch/page.md"
cp -R "$out" "$scratch/two"
run scripts/history --draw "$scratch/two" --fates "$scratch/page.md"
claim 'a page gets the table of all machines' grep -q '^| restore_read .* 1412 |' "$scratch/page.md"
claim 'in place of what was there' ends 1 grep -q '^old' "$scratch/page.md"
claim 'and a chart' [ -s "$scratch/two/fates.png" ]
claims_done
