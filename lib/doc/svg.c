/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg.c: draw a chart for a page.
 *
 * Colours are classes that the page's style sheet fills, so that the charts follow it
 * into the dark and onto paper.
 */
#include "doc/document.h"
#include "doc/format.h"
#include "doc/markup.h"

#include <math.h>
#include <string.h>

enum {
	WIDTH = 920,
	BAR = 12,
	GAP = 9,		/* between rows */
	HEADING = 30,
	TOP = 34,		/* the keys */
	BOTTOM = 44,		/* the axis */
	CHARACTER = 7,		/* of a name, at most on average */
	NAME_MOST = 46,		/* characters; longer names are cut, and whole in the tooltip */
	FIGURES = 120,		/* behind the longest bar, at least */
	TICKS = 8,
};

static const char *const classes[COLOURS] = {
	[COLOUR_BASE] = "base", [COLOUR_PATCHED] = "patched", [COLOUR_EXTRA] = "extra",
	[COLOUR_OTHER] = "other",
};

struct drawing {
	const struct chart *chart;
	FILE *stream;
	double left, room;	/* where bars begin, and how long they may be */
	double most, scale;	/* pixels per unit */
	double height;
};

static struct cell name_of(const struct chart_row *row)
{
	if (!*row->detail)
		return cell_of("%s", row->name);
	return cell_of("%s (%s)", row->name, row->detail);
}

static double end_of(const struct bar *bar)
{
	double length = 0.0;

	for (size_t i = 0; i < bar->part_count; i++)
		length += bar->parts[i].length;
	return fmax(length, bar->most);
}

static void lay_out(struct drawing *drawing)
{
	const struct chart *chart = drawing->chart;
	size_t longest = 0, text = 0, length;

	drawing->height = TOP + BOTTOM;
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_row *row = &chart->rows[i];

		if (row->group && (!i || row->group != chart->rows[i - 1].group))
			drawing->height += HEADING;
		drawing->height += (double)row->bar_count * (BAR + 1) - 1 + GAP;
		length = strlen(name_of(row).text);
		longest = length > longest ? length : longest;
		for (size_t at = 0; at < row->bar_count; at++) {
			drawing->most = fmax(drawing->most, end_of(&row->bars[at]));
			length = strlen(row->bars[at].text);
			text = length > text ? length : text;
		}
	}
	longest = longest < NAME_MOST ? longest : NAME_MOST;
	drawing->left = (double)(longest * CHARACTER + 16);
	drawing->room = WIDTH - drawing->left - fmax(FIGURES, (double)text * CHARACTER);
	drawing->scale = drawing->room / (drawing->most > 0.0 ? drawing->most : 1.0);
}

static void print_text(const struct drawing *drawing, const char *class, double x, double y,
		       const char *text)
{
	fprintf(drawing->stream, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	markup_print(drawing->stream, text);
	fputs("</text>\n", drawing->stream);
}

/* Steps of 1, 2 or 5 times a power of ten. */
static double step_of(double most)
{
	double power = pow(10.0, floor(log10(most / TICKS)));
	double steps = most / TICKS / power;

	return power * (steps <= 1.0 ? 1.0 : steps <= 2.0 ? 2.0 : steps <= 5.0 ? 5.0 : 10.0);
}

static void print_axis(const struct drawing *drawing)
{
	double bottom = drawing->height - BOTTOM;
	double step = step_of(drawing->most > 0.0 ? drawing->most : 1.0);

	if (drawing->chart->whole && step < 1.0)
		step = 1.0;
	for (int i = 0; (double)i * step <= drawing->most + step * 0.01; i++) {
		double x = drawing->left + (double)i * step * drawing->scale;

		fprintf(drawing->stream,
			"<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%.1f\"/>\n",
			x, x, TOP, bottom);
		print_text(drawing, "tick", x, bottom + 16.0, format_number((double)i * step).text);
	}
	print_text(drawing, "axis", drawing->left + drawing->room / 2.0, bottom + 36.0,
		   drawing->chart->unit);
}

static void print_keys(const struct drawing *drawing)
{
	double x = drawing->left;

	for (size_t i = 0; i < COLOURS; i++) {
		const char *key = drawing->chart->keys[i];

		if (!key)
			continue;
		fprintf(drawing->stream,
			"<rect class=\"%s\" x=\"%.1f\" y=\"6\" width=\"%d\" height=\"%d\"/>\n",
			classes[i], x, BAR + 6, BAR);
		print_text(drawing, "key", x + BAR + 12.0, 16.0, key);
		x += BAR + 36.0 + (double)strlen(key) * CHARACTER;
	}
}

static void print_name(const struct drawing *drawing, const struct chart_row *row, double y)
{
	struct cell whole = name_of(row), name = whole;

	/* Not within a character of more bytes than one. */
	if (strlen(name.text) > NAME_MOST) {
		size_t cut = NAME_MOST - 3;

		while (cut && ((unsigned char)name.text[cut] & 0xc0) == 0x80)
			cut--;
		memcpy(name.text + cut, "...", 4);
	}
	fputs("<g><title>", drawing->stream);
	markup_print(drawing->stream, whole.text);
	fputs("</title>", drawing->stream);
	print_text(drawing, "name", drawing->left - 8.0, y + BAR + 4.0, name.text);
	fputs("</g>\n", drawing->stream);
}

static void print_bar(const struct drawing *drawing, const struct bar *bar, double y)
{
	double x = drawing->left;

	for (size_t i = 0; i < bar->part_count; i++) {
		double length = bar->parts[i].length * drawing->scale;

		if (length > 0.0)
			fprintf(drawing->stream, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
				"width=\"%.1f\" height=\"%d\"/>\n",
				classes[bar->parts[i].colour], x, y, length, BAR);
		x += length;
	}
	if (bar->least < bar->most)
		fprintf(drawing->stream, "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" "
			"y1=\"%.1f\" y2=\"%.1f\"/>\n",
			drawing->left + bar->least * drawing->scale,
			drawing->left + bar->most * drawing->scale, y + BAR / 2.0, y + BAR / 2.0);
	print_text(drawing, "figure", drawing->left + end_of(bar) * drawing->scale + 5.0,
		   y + BAR - 2.0, bar->text);
}

void write_svg(const struct chart *chart, FILE *stream)
{
	struct drawing drawing = { .chart = chart, .stream = stream };
	double y = TOP;

	lay_out(&drawing);
	fprintf(stream, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-label=\"", WIDTH,
		drawing.height);
	markup_print(stream, chart->title);
	fputs("\">\n", stream);
	print_axis(&drawing);
	print_keys(&drawing);
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_row *row = &chart->rows[i];

		if (row->group && (!i || row->group != chart->rows[i - 1].group)) {
			print_text(&drawing, "group", 0.0, y + HEADING - 9.0, row->group);
			y += HEADING;
		}
		print_name(&drawing, row, y);
		for (size_t at = 0; at < row->bar_count; at++) {
			print_bar(&drawing, &row->bars[at], y);
			y += BAR + 1;
		}
		y += GAP - 1;
	}
	fputs("</svg>\n", stream);
}
