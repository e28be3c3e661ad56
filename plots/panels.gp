# SPDX-License-Identifier: GPL-2.0-or-later
#
# panels.gp: what charts of one distribution a panel share; drawn by none.
#
# Before loading it, a chart sets: tsv (file of its data), out (file name), panels and
# sides (how many), kernel_1 and kernel_2. The data are blocks of "value share name", a block for each
# panel and kernel; the name is the panel's.

is_text = out[strlen(out) - 3 : strlen(out)] eq '.txt'
columns = panels > 2 && !is_text ? 2 : 1
lines = (panels + columns - 1) / columns
width = 900
height = 70 + (is_text ? 320 : columns == 1 ? 300 : 230) * lines
load 'plots/style.gp'

unset datafile
set datafile separator tab
set border 3 linecolor rgb grey
set xtics nomirror out textcolor rgb dark
set ytics nomirror out textcolor rgb dark
if (!is_text) { set grid linetype 1 linecolor rgb '#DDDDDD' linewidth 1 }
set xtics autofreq font small_font
set format x '%.9g'
set key samplen 2 noopaque
# Panels are small: the kernels are named once, above all of them.
legend = is_text ? '' : sides > 1 ? ', '.kernel_1.' (blue, wide) and '.kernel_2.' (orange)' : ', '.kernel_1
block(panel, side) = sides * (panel - 1) + side - 1

huge = 1e300
array low[panels]
array high[panels]
array name[panels]
name_of(panel) = name[panel]
do for [panel = 1 : panels] {
	# A kernel without such a row has a block with a share of 0 alone.
	stats tsv index block(panel, 1):block(panel, sides) using (name[panel] = strcol(3), $2 > 0 ? $1 : huge) nooutput
	low[panel] = STATS_min
	stats tsv index block(panel, 1):block(panel, sides) using ($2 > 0 ? $1 : -huge) nooutput
	high[panel] = STATS_max
}

# At most five ticks, since figures of several digits need room: 1, 2 or 5 times a power of ten.
power(x) = 10.0 ** floor(log10(x))
round_up(x) = x <= power(x) ? power(x) : x <= 2 * power(x) ? 2 * power(x) : x <= 5 * power(x) ? 5 * power(x) : 10 * power(x)
tick(panel) = round_up((right(panel) - left(panel)) / 5.0)

# Where all samples are alike there is no range to find.
left(panel) = low[panel] < high[panel] ? low[panel] - (high[panel] - low[panel]) * 0.04 : low[panel] * 0.98 - 1
right(panel) = low[panel] < high[panel] ? high[panel] + (high[panel] - low[panel]) * 0.04 : high[panel] * 1.02 + 1
