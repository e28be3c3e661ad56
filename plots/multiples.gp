# SPDX-License-Identifier: GPL-2.0-or-later
#
# multiples.gp: the cost of each row in multiples of the machine's own minor fault.
#
#	gnuplot -c plots/multiples.gp multiples.tsv multiples.png
#
# scripts/plot makes the data of `dexcompare export --figures`: a line a row, with a
# column for either kernel. The line at 1 is the minor fault itself.

tsv = ARG1
out = ARG2
row_height = 34
frame = 148
bar(who) = is_known(who) ? column(who) : 0
is_known(who) = strcol(who) ne 'NA'
load 'plots/bars.gp'

single = patched_kernel eq '-'
set label 1 (single ? base_kernel.', '.platform.' on '.arch : subtitle) \
	at screen 0.5, screen 1 - 20.0 / height center font title_font
set xlabel 'multiples of an ordinary minor fault'
set xrange [0 : most * 1.12]
set arrow 1 from 1, graph 0 to 1, graph 1 nohead linetype 1 linecolor rgb dark front
gap = most * 0.006
if (single) {
	unset key
	plot tsv using (0):0:(0):(bar('base')):(column(0) - 0.36):(column(0) + 0.36):yticlabels(strcol('label')) \
			with boxxyerror linecolor rgb base_colour notitle, \
	     tsv using (bar('base') + gap):0:(sprintf('%.2f', column('base'))) with labels left font small_font notitle
} else {
	plot tsv using (0):0:(0):(bar('base')):(column(0) - 0.36):(column(0)):yticlabels(strcol('label')) \
			with boxxyerror linecolor rgb base_colour title 'base', \
	     tsv using (0):0:(0):(bar('patched')):(column(0)):(column(0) + 0.36) \
			with boxxyerror linecolor rgb patched_colour title 'patched', \
	     tsv using (bar('base') + gap):(column(0) - 0.18):(is_known('base') ? sprintf('%.2f', column('base')) : '') \
			with labels left font small_font notitle, \
	     tsv using (bar('patched') + gap):(column(0) + 0.18):(is_known('patched') ? sprintf('%.2f', column('patched')) : '') \
			with labels left font small_font notitle
}
