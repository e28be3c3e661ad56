#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every form of output of dexcompare is, to the byte, what tests/data/golden holds; and what holds
# of a form holds of all files in it.
# shellcheck source=tests/tap.sh
. tests/tap.sh
golden=tests/data/golden

tests/golden "$scratch/now"
for file in "$golden"/*; do
	name=${file##*/}
	output=$(diff -u "$file" "$scratch/now/$name" 2>&1)
	claim "$name is as reviewed; if the change is meant: make golden, and look at its diff" \
		[ -z "$output" ]
done
claim 'there is a golden file of each output' [ "$(ls "$golden")" = "$(ls "$scratch/now")" ]

# each SENTENCE AWK-PATTERN FILE... - no line of FILEs matches, warnings on standard error apart.
each() {
	sentence=$1 pattern=$2
	shift 2
	claim "$sentence" [ $# -ge 2 ]
	claim_silent "$sentence: all" env LC_ALL=C awk "/^dexcompare: warning/ { FNR--; next }
		$pattern { print FILENAME \":\" FNR \": \" \$0 }" "$@"
}
each 'a mail is plain ASCII of 72 columns, without blanks at ends' \
	'length > 72 || /[^ -~]/ || / $/' "$golden"/*.letter "$golden"/*.commit "$golden"/*.full
each 'a change log has 12 lines a comparison at most' 'FNR > 12 * (1 + (FILENAME ~ /three|separate/))' \
	"$golden"/*.commit
each 'a report has 78 columns, without blanks at ends' 'length > 78 || / $/' \
	"$golden"/[!hr]*.txt "$golden"/*.show
each 'in a TSV each line has as many cells' 'BEGIN { FS = "\t" } FNR == 1 { n = NF } NF != n' \
	"$golden"/*.tsv "$golden"/*.samples "$golden"/*.figures
each 'in Markdown each line of a table has as many cells' \
	'!/^\|/ { n = 0 }
	/^\|/ { text = $0; gsub(/\\\|/, "", text); m = gsub(/\|/, "", text); bad = n && m != n; n = m }
	bad && /^\|/' "$golden"/*.markdown
each 'a page fetches and runs nothing' \
	'/<[^>]*(src|href)="?[^d"]|url\(|<script|<link|https?:|@import/' "$golden"/*.html
for file in "$golden"/*.html; do
	claim_silent "${file##*/}: each tag ends" sh -c '
		for tag in table tbody tr td th ul li dl dt dd figure main div span i u html; do
			[ "$(grep -oE "<$tag[ >]" "$1" | wc -l)" -eq "$(grep -o "</$tag>" "$1" | wc -l)" ] ||
				echo "$tag"
		done' sh "$file"
done
claims_done
