#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/simulate: comparisons of which the truth is known, out of recorded noise.
# shellcheck source=tests/tap.sh
. tests/tap.sh
simulate=${BUILD:-build}/tests/simulate

noise=tests/data/noise
run "$simulate" --tables=20 --rows=7 --boots=6 --seed=5 "$noise"
first=$output
claim 'comparisons are simulated' [ "$status" -eq 0 ]
claim_has 'and false positives counted' "$first" '^tables with a false positive +[0-9]+ of 20: '
claim_has 'and intervals' "$first" '^intervals that hold the truth +1[0-9][0-9] of 140: '
run "$simulate" --tables=20 --rows=7 --boots=6 --seed=5 "$noise"
claim 'the same again for the same seed' [ "$output" = "$first" ]
run "$simulate" --tables=20 --rows=7 --boots=6 --seed=6 "$noise"
claim 'and not for another' [ "$output" != "$first" ]
run "$simulate" --tables=10 --rows=4 --between=0.5 --cost=2000 --boots=10 "$noise"
claim_has 'a large cost is found in every row that has it' "$output" '^costs called changed +20 of 20: 100'
run "$simulate" --tables=5 --rows=2 --boots=4 --bootstrap "$noise"
claim_has 'the plain bootstrap is shown beside' "$output" '^for scale: intervals of a plain bootstrap +[0-9]+ of 10: '
run "$simulate" "$noise/boot-1.jsonl"
claim 'one boot has no noise to draw from' [ "$status" -eq 1 ]
claim_has 'and is told so' "$output" 'boot-1.jsonl: one boot only'
tests/data/generate "$scratch/data"
run "$simulate" "$scratch/data/base"
claim 'nor has an exact platform' [ "$status" -eq 1 ]
claim_has 'which is named' "$output" 'platform exact has no noise'
for option in --tables=0 --rows=0 --boots=0 --boots=101 --between=-1 --equivalence=0; do
	run "$simulate" "$option" "$noise"
	claim "$option is wrong usage" [ "$status" -eq 2 ]
done
claims_done
