# SPDX-License-Identifier: GPL-2.0-or-later
#
# fates.gp: what becomes of a page that a device holds, by system call or walker and by kernel.
#
#	gnuplot -c plots/fates.gp fates.tsv out.png|out.svg
#
# fates.tsv is what `dexcompare history --tsv` prints.

tsv = ARG1
out = ARG2
set datafile separator tab
set datafile columnheaders

# First pass: the rows and the columns.
labels = kernels = unit = ''
known(list, item) = strstrt(list, '"'.item.'"') > 0
add(list, item) = known(list, item) ? list : list.'"'.item.'" '
place(list, item) = words(list[1:strstrt(list, '"'.item.'"') - 1])
kernel(name, arch) = name.', '.(arch eq 'aarch64' ? 'arm64' : arch eq 'x86_64' ? 'x86-64' : arch)
set terminal dumb
set output '/dev/null'
set xrange [-1:1]
set yrange [-1:1]
plot tsv using (labels = add(labels, strcol('label')), unit = strcol('unit'), \
	kernels = add(kernels, kernel(strcol('kernel'), strcol('arch'))), 0):(0)

width = 430 + 150 * words(kernels)
height = 90 + 19 * words(labels)
load 'plots/style.gp'
set label 1 'What becomes of a page that a device holds' \
	at screen 12.0 / width, screen 1 - 20.0 / height font title_font
set label 2 sprintf('and %s per page of the timed step; a red frame is a finding', unit) \
	at screen 12.0 / width, screen 1 - 42.0 / height font small_font textcolor rgb grey
set lmargin at screen 420.0 / width
set rmargin at screen 1 - 10.0 / width
set tmargin at screen 1 - 75.0 / height
set bmargin at screen 8.0 / height
set xrange [-0.5 : words(kernels) - 0.5]
set yrange [words(labels) - 0.5 : -0.5]
set border 0
unset key
unset xtics
set ytics scale 0 ('' -9) font small_font
do for [i = 1:words(labels)] { set ytics add (word(labels, i) i - 1) }
do for [i = 1:words(kernels)] {
	set label 20 + i word(kernels, i) at i - 1, screen 1 - 64.0 / height center font small_font
}

has(fate, word) = strstrt(fate, word) > 0
fill(fate) = has(fate, 'damaged') ? 0xF4B9A0 : \
	has(fate, 'refused') || has(fate, 'SIGBUS') ? 0xFBE3B5 : has(fate, 'kept') ? 0xCDE6D6 : \
	has(fate, 'restored') || has(fate, 'huge') ? 0xD3E3F3 : \
	has(fate, 'swapped') || has(fate, 'moved') ? 0xE6D9EE : 0xEEEEEE
x = "place(kernels, kernel(strcol('kernel'), strcol('arch')))"
y = "place(labels, strcol('label'))"
text(fate, cost) = sprintf('%s  %.0f', fate, cost)
plot tsv using (@x):(@y):(0.47):(0.43):(fill(strcol('fate'))) with boxxyerror \
		fillstyle solid 1.0 noborder linecolor rgb variable, \
	tsv using (column('findings') > 0 ? @x : NaN):(@y):(0.47):(0.43) with boxxyerror \
		fillstyle empty linecolor rgb '#C0392B' linewidth 2, \
	tsv using (@x):(@y):(text(strcol('fate'), column('cost'))) with labels font small_font
