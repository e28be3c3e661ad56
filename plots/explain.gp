# SPDX-License-Identifier: GPL-2.0-or-later
#
# explain.gp: by how many instructions each function differs.
#
# The data are the rows of `explain --show FOLDER --tsv` that differ; see
# tools/explain/explain.
#
#	gnuplot -c plots/explain.gp changed.tsv explain.png
#
# A bar to the right is what the patched kernel has more; to the left, base.

tsv = ARG1
out = ARG2
row_height = 26
frame = 170
bar(who) = abs(column('difference'))
load 'plots/bars.gp'

scenario = sum_base = sum_patched = ''
up = down = 0
set output '/dev/null'
set terminal push
set terminal dumb
plot tsv using (scenario = strcol('scenario'), sum_base = strcol('base_measured'), \
                sum_patched = strcol('patched_measured'), \
                up = larger(up, column('difference')), down = larger(down, -column('difference')), 0):(0)
set terminal pop
set output out

set label 1 'Instructions of one touch, by function' at screen 0.5, screen 1 - 20.0 / height center font title_font
set label 2 word(scenario, 1).': '.sum_base.' on '.base_kernel.', '.sum_patched.' on '.patched_kernel. \
            sprintf(' (%+d)', int(sum_patched) - int(sum_base)) \
            at screen 0.5, screen 1 - 44.0 / height center font small_font textcolor rgb dark
set key at screen 0.975, screen 1 - 62.0 / height
set tmargin at screen 1 - 92.0 / height
set xlabel 'instructions, patched minus base'
set xrange [(down > 0 ? -down - most * 0.12 : -most * 0.02) : (up > 0 ? up + most * 0.12 : most * 0.02)]
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linetype 1 linecolor rgb dark front

more(d) = d > 0 ? d : 0
less(d) = d < 0 ? d : 0
gap = most * 0.02

plot tsv using (0):0:(less(column('difference'))):(0):(column(0) - 0.36):(column(0) + 0.36):yticlabels(strcol('label')) \
		with boxxyerror linecolor rgb base_colour title 'more on base', \
     tsv using (0):0:(0):(more(column('difference'))):(column(0) - 0.36):(column(0) + 0.36) \
		with boxxyerror linecolor rgb patched_colour title 'more on patched', \
     tsv using (more(column('difference')) + gap):0:(column('difference') > 0 ? sprintf('%+g', column('difference')) : '') \
		with labels left font small_font notitle, \
     tsv using (less(column('difference')) - gap):0:(column('difference') < 0 ? sprintf('%+g', column('difference')) : '') \
		with labels right font small_font notitle
