# SPDX-License-Identifier: GPL-2.0-or-later
#
# contention.gp: one touch, and all touches a second, against how many touch at once.
#
#	dexcompare export --figures BASE PATCHED >figures.tsv
#	gnuplot -c plots/contention.gp figures.tsv contention.png
#
# A scenario that does not scale has a rising line above, and a level one below.

tsv = ARG1
out = ARG2
width = 900
height = 720
# All threads touch one page: what each waits is a series. Elsewhere each sample is one touch.
asked(panel) = panel == 2 ? 'touches_per_second' : strcol('scenario') eq 'contend_page' ? 'touch_p50' : 'cost'
wanted(row) = strcol('scenario')[1:8] eq 'contend_' && strcol('constructed') eq 'no'
kind(row) = strcol('scenario')[9:*]
contenders(row) = strcol('scenario') eq 'contend_processes' ? column('processes') : column('threads')
load 'plots/lines.gp'

set lmargin at screen 0.09
set multiplot layout 2, 1 title (is_text ? 'Contention' : 'Contention: '.against.', '.platform) font title_font
do for [panel = 1 : 2] {
	lines = panel == 1 ? lines_1 : lines_2
	scale = panel == 1 ? 1.0 : 1e-3
	set xlabel 'threads (or processes) that touch at once'
	set ylabel panel == 1 ? 'one touch, median, '.unit : unit eq 'ns' ? '1000 touches per second' : '1000 touches per 10^9 '.unit
	set yrange [0 : top(panel) * scale]
	plot for [line in lines] tsv using (is_point(panel, line) ? contenders(column(0)) : NaN):(column('value') * scale) smooth unique with linespoints \
		linecolor rgb side_colour(side_of(line)) dashtype number(line) pointtype 4 + number(line) \
		pointsize 2.2 - 0.6 * side_of(line) linewidth 2 title title_of(line)
}
unset multiplot
