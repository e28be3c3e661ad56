# SPDX-License-Identifier: GPL-2.0-or-later
#
# lines.gp: what charts of figures against a number share; drawn by none.
#
# Before loading it, a chart sets: out (file name), tsv (what `dexcompare export --figures`
# printed), width and height, asked(panel) (the quantity of panel 1 and, where there is one, 2),
# wanted(row), true of the rows that it draws, and kind(row), which line a row is a
# point of. Then lines_1 and lines_2 are words that stand for a line each:
#
#	set yrange [0 : top(1)]
#	plot for [line in lines_1] tsv using (x(line)):... title title_of(line)

set datafile separator tab
set datafile columnheaders
set datafile missing 'NA'

kinds = lines_1 = lines_2 = ''
sides = 1
top_1 = top_2 = 0
larger(a, b) = b > a ? b : a
kernel_1 = kernel_2 = platform = unit = ''
add(list, word) = strstrt(' '.list.' ', ' '.word.' ') ? list : list.(list eq '' ? '' : ' ').word
name(row) = strcol('side').':'.kind(row)
is_in(panel) = wanted(column(0)) && strcol('quantity') eq asked(panel)
set terminal dumb
set output '/dev/null'
set xrange [-1 : 1]
set yrange [-1 : 1]
plot tsv using (platform = strcol('platform'), \
                kernel_1 = column('side') == 1 ? strcol('kernel') : kernel_1, \
                kernel_2 = column('side') == 2 ? strcol('kernel') : kernel_2, \
                sides = column('side') > sides ? column('side') : sides, \
                unit = wanted(column(0)) && strcol('unit') ne 'NA' ? strcol('unit') : unit, \
                kinds = wanted(column(0)) ? add(kinds, kind(column(0))) : kinds, \
                lines_1 = is_in(1) ? add(lines_1, name(column(0))) : lines_1, \
                top_1 = is_in(1) ? larger(top_1, column('value')) : top_1, \
                top_2 = is_in(2) ? larger(top_2, column('value')) : top_2, \
                lines_2 = is_in(2) ? add(lines_2, name(column(0))) : lines_2, 0):(0)
load 'plots/style.gp'
set autoscale xy

# What is not wanted is left out, and does not interrupt a line.
set datafile missing NaN
kernel(side) = side == 1 ? kernel_1 : kernel_2
top(panel) = (panel == 1 ? top_1 : top_2) > 0 ? (panel == 1 ? top_1 : top_2) * 1.06 : 1
kind_of(line) = line[3:*]
side_of(line) = int(line[1:1])
number(line) = sum [i = 1 : words(kinds)] (word(kinds, i) eq kind_of(line) ? i : 0)
title_of(line) = kernel(side_of(line)).', '.kind_of(line)
is_point(panel, line) = is_in(panel) && name(column(0)) eq line
against = sides > 1 ? kernel_1.' against '.kernel_2 : kernel_1

set border 3 linecolor rgb grey
set xtics nomirror out textcolor rgb dark
set ytics nomirror out textcolor rgb dark
if (is_text) {
	set key below
} else {
	set grid linetype 1 linecolor rgb '#DDDDDD' linewidth 1
	set key outside right top vertical Left reverse samplen 2.5 width 1
}
set offsets 0, graph 0.04, 0, 0
set xrange [0 : *]
