/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bars.c: draw a chart with letters, for terminals and mails.
 *
 * A row has a line for each bar; its parameters stand under its name. Where all bars are the
 * same, and the name fits, it has one line.
 */
#include "doc/document.h"

#include <math.h>
#include <string.h>

enum { NAME_WIDTH = 33 };	/* the longest scenario name, and a blank */

struct bars {
	const struct chart *chart;
	FILE *stream;
	int who;		/* columns of the longest @who */
	double unit;		/* columns of one unit */
};

static void print_bar(const struct bars *bars, const char *name, const char *who,
		      const struct bar *bar)
{
	bool any = false;

	fprintf(bars->stream, "%-*.*s", NAME_WIDTH, NAME_WIDTH - 1, name);
	if (bars->who)
		fprintf(bars->stream, "%-*.*s ", bars->who, bars->who, who);
	for (size_t i = 0; i < bar->part_count; i++) {
		long letters = lround(bar->parts[i].length * bars->unit);

		for (long at = 0; at < letters; at++)
			fputc(bars->chart->letters[bar->parts[i].colour], bars->stream);
		any |= letters > 0;
	}
	fprintf(bars->stream, "%s%s\n", any ? " " : "", bar->text);
}

static void print_row(const struct bars *bars, const struct chart_row *row)
{
	char name[160];

	snprintf(name, sizeof(name), "%s%s%s", row->name, *row->detail ? " " : "", row->detail);
	if (row->bar_count == 1 || (row->same && strlen(name) < NAME_WIDTH)) {
		print_bar(bars, name, "=", &row->bars[0]);
		return;
	}
	for (size_t i = 0; i < row->bar_count; i++) {
		snprintf(name, sizeof(name), " %s", row->detail);
		print_bar(bars, !i ? row->name : i == 1 && *row->detail ? name : "",
			  row->bars[i].who, &row->bars[i]);
	}
}

void write_bars(const struct chart *chart, size_t width, FILE *stream)
{
	struct bars bars = { .chart = chart, .stream = stream };
	const char *group = NULL;
	size_t text = 0;
	double most = 0.0;

	for (size_t i = 0; i < chart->count; i++) {
		for (size_t at = 0; at < chart->rows[i].bar_count; at++) {
			const struct bar *bar = &chart->rows[i].bars[at];
			int who = (int)strlen(bar->who);

			most = fmax(most, bar_length(bar));
			text = text_columns(bar->text) > text ? text_columns(bar->text) : text;
			bars.who = who > bars.who ? who : bars.who;
		}
	}
	if (!(most > 0.0))
		return;
	bars.unit = ((double)width - NAME_WIDTH - bars.who - (bars.who > 0) - 1.0 - (double)text) / most;
	if (!(bars.unit > 0.0))
		bars.unit = 0.0;
	if (chart->unit_width > 0.0)
		bars.unit = fmin(bars.unit, chart->unit_width);
	fprintf(stream, "%s\n", chart->title);
	for (size_t i = 0; i < chart->count; i++) {
		if (!i || chart->rows[i].group != group)
			fputc('\n', stream);
		if (chart->rows[i].group && chart->rows[i].group != group)
			fprintf(stream, "%s:\n", chart->rows[i].group);
		group = chart->rows[i].group;
		print_row(&bars, &chart->rows[i]);
	}
}
