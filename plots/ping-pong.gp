# SPDX-License-Identifier: GPL-2.0-or-later
#
# ping-pong.gp: how long round trips between device and CPU took; a panel a row.
#
#	gnuplot -c plots/ping-pong.gp trips.tsv ping-pong.png UNIT PANELS KERNEL...
#
# scripts/plot makes the data of `dexcompare export --series`: the share of round trips
# in bins that are each 2 per cent wide, to 99.5 per cent of them.

tsv = ARG1
out = ARG2
unit = ARG3
panels = int(ARG4)
sides = ARGC - 4
kernel_1 = ARG5
kernel_2 = ARG6
load 'plots/panels.gp'
set yrange [0 : *]
set key top right
if (!is_text) { unset key }
set multiplot layout lines, columns title 'Ping-pong: distribution of one round trip'.legend font title_font
do for [panel = 1 : panels] {
	set xrange [left(panel) : right(panel)]
	set title name_of(panel) font small_font
	set xlabel unit.' per round trip' font small_font
	set xtics tick(panel)
	set ylabel 'per cent of trips' font small_font
	plot for [side = 1 : sides] tsv index block(panel, side) using 1:($2 * 100) with lines \
		linecolor rgb side_colour(side) linewidth (sides > 1 ? 8 - 3 * side : 2) title side == 1 ? kernel_1 : kernel_2
}
unset multiplot
