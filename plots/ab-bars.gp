# SPDX-License-Identifier: GPL-2.0-or-later
#
# ab-bars.gp: the cost of each row, base above patched.
#
#	dexcompare --tsv BASE PATCHED >comparison.tsv
#	gnuplot -c plots/ab-bars.gp comparison.tsv ab-bars.png
#
# A line across the end of a bar is the spread between boots, where they differ.
# Behind a bar of patched stand its figure and the difference: a fact as such, an
# estimate with its 95 % interval, "?" where nobody can tell.

tsv = ARG1
out = ARG2
row_height = 34
frame = 148
bar(who) = column(who.'_max')
load 'plots/bars.gp'

set label 1 'Cost per page: '.subtitle at screen 0.5, screen 1 - 20.0 / height center font title_font
set xlabel 'median '.unit.' per page'

# A bar needs room behind it for its figure; an interval needs more of it.
set xrange [0 : most * (estimates ? 1.34 : 1.17)]
gap = most * 0.006

# By strcol(): column() of an NA would drop the whole label.
interval(low, high) = low eq 'NA' ? '' : sprintf(' (%+.3g..%+.3g)', real(low), real(high))
difference(d, v, low, high) = v eq 'changed' ? sprintf('  %+.3g', d).interval(low, high) : v eq 'same' ? '  same' : \
	v eq 'inconclusive' || v eq 'varies' ? '  ?' : d == 0 ? '' : \
	v eq 'exact' ? sprintf('  %+g', d) : v eq 'one boot' ? sprintf('  %+g ?', d) : ''
spread(value, low, high) = low < high ? value : NaN

plot tsv using (column('base') / 2):0:(0):(column('base')):(column(0) - 0.36):(column(0)):yticlabels(strcol('label')) \
		with boxxyerror linecolor rgb base_colour title 'base', \
     tsv using (column('patched') / 2):0:(0):(column('patched')):(column(0)):(column(0) + 0.36) \
		with boxxyerror linecolor rgb patched_colour title 'patched', \
     tsv using (spread(column('base'), column('base_min'), column('base_max'))):(column(0) - 0.18):(column('base_min')):(column('base_max')) \
		with xerrorbars linecolor rgb dark pointtype 0 notitle, \
     tsv using (spread(column('patched'), column('patched_min'), column('patched_max'))):(column(0) + 0.18):(column('patched_min')):(column('patched_max')) \
		with xerrorbars linecolor rgb dark pointtype 0 notitle, \
     tsv using (column('base_max') + gap):(column(0) - 0.18):(sprintf('%.4g', column('base'))) \
		with labels left font small_font notitle, \
     tsv using (column('patched_max') + gap):(column(0) + 0.18):(sprintf('%.4g%s', column('patched'), difference(column('difference'), strcol('verdict'), strcol('low'), strcol('high')))) \
		with labels left font small_font notitle
