# SPDX-License-Identifier: GPL-2.0-or-later
#
# faults-per-page.gp: the faults of each row, by kind, base above patched.
#
#	dexcompare --tsv BASE PATCHED >comparison.tsv
#	gnuplot -c plots/faults-per-page.gp comparison.tsv faults-per-page.png
#
# Restore faults have the kernel's colour; the extra write faults, which a change
# to the restore adds or removes, stand out dark behind them.

tsv = ARG1
out = ARG2
row_height = 28
frame = 148
r(who) = column(who.'_restore')
w(who) = column(who.'_restore') + column(who.'_extra_write')
o(who) = column(who.'_restore') + column(who.'_extra_write') + column(who.'_other')
bar(who) = o(who)
load 'plots/bars.gp'

set label 1 'Faults per page: '.subtitle at screen 0.5, screen 1 - 20.0 / height center font title_font
set xlabel 'faults per page'
set xtics 1
set xrange [0 : most * 1.08]
gap = most * 0.006

# A row without faults says so: an empty place may be taken for a missing bar.
none(value) = value == 0 ? '0' : ''

plot tsv using (0):0:(0):(r('base')):(column(0) - 0.36):(column(0) - 0.02):yticlabels(strcol('label')) \
		with boxxyerror linecolor rgb base_colour title 'restore, base', \
     tsv using (0):0:(0):(r('patched')):(column(0) + 0.02):(column(0) + 0.36) \
		with boxxyerror linecolor rgb patched_colour title 'restore, patched', \
     tsv using (0):0:(r('base')):(w('base')):(column(0) - 0.36):(column(0) - 0.02) \
		with boxxyerror linecolor rgb dark title 'extra write', \
     tsv using (0):0:(r('patched')):(w('patched')):(column(0) + 0.02):(column(0) + 0.36) \
		with boxxyerror linecolor rgb dark notitle, \
     tsv using (0):0:(w('base')):(o('base')):(column(0) - 0.36):(column(0) - 0.02) \
		with boxxyerror linecolor rgb light title 'other', \
     tsv using (0):0:(w('patched')):(o('patched')):(column(0) + 0.02):(column(0) + 0.36) \
		with boxxyerror linecolor rgb light notitle, \
     tsv using (gap):(column(0) - 0.19):(none(o('base'))) with labels left font small_font textcolor rgb base_colour notitle, \
     tsv using (gap):(column(0) + 0.19):(none(o('patched'))) with labels left font small_font textcolor rgb patched_colour notitle
