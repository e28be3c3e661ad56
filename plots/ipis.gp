# SPDX-License-Identifier: GPL-2.0-or-later
#
# ipis.gp: TLB-flush IPIs per page against the number of bystanders that spin.
#
#	dexcompare export --figures BASE PATCHED >figures.tsv
#	gnuplot -c plots/ipis.gp figures.tsv ipis.png
#
# It needs no times, so it is the one that smp-counts can draw. Scenarios that take
# as many lie on one another: points differ in kind and size.

tsv = ARG1
out = ARG2
width = 900
height = 480
asked(panel) = panel == 1 ? 'tlb_ipis_per_page' : ''
wanted(row) = strcol('quantity') eq asked(1) && strcol('bystanders') ne 'NA' && strcol('constructed') eq 'no'
kind(row) = strcol('bystander') eq 'asleep' ? strcol('scenario').',asleep' : strcol('scenario')
load 'plots/lines.gp'

set title (is_text ? 'TLB-flush IPIs per page' : 'TLB-flush IPIs per page: '.against.', '.platform) font title_font
set xlabel 'bystanders'
set ylabel 'IPIs per page'
set yrange [0 : top(1)]
set xtics 1
plot for [line in lines_1] tsv using (is_point(1, line) ? column('bystanders') : NaN):(column('value')) smooth unique with linespoints \
	linecolor rgb side_colour(side_of(line)) dashtype number(line) pointtype 3 + number(line) \
	pointsize 2.6 - 0.2 * number(line) - 0.6 * side_of(line) linewidth 2 title title_of(line)
