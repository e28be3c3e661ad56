# SPDX-License-Identifier: GPL-2.0-or-later
#
# heat-map.gp: how much more or less each row costs on each kernel than on the first.
#
#	gnuplot -c plots/heat-map.gp VM.PLAN.percent out.png KERNELS ROWS
#
# The table is what `campaign merge` makes: a line a kernel, a column a row, in per cent.

set datafile separator tab
set datafile missing 'NA'
kernels = int(ARG3)
rows = int(ARG4)
step = kernels > 60 ? 6 : 16
width = 320.0 + rows * 16
height = 290.0 + kernels * step
set terminal pngcairo noenhanced size width, height font 'DejaVu Sans,8' background '#ffffff'
set output ARG2
set lmargin at screen 190 / width
set rmargin at screen 1 - 130 / width
set tmargin at screen 1 - 50 / height
set bmargin at screen 230 / height
top = 1 - 22 / height
set label 1 'Cost of a page against the first kernel, in per cent' font ',11' \
	at screen 10 / width, screen top
set label 2 'grey: not measured' at screen 1 - 120 / width, screen top textcolor rgb '#555555'
set palette defined (-1 '#0072B2', 0 '#ffffff', 1 '#D55E00')
set cbrange [-50 : 50]
set object 1 rectangle from graph 0, 0 to graph 1, 1 behind
set object 1 fillstyle solid noborder fillcolor rgb '#DDDDDD'
set xrange [-0.5 : rows - 0.5]
set yrange [kernels - 0.5 : -0.5]
set xtics rotate by -90 scale 0 font ',7'
if (kernels > 60) { set ytics scale 0 font ',4' } else { set ytics scale 0 font ',7' }
set border linecolor rgb '#999999'
plot ARG1 matrix rowheaders columnheaders with image pixels notitle
