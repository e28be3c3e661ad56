#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexcompare: what it says of files with known (invented) numbers.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

tests/data/generate "$scratch/x"
base=$scratch/x/base patched=$scratch/x/patched

# edit FILE COMMAND - sed in place, without GNU's -i.
edit() {
	sed "$2" "$1" >"$scratch/edited" && mv "$scratch/edited" "$1"
}

widest() {
	printf '%s\n' "$1" | awk 'length > most { most = length } END { print most }'
}

run "$compare"
claim 'no file is wrong usage' [ "$status" -eq 2 ]
run "$compare" --help
claim '--help ends well' [ "$status" -eq 0 ]
claim_has 'and names the options' "$output" '--allow=FIELD'
run "$compare" --version
claim_has '--version tells the version' "$output" '^dexcompare [0-9]+\.[0-9]+'
run "$compare" --tsv --json "$base" "$patched"
claim 'two formats at once are wrong usage' [ "$status" -eq 2 ]

# The table.
run "$compare" "$base" "$patched"
table=$output
claim 'two folders are compared' [ "$status" -eq 0 ]
claim 'in at most 78 columns' [ "$(widest "$table")" -le 78 ]
claim_lacks 'without blanks at the ends of lines' "$table" ' $'
claim_has 'a row has base, patched, difference, per cent, faults and PTE' "$table" \
	'^restore_write +1414 +1451 +\+37 +\+2\.6 +1 +wdys-$'
claim_has 'a row that is the same says so' "$table" '^baseline_cow +3310 +3310 += +1 +wdys-$'
claim_has 'faults that differ are those of both' "$table" '^soft_dirty_write +1414 +2219 +\+805 +\+56\.9 1 -> 2 wdys-$'
claim_has 'the head names the change' "$table" 'restore-follows-folio; a restored PTE'
claim_has 'the cost of the harness is told' "$table" '^harness +overhead 31 instructions per touch'
claim_lacks 'counted trials enter no figure' "$table" '391[0-9]'
claim_has 'skipped runs have their reason' "$table" 'shootdown, on base and patched: needs two CPUs'
flat=$(printf '%s' "$table" | tr '\n' ' ')
claim_has 'a clean folio is called constructed' "$flat" 'Constructed: for the rows with a clean folio'
claim_has 'the conclusion tells of faults that came' "$flat" \
	'Worse: 2 rows, one more extra write fault per page .*: soft_dirty_write, soft_dirty_write_after_read'
claim_has 'and of faults that went' "$flat" 'one fewer extra write fault per page .*: +mprotect_cycle_write, +mprotect'
claim_has 'and of the range where faults are the same' "$flat" '\+28 \(\+2\.0%\) to \+51 .* with the *same faults: .*soft_dirty_read'
claim_has 'and that differences are exact' "$flat" 'Exact: all boots of a kernel agree in every row'

# Sides.
run "$compare" "$base"/*.jsonl "$patched"/*.jsonl
claim 'files are sorted into kernels' [ "$output" = "$table" ]
run "$compare" "$base"/*.jsonl
claim_has 'files of one kernel are an A/A' "$output" '^Both sides are one kernel \(A/A\)'
claim_has 'of which one boot each confirms nothing' "$output" 'Inconclusive: the cost of 24 of 24 rows, because one boot'
run "$compare" --separate "$base"/*.jsonl "$patched/boot-1.jsonl"
claim '--separate makes each file a side: two comparisons' \
	[ "$(printf '%s\n' "$output" | grep -cE '^(base|patched) against base$')" -eq 2 ]
cp -r "$scratch/x" "$scratch/three"
mkdir "$scratch/three/third"
for boot in 1 2; do
	sed '1s/"name":"patched"/"name":"third"/; /"soft_dirty_write".*"dirty"/s/\[2218,3\],\[2219,250\]/[1413,3],[1414,250]/
		/"soft_dirty_write".*"dirty"/s/"extra_write":256/"extra_write":0/' "$scratch/three/patched/boot-$boot.jsonl" \
		>"$scratch/three/third/boot-$boot.jsonl"
done
run "$compare" "$base" "$patched" "$scratch/three/third"
claim_has 'three kernels have a column each, and the gap that the third closes' "$output" \
	'^soft_dirty_write +1414 +2219 \+805 \(\+1\) +1414 = +100 %$'
claim_has 'or does not' "$output" '^restore_read +1412 +1449 \+37 +1449 \+37 +0 %$'
claim_has 'and a summary each' "$output" '^third against base$'
run "$compare" --cover-letter "$base" "$patched" "$scratch/three/third"
claim_has 'in a letter, too' "$output" '^ +1414 +2219 \+805 \(\+1\) +1414 = +100 %$'
run "$compare" "$base"
claim 'one kernel alone is not compared' [ "$status" -eq 1 ]
claim_has 'show is named instead' "$output" 'dexcompare show'

# Doubt.
run "$compare" "$base" "$patched/boot-1.jsonl"
claim_has 'one boot is warned of' "$output" '^WARNING: one boot only'
claim_has 'and its differences carry a question mark' "$output" '^restore_write +1414 +1451 +\+37\?'
cp -r "$scratch/x" "$scratch/varies"
edit "$scratch/varies/patched/boot-2.jsonl" '/"restore_rmw".*"dirty"/s/\[1452,250\]/[1460,250]/'
run "$compare" "$scratch/varies/base" "$scratch/varies/patched"
claim_has 'boots that differ have no difference' "$output" '^restore_rmw +1415 +1456 +\? +-'
claim_has 'but a spread' "$output" '^    boots differ, each: 1415 1415 \| 1452 1460$'
claim_lacks 'and nothing is called exact' "$output" 'Exact: all boots of a kernel agree in every row'
cp -r "$scratch/x" "$scratch/timed"
for file in "$scratch/timed"/*/*.jsonl; do
	edit "$file" '1s/"exact","unit":"instructions"/"bare-metal","unit":"ns"/'
done
run "$compare" "$scratch/timed/base" "$scratch/timed/patched"
claim_has 'a timed platform with two boots warns of that' "$output" '^WARNING: too few boots: 2 of base, 2 of patched; over 24 rows'
claim_has 'and calls nothing changed' "$output" '^ +1414 +1451 +\+37\.0\? +- +\+2\.6 1 '
claim_lacks 'nor claims it' "$output" 'costs (more|less)|the same within [0-9]'
claim_has 'but compares faults' "$output" 'one more extra write fault'
for file in "$scratch/timed"/*/*.jsonl; do
	edit "$file" '1s/bare-metal/smp-counts/; s/"samples":\[.*\],"faults"/"samples":[],"faults"/'
done
run "$compare" "$scratch/timed/base" "$scratch/timed/patched"
claim_has 'smp-counts shows no times' "$output" '^restore_write +1 +wdys-$'

# Troubles.
cp -r "$scratch/x" "$scratch/found"
edit "$scratch/found/patched/boot-1.jsonl" '/"restore_write".*"trial":1/s/"finding":null/"finding":"expected a present page, found none"/'
run "$compare" "$scratch/found/base" "$scratch/found/patched"
claim 'a finding stands before the table' \
	[ "$(printf '%s\n' "$output" | sed -n '4p' | cut -c 1-9)" = FINDINGS: ]
claim_has 'with the row, the kernel and the place' "$(printf '%s' "$output" | tr '\n' ' ')" \
	'restore_write .*, on patched: expected a present page, found +none +\[.*boot-1.jsonl:'
sed '$d' "$base/boot-1.jsonl" >"$scratch/incomplete.jsonl"
run "$compare" show "$scratch/incomplete.jsonl"
claim 'an incomplete file is shown' [ "$status" -eq 0 ]
claim_has 'with a warning' "$output" 'incomplete: the file has no end record'
head -c -100 "$base/boot-1.jsonl" >"$scratch/cut.jsonl"
run sh -c '"$1" show "$2" 2>&1 >/dev/null' sh "$compare" "$scratch/cut.jsonl"
claim_has 'a cut line is warned of on stderr' "$output" '^dexcompare: warning: .*cut.jsonl: the last line is cut off'

# For programs.
run "$compare" --tsv "$base" "$patched"
claim 'the TSV has a line for each row, and one of names' [ "$(lines "$output")" -eq 25 ]
claim 'each with as many cells' [ "$(printf '%s\n' "$output" | awk -F '\t' '{ print NF }' | sort -u | wc -l)" -eq 1 ]
claim_has 'and the figures' "$output" "^restore_write	folio=dirty order=random pages=256	instructions	1414	1451	37	2\.616"
run "$compare" --json "$base" "$patched"
claim_has 'the JSON has the verdict' "$output" '"verdict": "exact"'
claim_has 'and the conclusion' "$output" '"conclusion": "Worse: 2 rows, one more extra write fault'
run "$compare" export --tsv "$base"
claim 'export prints each pair of each trial, counted ones too' \
	[ "$(printf '%s\n' "$output" | grep -c '	counted	')" -gt 40 ]
run "$compare" show "$base"
claim_has 'show has median, p10, p90 and max' "$output" '^restore_write +dirty +1414 1414 1414 1468 +1\+0 +wdys-'
claim 'in at most 78 columns, too' [ "$(widest "$output")" -le 78 ]
run "$compare" --chart "$base" "$patched"
claim_has 'the chart has bars for both' "$output" '^soft_dirty_write +b =+ 1414$'
claim_has 'and the difference' "$output" '^ +p #+ 2219 \(\+805\)$'
claim_has 'and the kinds of faults' "$output" '^ +p R+W+ 1\+1$'
claim 'in at most 72 columns' [ "$(widest "$output")" -le 72 ]

# What dexbench writes here and now.
"${BUILD:-build}/dexbench" run --quiet --output "$scratch/native.jsonl" null baseline_minor_fault baseline_cow baseline_syscall >/dev/null 2>&1
run "$compare" show "$scratch/native.jsonl"
claim 'what dexbench writes is read' [ "$status" -eq 0 ]
claim_has 'and shown' "$output" '^baseline_cow +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +0\+0\+1'
claim_has 'in multiples of an ordinary minor fault' "$output" '^An ordinary minor fault takes [0-9.]+ ns here'
claim_has 'and of a null system call' "$output" ', a null system call takes'
claim_has 'which is less than a fault' "$output" '^ +0\.[0-9]+ +1\.00 +baseline_syscall$'
claim_has 'of which the copy-on-write fault is many' "$output" '^ +[0-9]+\.[0-9][0-9] +[0-9]+\.[0-9][0-9] +baseline_cow$'
run "$compare" show --chart "$scratch/native.jsonl"
claim_has 'and as bars in text' "$output" '^baseline_minor_fault +=[ =]+ 1\.00$'
claim 'and each of its warnings is a heading of docs/warnings.md' sh -c '
	sed -n "1s/.*\"warnings\":\[\([^]]*\)\].*/\1/p" "$1" | grep -o "\"[^\"]*\"" | tr -d \" | sed "s/:.*//" >"$2"
	sed -n 1p "$1" | grep -q "\"warnings\":\[" || exit 1
	while read -r text; do grep -qx "## $text" docs/warnings.md || exit 1; done <"$2"' sh "$scratch/native.jsonl" "$scratch/warned"

# What the CPU's own counters say: 25600 cycles on 256 pages, and a tick is 1.25 cycles.
for side in base patched; do
	mkdir -p "$scratch/counted/$side"
	for file in "$scratch/x/$side"/*.jsonl; do
		sed 's/"finding":null/"finding":null,"pmu":{"ticks":102400,"counts":{"cycles_user":25600,"cycles_kernel":102400,"dtlb_load_misses":128},"refused":{"dtlb_walks":"it counted for 40 % of the time"}}/' \
			"$file" >"$scratch/counted/$side/$(basename "$file")"
	done
done
run "$compare" show "$scratch/counted/base"
claim 'files with hardware counts are read' [ "$status" -eq 0 ]
claim_has 'it is said that a tick is no cycle' "$output" "^A tick is not a cycle: the core ran at 1\.25 times the timer's rate\.$"
claim_has 'cycles have columns, user and kernel' "$output" '^ +user cycles kernel per tick$'
claim_has 'they are per page' "$output" '^ +100 +400 +1\.25 '
claim_has 'so are TLB misses' "$output" '^ +0\.500  restore_read'
claim_lacks 'a refused count has no column' "$output" 'walks$'
claim 'no line is wider than a mail' [ "$(widest "$output")" -le 80 ]
run "$compare" "$scratch/counted/base" "$scratch/counted/patched"
claim_has 'a comparison has them side by side' "$output" '^    patched +100 +400 +1\.25'
run "$compare" export --figures "$scratch/counted/base"
claim_has 'they are figures to export' "$output" 'restore_read.*	cycles_kernel_per_page	NA	400	400	400'
run "$compare" show "$base"
claim_lacks 'files without have no such table' "$output" 'A tick is not|data TLB'
edit "$scratch/counted/base/boot-1.jsonl" '3s/"cycles_user":25600/"cycles_user":-1/'
run "$compare" show "$scratch/counted/base"
claim 'a count that is none is refused' [ "$status" -eq 1 ]
claim_has 'with file and line' "$output" 'boot-1.jsonl:3: trial: "pmu.counts.cycles_user" is negative: -1'
# Somebody else had the CPU: cycles are not to be compared with ticks then.
edit "$scratch/counted/base/boot-1.jsonl" 's/"cycles_user":-1/"cycles_user":25600/; s/"context_switches":0/"context_switches":1/'
run "$compare" show "$scratch/counted/base/boot-1.jsonl"
claim_lacks 'where the thread lost its CPU, no rate is claimed' "$output" 'A tick is not'
claim_has 'and the counts are there' "$output" '^ +100 +400  null$'

# An end record that counts more than there is.
cp -r "$scratch/x" "$scratch/fewer" 2>/dev/null || tests/data/generate "$scratch/fewer"
for file in "$scratch"/fewer/*/*.jsonl; do edit "$file" 's/"record":"end","runs":[0-9]*/"record":"end","runs":999/'; done
run "$compare" "$scratch/fewer/base" "$scratch/fewer/patched"
claim_has 'an end that counts more runs than there are is warned of' "$output" \
	'^dexcompare: warning: .*boot-1.jsonl: 9[0-9]* runs are missing that its end record counts$'
claims_done
