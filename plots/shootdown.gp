# SPDX-License-Identifier: GPL-2.0-or-later
#
# shootdown.gp: what a flush costs, against the number of bystanders.
#
#	dexcompare export --figures BASE PATCHED >figures.tsv
#	gnuplot -c plots/shootdown.gp figures.tsv shootdown.png SCENARIO
#
# Above what the initiator waits, below what each bystander loses; a line for each
# distance between their CPUs. Bystanders that sleep are a line of their own.

tsv = ARG1
out = ARG2
scenario = ARG3
width = 900
height = 720
asked(panel) = panel == 1 ? 'cost' : 'stolen_ticks_per_page'
is(quantity) = strcol('scenario') eq scenario && strcol('quantity') eq quantity && strcol('constructed') eq 'no'
wanted(row) = is('cost') || is('stolen_ticks_per_page')
kind(row) = strcol('bystander') eq 'asleep' ? 'asleep' : strcol('distance')
load 'plots/lines.gp'

title = is_text ? scenario : scenario.': '.against.', '.platform
set lmargin at screen 0.09
set multiplot layout 2, 1 title title font title_font
do for [panel = 1 : 2] {
	lines = panel == 1 ? lines_1 : lines_2
	set xlabel 'bystanders'
	set ylabel panel == 1 ? 'initiator, '.unit.' per page' : 'each bystander, '.unit.' per page'
	set yrange [0 : top(panel)]
	plot for [line in lines] tsv using (is_point(panel, line) ? column('bystanders') : NaN):(column('value')) smooth unique with linespoints \
		linecolor rgb side_colour(side_of(line)) dashtype number(line) pointtype 4 + number(line) \
		pointsize 2.2 - 0.6 * side_of(line) linewidth 2 title title_of(line)
}
unset multiplot
