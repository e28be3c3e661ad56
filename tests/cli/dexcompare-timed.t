#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexcompare: what it says where times are measured, and what it warns of.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

# boots FOLDER KERNEL COUNT [-v KEY=VALUE]... - see tests/data/generate-timed.
boots() {
	tests/data/generate-timed "$@"
}

# against SENTENCE [KEY=VALUE...] - eight quiet boots of base against eight of patched that are
# otherwise; the report goes to $output and, on one line, to $flat.
quiet=$scratch/quiet
boots "$quiet" base 8
against() {
	rm -rf -- "${scratch:?}/other"
	boots "$scratch/other" patched "$@"
	run "$compare" "$quiet" "$scratch/other"
	flat=$(printf '%s' "$output" | tr '\n' ' ' | tr -s ' ')
}

widest() {
	printf '%s\n' "$1" | awk 'length > most { most = length } END { print most }'
}

# Verdicts.
against 8 -v shift=300
claim 'timed results are compared' [ "$status" -eq 0 ]
claim_has 'a row that lies apart is changed, with its interval' "$output" \
	'^restore_read +1[0-9]{3} +1[0-9]{3} +\+[0-9.]+ +\+[0-9.]+\.\.\+[0-9.]+ +\+[0-9.]+ 1 +-$'
claim_has 'and told in words' "$flat" 'Worse: 1 row, \+[0-9.]+ .* with the same faults: restore_read'
claim_lacks 'nothing is warned of' "$output" '^WARNING'
claim 'in at most 80 columns' [ "$(widest "$output")" -le 80 ]
against 8 -v shift=1
claim_has 'what cannot be told says so, and how many boots may tell' "$output" \
	'^ +([0-9]+ boots of each kernel may do|not even 1000 boots of each kernel would do)'
claim_has 'and what so many boots would have told' "$flat" 'minimum detectable effect [0-9.]+ \([0-9.]+ %\)'
claim_has 'in the conclusion, too' "$flat" 'Inconclusive: the cost of 1 of 1 rows'
claim_lacks 'a p above 0.05 is not called the same' "$flat" '(Same|Worse|Better): 1 row'
run "$compare" --equivalence=20 "$quiet" "$scratch/other"
claim_has '--equivalence widens what is the same' "$output" '^Same:$'
claim_has 'and the report names the bound' "$(printf '%s' "$output" | tr '\n' ' ')" 'lies within \+/-20% of base'
run "$compare" --equivalence=0 "$quiet" "$scratch/other"
claim 'no bound is wrong usage' [ "$status" -eq 2 ]
against 8 -v shift=300 -v rows=20
boots "$scratch/many" base 8 -v rows=20
run "$compare" --tsv "$scratch/many" "$scratch/other"
claim 'a change among 20 rows is found, and none but that' \
	[ "$(printf '%s\n' "$output" | awk -F '\t' '$8 == "changed" { print $1 }')" = restore_read ]

# For programs.
against 8 -v shift=300
run "$compare" --tsv "$quiet" "$scratch/other"
claim 'the TSV has interval, p, and what is detectable' sh -c '
	printf "%s\n" "$1" | awk -F "\t" "
		NR == 1 { for (i = 1; i <= NF; i++) at[\$i] = i; next }
		{ d = \$at[\"difference\"]; exit !(\$at[\"verdict\"] == \"changed\" && \$at[\"low\"] <= d && d <= \$at[\"high\"] &&
			\$at[\"p\"] < 0.01 && \$at[\"p_holm\"] >= \$at[\"p\"] && \$at[\"detectable\"] > 0 && \$at[\"boots_needed\"] == \"NA\") }"' sh "$output"
claim 'each line with as many cells' [ "$(printf '%s\n' "$output" | awk -F '\t' '{ print NF }' | sort -u | wc -l)" -eq 1 ]
run "$compare" --json "$quiet" "$scratch/other"
claim_has 'the JSON has them, too' "$(printf '%s' "$output" | tr -d ' \n')" \
	'"estimate":\{"low":[0-9.]+,"high":[0-9.]+,"percent_low":[0-9.]+,"percent_high":[0-9.]+,"p":0\.000[0-9]+,"p_holm"'
claim_has 'and the health of the samples' "$output" '"bimodal_trials": 0'

# Warnings, each alone.
against 2 -v shift=300
claim_has 'too few boots are warned of, with the least number' "$flat" \
	'WARNING: too few boots: 8 of base, 2 of patched; .* below 4 of each'
boots "$scratch/few" base 3
boots "$scratch/few-patched" patched 3 -v shift=300
run "$compare" "$scratch/few" "$scratch/few-patched"
claim_has 'three boots give no interval' "$output" '^restore_read .*\? +- +\+[0-9.]+ 1 '
claim_lacks 'and no change' "$output" ' changed '
against 8 -v drift=60
claim_has 'drift is warned of' "$flat" 'WARNING: drift within a run: patched, 1 of 1 rows: restore_read: medians of trials rise by 1[0-9.]+ %'
claim_lacks 'and nothing else is' "$flat" 'WARNING: (outliers|bimodal|too|the harness|environments)'
against 8 -v second=900
claim_has 'two groups are warned of' "$flat" 'WARNING: bimodal samples: patched, 1 of 1 rows: restore_read: in 32 of 32 trials, near 1[0-9]+ and [12][0-9]+'
claim_lacks 'and nothing else is' "$flat" 'WARNING: (outliers|drift|too|the harness|environments)'
against 8 -v stray=7
claim_has 'outliers are warned of' "$flat" 'WARNING: outliers: patched, 1 of 1 rows: restore_read: 7\.0 % of its samples'
claim_lacks 'and nothing else is' "$flat" 'WARNING: (drift|bimodal|too|the harness|environments)'
against 8 -v stray=4
claim_lacks 'a few outliers are not' "$flat" 'WARNING'
against 8 -v overhead=300
claim_has 'an overhead above a tenth is warned of' "$flat" \
	'WARNING: the harness is more than a tenth of the figure: patched, 1 of 1 rows: restore_read: 2[0-9] % of its median'
claim_lacks 'and nothing else is' "$flat" 'WARNING: (outliers|drift|bimodal|too|environments)'
against 8 -v knob=on
claim_has 'another knob is warned of' "$flat" 'WARNING: environments differ: turbo: "off" in .*boot-1.jsonl, "on" in .*other/boot-1.jsonl'
claim 'once, not for each boot' [ "$(printf '%s\n' "$output" | grep -c '^WARNING')" -eq 1 ]
against 8 -v config=d
claim_has 'another configuration is warned of' "$flat" "WARNING: environments differ: the kernel's configuration: \"c\" in"
against 8 -v platform=smp-counts
claim 'other platforms do not mix' [ "$status" -eq 1 ]

against 8
sed 's/"boot":"patched-[0-9]*"/"boot":"patched-1"/' "$scratch/other/boot-2.jsonl" >"$scratch/two" &&
	mv "$scratch/two" "$scratch/other/boot-2.jsonl"
run "$compare" "$quiet" "$scratch/other"
claim_has 'two boots of one id are warned of' "$output" '^WARNING: two files carry one boot id: .*other/boot-1.jsonl'
for file in "$scratch/other"/*; do
	sed 's/"boot":"patched-[0-9]*"/"boot":"patched-1"/' "$file" >"$scratch/two" && mv "$scratch/two" "$file"
done
run "$compare" "$quiet" "$scratch/other"
claim_has 'many of them once' "$(printf '%s' "$output" | tr '\n' ' ' | tr -s ' ')" \
	'two files carry one boot id: .*other/boot-1.jsonl, .*other/boot-2.jsonl and 6 more'

# Faults are counted, but one stray fault in many pages is nobody's change.
against 8
sed '2s/"other":0/"other":1/' "$scratch/other/boot-3.jsonl" >"$scratch/two" && mv "$scratch/two" "$scratch/other/boot-3.jsonl"
run "$compare" "$quiet" "$scratch/other"
claim_lacks 'a stray fault is no difference where times are measured' "$flat" '(Worse|Better): 1 row'
for file in "$scratch/other"/*; do
	sed 's/"extra_write":0/"extra_write":2/' "$file" >"$scratch/two" && mv "$scratch/two" "$file"
done
run "$compare" "$quiet" "$scratch/other"
claim_has 'but two of 64 pages are' "$output" ' 1 -> 1\.03[12] '

# An exact platform whose boots differ: the row is estimated, the others stay facts.
tests/data/generate "$scratch/x"
for side in base patched; do
	for boot in 3 4; do cp "$scratch/x/$side/boot-1.jsonl" "$scratch/x/$side/boot-$boot.jsonl"; done
done
sed '/"restore_rmw".*"dirty"/s/\[1452,250\]/[1460,250]/' "$scratch/x/patched/boot-1.jsonl" >"$scratch/x/patched/boot-2.jsonl"
run "$compare" "$scratch/x/base" "$scratch/x/patched"
claim_has 'with four boots a row that varies has an interval' "$output" \
	'^ +1415 +1452 \+37\.0 +\+37\.0\.\.\+45\.0 +\+2\.6 1 '
claim_has 'and a warning' "$(printf '%s' "$output" | tr '\n' ' ' | tr -s ' ')" \
	'boots of one kernel differ: restore_rmw \(folio=dirty\): base 1415 to 1415, patched 1452 to 1460; estimated'
claim_has 'and the others are facts' "$output" '^ +1414 +1451 +\+37 +- +\+2\.6 1 '
claim_lacks 'but not all of them' "$output" 'agree in every row'

# Speed is not tested, for machines differ; that its case is read right is.
tests/data/generate-large "$scratch/large" 8 3 50
run "$compare" "$scratch/large/base" "$scratch/large/patched"
claim_has 'what shows the speed is compared' "$output" '^restore_write .* \+3[0-9]{3}[?]? .* 1 '

claims_done
