# SPDX-License-Identifier: GPL-2.0-or-later
#
# faults-by-cpu.gp: the faults of one touch, by what the CPU sets by itself and by kernel.
#
#	gnuplot -c plots/faults-by-cpu.gp faults.tsv out.png|out.svg
#
# faults.tsv is what scripts/history gathers of `dexcompare history --tsv`, with the
# machine in front. One panel is one touch; the panels whose data is missing are left out.

tsv = ARG1
out = ARG2

set datafile separator tab
set datafile columnheaders
set datafile missing 'NA'

panels = '"restore_read (folio=dirty)" "restore_write (folio=dirty)" "restore_write (folio=clean)" "restore_rmw (folio=clean)" "mprotect_cycle_write (folio=dirty)"'
titles = '"read of an exclusive page" "write to an exclusive page" "write, constructed clean folio" "atomic add, constructed clean folio" "write after mprotect() to read-only and back"'

# First pass: machines in the order in which they come, kernels by their place.
machines = kernels = capabilities = present = ''
known(list, item) = strstrt(list, '"'.item.'"') > 0
place_of(machine) = strstrt(machines, '"'.machine.'"') ? words(machines[1:strstrt(machines, '"'.machine.'"') - 1] ) : 0
note_machine(machine, arch, hardware) = (machines = machines.'"'.machine.'" ', \
	capabilities = capabilities.sprintf('"%s, hardware %s" ', arch eq 'aarch64' ? 'arm64' : arch eq 'x86_64' ? 'x86-64' : arch, hardware))
set terminal dumb
set output '/dev/null'
set xrange [-1:1]
set yrange [-1:1]
plot tsv using (known(machines, strcol('machine')) ? 0 : note_machine(strcol('machine'), strcol('arch'), strcol('hardware')), \
	known(kernels, strcol('kernel')) ? 0 : (kernels = kernels.'"'.strcol('kernel').'" '), \
	known(present, strcol('label')) ? 0 : (present = present.'"'.strcol('label').'" '), 0):(0)
machine_count = words(machines)
kernel_count = words(kernels)
kernel_at(kernel) = words(kernels[1:strstrt(kernels, '"'.kernel.'"') - 1])
x_of(machine, kernel) = place_of(machine) * (kernel_count + 1) + kernel_at(kernel)

shown = 0
do for [i = 1:words(panels)] { shown = shown + known(present, word(panels, i)) }
if (shown == 0) { exit status 3 }

width = 120 + machine_count * (kernel_count + 1) * 46
width = width < 720 ? 720 : width
height = 130 + shown * 130
font_size = 8
load 'plots/style.gp'

last = machine_count * (kernel_count + 1) - 1
set xrange [-0.8 : last - 0.2]
set yrange [0 : 3.4]
set ytics 0, 1, 3 nomirror
set border 3 linecolor rgb '#999999'
set grid ytics linetype 1 linecolor rgb '#DDDDDD'
set style fill solid 1.0 noborder
set boxwidth 0.78
set lmargin at screen 60.0 / width
set rmargin at screen 1 - 20.0 / width

set multiplot
set label 1 'Faults per page, by CPU and kernel' at screen 12.0 / width, screen 1 - 20.0 / height font title_font
set label 2 'restore' at screen 40.0 / width, screen 1 - 44.0 / height textcolor rgb '#0072B2'
set label 3 'extra write' at screen 110.0 / width, screen 1 - 44.0 / height textcolor rgb '#D55E00'
set label 4 'access flag' at screen 200.0 / width, screen 1 - 44.0 / height textcolor rgb '#999999'
do for [k = 2:4] {
	set object k rectangle center screen (k == 2 ? 30.0 : k == 3 ? 100.0 : 190.0) / width, screen 1 - 44.0 / height \
		size screen 10.0 / width, screen 10.0 / height fillstyle solid noborder \
		fillcolor rgb (k == 2 ? '#0072B2' : k == 3 ? '#D55E00' : '#999999')
}
at = 0
do for [i = 1:words(panels)] {
	if (known(present, word(panels, i))) {
		at = at + 1
		top = 60.0 + (at - 1) * 130 + 24
		set tmargin at screen 1 - top / height
		set bmargin at screen 1 - (top + 96) / height
		set label 9 word(titles, i) at graph 0, graph 1.12 textcolor rgb '#333333'
		set xtics ('' -9)
		if (at == shown) {
			do for [m = 0:machine_count - 1] {
				do for [k = 0:kernel_count - 1] {
					set xtics add (word(kernels, k + 1) m * (kernel_count + 1) + k)
				}
				set label 20 + m word(capabilities, m + 1) at m * (kernel_count + 1) + (kernel_count - 1) / 2.0, graph -0.34 \
					center textcolor rgb '#333333'
			}
		}
		set xtics scale 0 nomirror
		plot tsv using (strcol('label') eq word(panels, i) ? x_of(strcol('machine'), strcol('kernel')) : NaN):(column('restore') + column('extra_write') + column('other')) \
				with boxes linecolor rgb '#999999' notitle, \
			tsv using (strcol('label') eq word(panels, i) ? x_of(strcol('machine'), strcol('kernel')) : NaN):(column('restore') + column('extra_write')) \
				with boxes linecolor rgb '#D55E00' notitle, \
			tsv using (strcol('label') eq word(panels, i) ? x_of(strcol('machine'), strcol('kernel')) : NaN):(column('restore')) \
				with boxes linecolor rgb '#0072B2' notitle
		if (at == 1) {
			do for [k = 1:4] { unset label k }
			do for [k = 2:4] { unset object k }
		}
	}
}
unset multiplot
