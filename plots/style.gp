# SPDX-License-Identifier: GPL-2.0-or-later
#
# style.gp: what all charts share; loaded by each, drawn by none.
#
# Before loading it, a chart sets: out (file name; its ending picks PNG, SVG or, for
# .txt, letters), width and height (pixels), and font_size (points) where it is not 10.

if (!exists('font_size')) { font_size = 10 }

# Okabe and Ito's colours, which people who see few colours can tell apart.
base_colour    = '#0072B2'
patched_colour = '#D55E00'
dark           = '#333333'
grey           = '#999999'
light          = '#BBBBBB'
side_colour(side) = side == 1 ? base_colour : patched_colour

set datafile separator tab
set datafile columnheaders
set datafile missing 'NA'

is_text = out[strlen(out) - 3 : strlen(out)] eq '.txt'

# Without "noenhanced" the underscores of scenario names make subscripts. Sizes of
# type are points in a PNG and pixels in an SVG; letters have one.
if (is_text) {
	title_font = small_font = ''
	set terminal dumb noenhanced size 72, height / 16
} else {
	if (out[strlen(out) - 3 : strlen(out)] eq '.svg') {
		title_font = ',16'
		small_font = ',11'
		set terminal svg noenhanced size width, height font 'DejaVu Sans,'.(font_size + 3) \
			background '#ffffff'
	} else {
		title_font = ',12'
		small_font = ',8'
		set terminal pngcairo noenhanced size width, height font 'DejaVu Sans,'.font_size \
			background '#ffffff'
	}
}
set output out
