# SPDX-License-Identifier: GPL-2.0-or-later
#
# latency-ecdf.gp: the share of a row's samples that took at most so long; a panel a row.
#
#	gnuplot -c plots/latency-ecdf.gp ecdf.tsv latency-ecdf.png UNIT PANELS KERNEL...
#
# scripts/plot makes the data of `dexcompare export`. A median is where a curve crosses
# 0.5. What is beyond 99.5 per cent is left out, since one sample in thousands would
# leave no room for the others.

tsv = ARG1
out = ARG2
unit = ARG3
panels = int(ARG4)
sides = ARGC - 4
kernel_1 = ARG5
kernel_2 = ARG6
load 'plots/panels.gp'
set yrange [0 : 1.02]
set ytics 0.25
set key bottom right
if (!is_text) { unset key }
set multiplot layout lines, columns title 'Latency: share of samples, to 99.5 %'.legend font title_font
do for [panel = 1 : panels] {
	set xrange [left(panel) : right(panel)]
	set title name_of(panel) font small_font
	set xlabel unit.' per page' font small_font
	plot for [side = 1 : sides] tsv index block(panel, side) using 1:2 with steps \
		linecolor rgb side_colour(side) linewidth (sides > 1 ? 8 - 3 * side : 2) title side == 1 ? kernel_1 : kernel_2
}
unset multiplot
