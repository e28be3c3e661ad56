#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A column is one entry in one table: with one more, TSV, JSON and the tables have it.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}" "${CC:=cc}"

tests/data/generate "$scratch/x"
entry='	{ "base_trials", "base.trials", NULL, AT_BASE, IS_COUNT, offsetof(struct figure, trials),\
	  "trials", false, false, base_cell, NULL },'
sed "s/^	{ 0 }\$/$entry\\
&/" lib/doc/columns.c >"$scratch/columns.c"
claim 'one entry is added' [ "$(grep -c base_trials "$scratch/columns.c")" -eq 1 ]
pkg-config --exists gsl jansson || {
	skip 'it builds' 'libraries are missing: make deps'
	claims_done
}
# shellcheck disable=SC2046 # flags are words
run "$CC" -std=c11 -D_GNU_SOURCE -iquote lib -o "$scratch/dexcompare" "$scratch/columns.c" \
	$(find lib/base lib/result lib/stats lib/model lib/doc -name '*.c' ! -name columns.c |
		sed "s|^|$BUILD/|; s|c\$|o|") "$BUILD/bench/dexcompare.o" $(pkg-config --libs gsl jansson) -lm
claim 'it builds' [ "$status" -eq 0 ]
run "$scratch/dexcompare" --tsv "$scratch/x/base" "$scratch/x/patched"
claim 'the TSV has the column, last' [ "$(printf '%s\n' "$output" | awk -F '\t' '{ print $NF }' | sort | uniq -c | tr -s ' \n' ' ')" = \
	' 24 6 1 base_trials ' ]
run "$scratch/dexcompare" --json "$scratch/x/base" "$scratch/x/patched"
claim 'the JSON has it' [ "$(printf '%s\n' "$output" | grep -c '"trials": 6')" -ge 24 ]
for form in '' --cover-letter --markdown --html=-; do
	# shellcheck disable=SC2086 # one word or none
	run "$scratch/dexcompare" $form "$scratch/x/base" "$scratch/x/patched"
	claim_has "${form:-the table} has it" "$output" 'faults.*trials'
done
claims_done
