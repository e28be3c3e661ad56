# SPDX-License-Identifier: GPL-2.0-or-later
#
# history.gp: what a touch costs, kernel by kernel, one line per scenario.
#
#	gnuplot -c plots/history.gp history.tsv out.png|out.svg MACHINE
#
# history.tsv is what `dexcompare history --tsv` prints. A ring marks an extra write
# fault. Ordinary faults and constructed folios are left to the table, but for
# the one that a constructed clean folio is there to show.

tsv = ARG1
out = ARG2
machine = ARG3

set datafile separator tab
set datafile columnheaders
set datafile missing 'NA'

# Okabe and Ito's colours, by what a scenario is about.
is_about(name, start) = name[1:strlen(start)] eq start
colour(name) = is_about(name, 'restore_') ? 0x0072B2 : is_about(name, 'write_after_') ? 0x56B4E9 : \
               is_about(name, 'mprotect_') ? 0xE69F00 : is_about(name, 'soft_dirty_') ? 0x009E73 : \
               is_about(name, 'uffd_') ? 0xCC79A7 : 0x555555
is_drawn(name, constructed) = !is_about(name, 'baseline_') && name ne 'null' && \
               (constructed eq 'no' || name eq 'write_after_read')

# First pass: the kernels, the lines, and where each ends.
labels = ''
names = ''
kernels = meanings = ''
unit = arch = ''
most = last_place = 0
array Last[200]
count = 0
known(list, item) = strstrt(list, '"'.item.'"') > 0
title_of(kernel, release) = strstrt(release, kernel) ? release : kernel.' ('.release.')'
note_kernel(place, kernel, release, semantics) = words(kernels) > place ? 0 : \
	(kernels = kernels.sprintf('"%s" ', title_of(kernel, release)), meanings = meanings.sprintf('"%s" ', semantics))
note_line(label, name) = (count = count + 1, labels = labels.'"'.label.'" ', names = names.name.' ')
set terminal dumb
set output '/dev/null'
set xrange [-1:1]
set yrange [-1:1]
plot tsv using (note_kernel(column('place'), strcol('kernel'), strcol('release'), strcol('semantics')), \
	is_drawn(strcol('scenario'), strcol('constructed')) && !known(labels, strcol('label')) ? note_line(strcol('label'), strcol('scenario')) : 0, \
	is_drawn(strcol('scenario'), strcol('constructed')) ? (Last[count] = column('cost'), most = most < column('cost') ? column('cost') : most) : 0, \
	unit = strcol('unit'), arch = strcol('arch'), \
	last_place = column('place') > last_place ? column('place') : last_place, 0):(0)
if (count == 0) { exit status 3 }
top = most * 1.08

# Names at the right end must not lie on each other: from the top down each keeps its distance
# from the one above, and then from the bottom up those that fell off the axis are put back.
height = 640
least = top * 15.0 / (height - 150)
array At[count]
array Order[count]
do for [i = 1:count] { Order[i] = i }
do for [pass = 1:count] {
	do for [k = 1:count - 1] {
		if (Last[Order[k]] < Last[Order[k + 1]]) {
			swap = Order[k]
			Order[k] = Order[k + 1]
			Order[k + 1] = swap
		}
	}
}
do for [k = 1:count] {
	At[Order[k]] = Last[Order[k]]
	if (k > 1 && At[Order[k]] > At[Order[k - 1]] - least) { At[Order[k]] = At[Order[k - 1]] - least }
}
do for [n = 1:count] {
	k = count + 1 - n
	floor_of = k == count ? 0 : At[Order[k + 1]] + least
	if (At[Order[k]] < floor_of) { At[Order[k]] = floor_of }
}

# Names of many kernels stand slanted, a column of 45 pixels each.
many = words(kernels) > 6
width = many ? 550 + 45 * words(kernels) : 1000
font_size = 9
load 'plots/style.gp'

set label 1 'What a CPU pays to take a page back, kernel by kernel' at screen 0.02, screen 0.965 font title_font
set label 2 sprintf('%s, %s per page; a ring is an extra write fault. Lower is better.', machine, unit) \
	at screen 0.02, screen 0.93 textcolor rgb '#555555'
set lmargin at screen 75.0 / width
set rmargin at screen (width - (many ? 330.0 : 300.0)) / width
step = many ? 7.0 : (last_place + 0.33) / 3.0
set tmargin at screen 0.90
set bmargin at screen (many ? 0.2 : 0.11)
set xrange [-0.25 : last_place + 0.08]
set yrange [0 : top]
set border 3 linecolor rgb '#999999'
set xtics nomirror scale 0
if (many) { set xtics rotate by -35 }
set xtics ('' -9)
do for [i = 1:words(kernels)] {
	set xtics add (word(kernels, i) i - 1)
	if (i == 1 || !many || word(meanings, i) ne word(meanings, i - 1)) {
		set label 10 + i 'restored: '.word(meanings, i) at i - 1, graph (many ? -0.22 : -0.07) center textcolor rgb '#555555'
	}
}
set ytics nomirror
set ylabel sprintf('%s per page', unit)
set grid ytics linetype 1 linecolor rgb '#DDDDDD'
unset key

short(label) = strstrt(label, ' (folio=dirty)') ? label[1:strstrt(label, ' (folio=dirty)') - 1] : \
               strstrt(label, ' (folio=clean)') ? label[1:strstrt(label, ' (folio=clean)') - 1].' (constructed clean)' : label
do for [i = 1:count] {
	set label 1000 + i sprintf('%.0f  %s', Last[i], short(word(labels, i))) \
		at last_place + 0.16 * step, At[i] textcolor rgb colour(word(names, i))
	set arrow 1000 + i from last_place + (many ? 0.2 : 0.015 * last_place), Last[i] to last_place + 0.14 * step, At[i] \
		nohead linecolor rgb '#BBBBBB'
}

plot for [i = 1:count] tsv using (strcol('label') eq word(labels, i) ? column('place') : NaN):(column('cost')) \
		with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb colour(word(names, i)) \
		dashtype strstrt(word(labels, i), "clean") ? 2 : 1, \
	for [i = 1:count] tsv using (strcol('label') eq word(labels, i) && column('extra_write') > 0.5 ? column('place') : NaN):(column('cost')) \
		with points pointtype 6 pointsize 1.7 linewidth 2 linecolor rgb '#D55E00'
