/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_chart.c: draw a chart for a page, as a table of bars that the browser lays out.
 *
 * Colours are classes that the page's style sheet fills, so that the charts follow it
 * into the dark and onto paper.
 */
#include "doc/document.h"
#include "doc/markup.h"

#include <math.h>

static const char *const classes[COLOURS] = {
	[COLOUR_BASE] = "base", [COLOUR_PATCHED] = "patched", [COLOUR_EXTRA] = "extra",
	[COLOUR_OTHER] = "other",
};

/* What the longest bar takes of its cell, in per cent: the rest is for the text behind it. */
#define LONGEST	66.0

static void print_keys(const struct chart *chart, FILE *stream)
{
	for (size_t i = 0; i < COLOURS; i++)
		if (chart->keys[i])
			fprintf(stream, "<i class=\"%s\"></i> %s\n", classes[i], chart->keys[i]);
}

/* @scale: per cent of a cell for one unit. The text stands behind the line of the spread. */
static void print_bar(const struct bar *bar, double scale, FILE *stream)
{
	double beyond = fmax(bar->most - bar_length(bar), 0.0);

	fputs("<div>", stream);
	for (size_t i = 0; i < bar->part_count; i++)
		if (bar->parts[i].length > 0.0)
			fprintf(stream, "<i class=\"%s\" style=\"width:%.2f%%\"></i>",
				classes[bar->parts[i].colour], bar->parts[i].length * scale);
	if (bar->least < bar->most)
		fprintf(stream, "<u style=\"left:%.2f%%;width:%.2f%%\"></u>", bar->least * scale,
			(bar->most - bar->least) * scale);
	fprintf(stream, "<span style=\"margin-left:%.2f%%\">", beyond * scale);
	markup_print(stream, bar->text);
	fputs("</span></div>\n", stream);
}

static void print_row(const struct chart_row *row, double scale, FILE *stream)
{
	fputs("<tr><td>", stream);
	markup_print(stream, row->name);
	if (*row->detail) {
		fputs(" (", stream);
		markup_print(stream, row->detail);
		fputc(')', stream);
	}
	fputs("</td><td>\n", stream);
	for (size_t i = 0; i < row->bar_count; i++)
		print_bar(&row->bars[i], scale, stream);
	fputs("</td></tr>\n", stream);
}

void write_html_chart(const struct chart *chart, FILE *stream)
{
	double most = 0.0;

	for (size_t i = 0; i < chart->count; i++)
		for (size_t at = 0; at < chart->rows[i].bar_count; at++)
			most = fmax(most, fmax(bar_length(&chart->rows[i].bars[at]),
					       chart->rows[i].bars[at].most));
	fprintf(stream, "<table class=\"chart\">\n<caption>%s:\n", chart->unit);
	print_keys(chart, stream);
	fputs("</caption>\n", stream);
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_row *row = &chart->rows[i];

		if (row->group && (!i || row->group != chart->rows[i - 1].group))
			fprintf(stream, "<tr><th colspan=\"2\" scope=\"rowgroup\">%s</th></tr>\n",
				row->group);
		print_row(row, most > 0.0 ? LONGEST / most : 0.0, stream);
	}
	fputs("</table>\n", stream);
}
