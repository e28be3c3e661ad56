#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Loads, stores and cache lines in tables, letters and exports, and judged by.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

tests/data/generate "$scratch/x"

# count SIDE LINES - each touch gets as many loads as instructions, and so many lines; a request of
# many pages has them of each.
count() {
	mkdir -p "$scratch/m/$1"
	for file in "$scratch/x/$1"/*.jsonl; do
		jq -c --argjson lines "$2" 'if .record == "trial" then
			.samples as $samples | ($samples | map(.[1]) | add) as $touches |
			.pages_per_sample as $pages |
			.series += { loads: { unit: "count", samples: $samples },
				stores: { unit: "count", samples: [[0, $touches]] },
				lines: { unit: "count", samples: [[$lines * $pages, $touches]] },
				atomics: { unit: "count", samples: [[12 * $pages, $touches]] },
				barriers: { unit: "count", samples: [[3 * $pages, $touches]] } }
			else . end' "$file" >"$scratch/m/$1/${file##*/}"
	done
}
count base 77
count patched 80
compare() { run "$BUILD/dexcompare" "$@" "$scratch/m/base" "$scratch/m/patched"; }
# column NAME - its values in the table, each once.
column() {
	printf '%s\n' "$output" | awk -F '\t' -v name="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		{ print c ? $c : "no such column" }' | sort -u | paste -sd ' ' -
}

compare
claim 'a comparison ends well' [ "$status" -eq 0 ]
claim_has 'the table has the cache lines of both' "$output" '1412 +1449 +.*77 -> 80'
claim_has 'a group has all that was counted' "$output" 'loads +stores +lines +atomics +barriers'
claim_has 'each kernel by itself' "$output" 'base +1412 +0 +77 +12 +3'
compare --tsv
claim 'the TSV has the lines, per page also of a request of many' \
	[ "$(column base_lines) $(column patched_lines)" = '77 80' ]
claim 'atomics and barriers, too' [ "$(column base_atomics) $(column patched_barriers)" = '12 3' ]
compare --json
lines=$(printf '%s\n' "$output" | jq '.. | objects | select(has("verdict")) |
	.patched.lines - .base.lines')
claim 'the JSON has them' [ "$(printf '%s\n' "$lines" | sort -u)" = 3 ]
compare --commit-message
claim_has "a change log's line has the difference" "$output" '^  restore_.* \+37 +lines \+3$'
claim 'in lines of 72 columns' [ "$(printf '%s\n' "$output" | awk 'length > 72' | wc -l)" -eq 0 ]
compare --cover-letter
claim_has 'and the letter' "$output" '77 -> 80'

compare --by lines --tsv
claim 'judged by lines, each row differs by them' \
	[ "$(column difference)$(column unit)$(column verdict)" = '3linesexact' ]
compare --by loads --tsv
by_loads=$(column difference)
run "$BUILD/dexcompare" --tsv "$scratch/x/base" "$scratch/x/patched"
claim 'judged by what equals the samples, rows differ as by these' \
	[ "$(column difference)" = "$by_loads" ]
claim 'what was not counted is no figure' [ "$(column base_lines)" = NA ]
compare --by lines --fail-on-regression 0
claim 'more lines are a regression' [ "$status" -eq 3 ]
compare --by lines --commit-message
claim_has 'the unit is named' "$output" 'Medians of lines a page'
run "$BUILD/dexcompare" --by lines "$scratch/x/base" "$scratch/x/patched"
claim 'results without are refused' [ "$status" -eq 1 ]
claim_has 'with the remedy' "$output" 'has no "lines", which --by asks for: measure with --memory'
claim 'in one line' [ "$(lines "$output")" -eq 1 ]

claims_done
