#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# plot: charts of a comparison.
# shellcheck source=tests/tap.sh
. tests/tap.sh

# A name that would be three commands, if it came into a line of a shell.
folder="$scratch/x';touch PWNED;echo 'y"
tests/data/generate "$folder"

run scripts/plot
claim 'no folder is wrong usage' [ "$status" -eq 2 ]
run scripts/plot --help
claim_has '--help tells the usage' "$output" '^usage: plot'
run scripts/plot "$scratch"
claim 'a folder without a comparison fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" "no comparison, since it has no folder base"
run scripts/plot --text-only "$folder"
claim_has 'text needs no gnuplot' "$output" '^soft_dirty_write +b ='
claim 'and writes nothing' [ ! -e "$folder/comparison.tsv" ]

if ! command -v gnuplot >/dev/null; then
	skip 'charts are drawn' 'gnuplot is not installed'
	claims_done
fi
run scripts/plot "$folder"
claim 'charts are drawn' [ "$status" -eq 0 ]
claim_lacks 'and gnuplot has nothing to complain of' "$output" '[Ww]arning|undefined'
for chart in ab-bars faults-per-page; do
	claim "$chart is a PNG" sh -c 'head -c 4 "$1" | grep -q PNG' sh "$folder/$chart.png"
	claim "$chart is an SVG that ends" sh -c 'tail -n 2 "$1" | grep -q "</svg>"' sh "$folder/$chart.svg"
	claim "$chart names its rows with their underscores" grep -q 'mprotect_cycle_write_after_read' "$folder/$chart.svg"
done
claim 'the axis has its unit' grep -q 'median instructions per page' "$folder/ab-bars.svg"
claim 'a panel has its name, whatever that of the folder' grep -q 'mprotect_cycle_write' "$folder/latency-ecdf.svg"
claim 'which is run by nobody' [ ! -e PWNED ]

{
	printf 'side\tkernel\tplatform\tscenario\tlabel\tquantity\tvalue\n'
	for row in '1 a 0.2' '2 a 0.001' '1 b 0.001' '2 b 0.001'; do
		# shellcheck disable=SC2086
		set -- $row
		printf '%s\tbase\texact\t%s\t%s\tcost_in_minor_faults\t%s\n' "$1" "$2" "$2" "$3"
	done
} >"$scratch/figures.tsv"
# shellcheck disable=SC2016
run sh -c '. scripts/lib/chart-data.sh; multiples "$1" x86_64' sh "$scratch/figures.tsv"
claim 'multiples: a row that is near nothing on one kernel only is shown with both' \
	[ "$(printf '%s\n' "$output" | cut -f 1-3 | tail -n +2 | tr '\t' ' ')" = 'a 0.2 0.001' ]

# far SHARE - 1000 samples about 2700, of which so many are 21000.
far() {
	awk -v share="$1" 'BEGIN { for (i = 0; i <= 100; i++) printf "%d\t%g\tx\n", 2650 + i, (1 - share) * i / 100
		print "21000\t1\tx" }' >"$scratch/ecdf.tsv"
	run gnuplot -d -c plots/latency-ecdf.gp "$scratch/ecdf.tsv" "$scratch/ecdf.svg" ns 1 base
}
far 0.02
claim_has 'samples far away do not stretch the axis, and are counted' "$(cat "$scratch/ecdf.svg")" \
	'ns per page; 2\.0 % of the samples are beyond, to 21000'
claim_lacks 'which ends before them' "$(cat "$scratch/ecdf.svg")" '>(5000|10000|20000)<'
claim_has 'the share has a label' "$(cat "$scratch/ecdf.svg")" '>share of samples<'
far 0.2
claim_has 'where they are many, they are shown' "$(cat "$scratch/ecdf.svg")" '>20000<'
claims_done
