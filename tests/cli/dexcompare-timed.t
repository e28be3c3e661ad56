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

# Verdicts.
against 8 -v shift=300
claim 'timed results are compared' [ "$status" -eq 0 ]
claim_lacks 'nothing is warned of' "$output" '^WARNING'
against 8 -v shift=1
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

# Warnings, each alone.
# warned WHAT DETAIL KEY=VALUE... - there is one warning, WHAT, with DETAIL.
warned() {
	what=$1 detail=$2
	shift 2
	against "$@"
	claim_has "$* is warned of" "$flat" "WARNING: $what: $detail"
	claim "$*: and nothing else is, once" [ "$(printf '%s\n' "$output" | grep -c '^WARNING')" -eq 1 ]
}
row='patched, 1 of 1 rows: restore_read:'
warned 'too few boots' '8 of base, 2 of patched; .* below 4 of each' 2 -v shift=300
warned 'drift within a run' "$row medians of trials rise by 1[0-9.]+ %" 8 -v drift=60
warned 'bimodal samples' "$row in 32 of 32 trials, near 1[0-9]+ and [12][0-9]+" 8 -v second=900
warned outliers "$row 7\.0 % of its samples" 8 -v stray=7
warned 'the harness is more than a tenth of the figure' "$row 2[0-9] % of its median" 8 -v overhead=300
warned 'environments differ' 'turbo: "off" in .*boot-1.jsonl, "on" in .*other/boot-1.jsonl' 8 -v knob=on
warned 'environments differ' "the kernel's configuration: \"c\" in" 8 -v config=d
against 8 -v stray=4
claim_lacks 'a few outliers are not' "$flat" 'WARNING'
boots "$scratch/few" base 3
boots "$scratch/few-patched" patched 3 -v shift=300
run "$compare" "$scratch/few" "$scratch/few-patched"
claim_has 'three boots give no interval' "$output" '^restore_read .*\? +- +\+[0-9.]+ 1 '
claim_lacks 'and no change' "$output" ' changed '
against 8 -v platform=smp-counts
claim 'other platforms do not mix' [ "$status" -eq 1 ]

against 8
sed 's/"boot":"patched-[0-9]*"/"boot":"patched-1"/' "$scratch/other/boot-2.jsonl" >"$scratch/two" &&
	mv "$scratch/two" "$scratch/other/boot-2.jsonl"
run "$compare" "$quiet" "$scratch/other"
claim_has 'two boots of one id are warned of' "$output" '^WARNING: two files carry one boot id: .*other/boot-1.jsonl'

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

# Speed is not tested, for machines differ; that its case is read right is.
tests/data/generate-large "$scratch/large" 8 3 50
run "$compare" "$scratch/large/base" "$scratch/large/patched"
claim_has 'what shows the speed is compared' "$output" '^restore_write .* \+3[0-9]{3}[?]? .* 1 '

claims_done
