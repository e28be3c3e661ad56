# SPDX-License-Identifier: GPL-2.0-or-later
#
# latency-ecdf.gp: the share of a row's samples that took at most so long; a panel a row.
#
#	gnuplot -c plots/latency-ecdf.gp ecdf.tsv latency-ecdf.png UNIT PANELS KERNEL...
#
# scripts/plot makes the data of `dexcompare export`. A median is where a curve crosses
# 0.5. What is beyond 99.5 per cent is left out. Where 95 per cent of the samples of each kernel are
# in less than a quarter of what is left, the axis ends behind them: few samples would leave no room
# for the others. How many are beyond stands below the panel.

tsv = ARG1
out = ARG2
unit = ARG3
panels = int(ARG4)
sides = ARGC - 4
kernel_1 = ARG5
kernel_2 = ARG6
load 'plots/panels.gp'
array beyond[panels]
do for [panel = 1 : panels] {
	most = low[panel]
	do for [side = 1 : sides] {
		stats tsv index block(panel, side) using ($2 >= 0.95 ? $1 : huge) nooutput
		most = STATS_min < huge && STATS_min > most ? STATS_min : most
	}
	room = most - low[panel] > 0.1 * abs(low[panel]) ? most - low[panel] : 0.1 * abs(low[panel])
	beyond[panel] = ''
	if (high[panel] - low[panel] > 4 * room) {
		share = 0
		do for [side = 1 : sides] {
			stats tsv index block(panel, side) using ($1 <= low[panel] + 1.5 * room ? $2 : 0) nooutput
			share = STATS_max > 0 && 1 - STATS_max > share ? 1 - STATS_max : share
		}
		beyond[panel] = sprintf('; %.1f %% of the samples are beyond, to %.6g', 100 * share, high[panel])
		high[panel] = low[panel] + 1.5 * room
	}
}
set yrange [0 : 1.02]
set ytics 0.25
set key bottom right
if (!is_text) { unset key }
set multiplot layout lines, columns title 'Cost: share of samples, to 99.5 %'.legend font title_font
do for [panel = 1 : panels] {
	set xrange [left(panel) : right(panel)]
	set title name_of(panel) font small_font
	set xlabel unit.' per page'.beyond[panel] font small_font
	set ylabel 'share of samples' font small_font
	set xtics tick(panel)
	plot for [side = 1 : sides] tsv index block(panel, side) using 1:2 with steps \
		linecolor rgb side_colour(side) linewidth (sides > 1 ? 8 - 3 * side : 2) title side == 1 ? kernel_1 : kernel_2
}
unset multiplot
