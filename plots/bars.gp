# SPDX-License-Identifier: GPL-2.0-or-later
#
# bars.gp: what charts of one bar for each kernel and row share; drawn by none.
#
# Before loading it, a chart sets: out (file name), tsv (what `dexcompare --tsv`
# printed, or the like), row_height and frame (pixels), and bar(who), the length of the
# bar of 'base' or 'patched' in a row.

set datafile separator tab
set datafile columnheaders
set datafile missing 'NA'

# The kernels, platform, unit, number of rows and of those with an interval stand in the data.
base_kernel = patched_kernel = base_release = patched_release = platform = arch = unit = ''
rows = 0
estimates = 0
longest = 0
most = 0
larger(a, b) = b > a ? b : a
set terminal dumb
set output '/dev/null'
set xrange [-1 : 1]
set yrange [-1 : 1]
plot tsv using (base_kernel = strcol('base_kernel'), \
                patched_kernel = strcol('patched_kernel'), \
                base_release = strcol('base_release'), \
                patched_release = strcol('patched_release'), \
                platform = strcol('platform'), arch = strcol('arch'), unit = strcol('unit'), \
                longest = larger(longest, strlen(strcol('label'))), \
                most = larger(most, larger(bar('base'), bar('patched'))), \
                estimates = estimates + (strcol('low') ne 'NA'), \
                rows = rows + 1, 0):(0)
if (most == 0) { most = 1 }

width  = 900
height = frame + rows * row_height
load 'plots/style.gp'

# Rows run downwards, the first on top; the plot ends where the axis begins.
set yrange [rows - 0.4 : -0.6]
set ytics scale 0 nomirror textcolor rgb dark
set xtics nomirror out textcolor rgb dark
set border 1 linecolor rgb grey
set grid xtics linetype 1 linecolor rgb '#DDDDDD' linewidth 1
set style fill solid 1.0 noborder
set lmargin at screen (longest * 7.2 + 16) / width
set rmargin at screen 0.975
set key at screen 0.975, screen 1 - 44.0 / height right top vertical maxrows 1 Left reverse samplen 1.4 width 1
set tmargin at screen 1 - 72.0 / height
set bmargin at screen 72.0 / height

# A kernel's name with its release, unless the one holds the other.
kernel(name, release) = strstrt(name, release) ? name : sprintf('%s (%s)', name, release)
subtitle = sprintf('%s against %s, %s on %s', kernel(base_kernel, base_release), \
                   kernel(patched_kernel, patched_release), platform, arch)
