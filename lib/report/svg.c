/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg.c: bars drawn without gnuplot, so that a page needs nothing but dexcompare.
 */
#include "report/svg.h"
#include "report/markup.h"
#include "report/story.h"
#include "report/text.h"

#include <math.h>
#include <string.h>

enum {
	WIDTH = 920,
	ROW = 34,		/* two bars and room */
	BAR = 12,
	HEADING = 30,
	TOP = 34,		/* the legend */
	BOTTOM = 44,		/* the axis */
	CHARACTER = 7,		/* of a name, at most on average */
	NAME_MOST = 46,		/* characters; longer names are cut, and whole in the tooltip */
	FIGURES = 120,		/* behind the longest bar */
	INTERVAL = 110,		/* behind its figures */
	TICKS = 8,
};

struct chart {
	const struct story *story;
	FILE *stream;
	const char *title;

	bool (*has)(const struct story *story, const struct versus_row *item);
	double (*size)(const struct versus_row *item, bool patched);
	void (*bar)(const struct chart *chart, const struct versus_row *item, bool patched, double y);

	double left, room;	/* where bars begin, and how long they may be */
	double scale;		/* pixels per unit */
	double most;
	int height;
};

/* The groups of rows, from top to bottom. */
static const struct {
	enum story_kind kind;
	enum outcome outcome;
	const char *title;
} groups[] = {
	{ STORY_ORDINARY, OUTCOME_WORSE, "Worse on patched" },
	{ STORY_ORDINARY, OUTCOME_BETTER, "Better on patched" },
	{ STORY_ORDINARY, OUTCOME_UNKNOWN, "Cannot be told" },
	{ STORY_ORDINARY, OUTCOME_MOVED, "Only the PTE or the kind of fault is another" },
	{ STORY_ORDINARY, OUTCOME_SAME, "The same" },
	{ STORY_CONSTRUCTED, OUTCOME_WORSE, "Worse, with a constructed clean folio" },
	{ STORY_CONSTRUCTED, OUTCOME_BETTER, "Better, with a constructed clean folio" },
	{ STORY_CONSTRUCTED, OUTCOME_UNKNOWN, "Cannot be told, with a constructed clean folio" },
	{ STORY_CONSTRUCTED, OUTCOME_MOVED, "Only the PTE or the kind of fault is another, with a constructed clean folio" },
	{ STORY_CONSTRUCTED, OUTCOME_SAME, "The same, with a constructed clean folio" },
};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

static const struct story_rows *rows_of(const struct chart *chart, size_t group)
{
	return &chart->story->rows[groups[group].kind][groups[group].outcome];
}

static size_t count_rows(const struct chart *chart, size_t group)
{
	const struct story_rows *rows = rows_of(chart, group);
	size_t n = 0;

	for (size_t i = 0; i < rows->count; i++)
		n += chart->has(chart->story, rows->items[i]);
	return n;
}

static size_t name_length(const struct story *story, const struct versus_row *item)
{
	size_t length = strlen(story_name(story, item->row->run).text);

	return length < NAME_MOST ? length : NAME_MOST;
}

/* False where there is no row to draw. */
static bool lay_out(struct chart *chart)
{
	size_t longest = 0;

	chart->height = TOP + BOTTOM;
	for (size_t group = 0; group < GROUPS; group++) {
		const struct story_rows *rows = rows_of(chart, group);

		if (count_rows(chart, group))
			chart->height += HEADING + ROW * (int)count_rows(chart, group);
		for (size_t i = 0; i < rows->count; i++) {
			const struct versus_row *item = rows->items[i];

			if (!chart->has(chart->story, item))
				continue;
			longest = fmax((double)longest, (double)name_length(chart->story, item));
			chart->most = fmax(chart->most, fmax(chart->size(item, false),
							     chart->size(item, true)));
		}
	}
	chart->left = (double)(longest * CHARACTER + 16);
	chart->room = WIDTH - chart->left - FIGURES - (story_has_column(chart->story, STORY_INTERVAL) ? INTERVAL : 0);
	chart->scale = chart->room / (chart->most > 0.0 ? chart->most : 1.0);
	return longest > 0;
}

static void print_text(const struct chart *chart, const char *class, double x, double y,
		       const char *text)
{
	fprintf(chart->stream, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	markup_html(chart->stream, text);
	fputs("</text>\n", chart->stream);
}

static void print_bar(const struct chart *chart, const char *class, double from, double to, double y)
{
	if (to > from)
		fprintf(chart->stream,
			"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n",
			class, chart->left + from * chart->scale, y, (to - from) * chart->scale, BAR);
}

/* Steps of 1, 2 or 5 times a power of ten. */
static double step_of(double most)
{
	double power = pow(10.0, floor(log10(most / TICKS)));
	double steps = most / TICKS / power;

	return power * (steps <= 1.0 ? 1.0 : steps <= 2.0 ? 2.0 : steps <= 5.0 ? 5.0 : 10.0);
}

static void print_axis(const struct chart *chart, const char *unit)
{
	double bottom = chart->height - BOTTOM, step = step_of(chart->most > 0.0 ? chart->most : 1.0);

	/* A fraction of a fault is rare; a scale of whole ones reads better. */
	if (!strcmp(unit, "faults per page") && step < 1.0)
		step = 1.0;
	for (double at = 0.0; at <= chart->most + step * 0.01; at += step) {
		double x = chart->left + at * chart->scale;

		fprintf(chart->stream, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%.1f\"/>\n",
			x, x, TOP, bottom);
		print_text(chart, "tick", x, bottom + 16.0, text_number(at).text);
	}
	print_text(chart, "axis", chart->left + chart->room / 2.0, bottom + 36.0, unit);
}

static void print_name(const struct chart *chart, const struct versus_row *item, double y)
{
	struct cell name = story_name(chart->story, item->row->run);
	struct cell whole = name;

	/* Not within a character of more bytes than one. */
	if (strlen(name.text) > NAME_MOST) {
		size_t cut = NAME_MOST - 3;

		while (cut && ((unsigned char)name.text[cut] & 0xc0) == 0x80)
			cut--;
		strcpy(name.text + cut, "...");
	}
	fputs("<g><title>", chart->stream);
	markup_html(chart->stream, whole.text);
	fputs("</title>", chart->stream);
	print_text(chart, "name", chart->left - 8.0, y + BAR + 4.0, name.text);
	fputs("</g>\n", chart->stream);
}

static void print_rows(const struct chart *chart)
{
	double y = TOP;

	for (size_t group = 0; group < GROUPS; group++) {
		const struct story_rows *rows = rows_of(chart, group);

		if (!count_rows(chart, group))
			continue;
		print_text(chart, "group", 0.0, y + HEADING - 9.0, groups[group].title);
		y += HEADING;
		for (size_t i = 0; i < rows->count; i++) {
			const struct versus_row *item = rows->items[i];

			if (!chart->has(chart->story, item))
				continue;
			print_name(chart, item, y);
			chart->bar(chart, item, false, y);
			chart->bar(chart, item, true, y + BAR + 1.0);
			y += ROW;
		}
	}
}

static double print_key(const struct chart *chart, const char *class, const char *text, double x)
{
	fprintf(chart->stream, "<rect class=\"%s\" x=\"%.1f\" y=\"6\" width=\"%d\" height=\"%d\"/>\n",
		class, x, BAR + 6, BAR);
	print_text(chart, "key", x + BAR + 12.0, 16.0, text);
	return x + BAR + 36.0 + (double)strlen(text) * CHARACTER;
}

static void begin(const struct chart *chart)
{
	fprintf(chart->stream, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, chart->height);
	markup_html(chart->stream, chart->title);
	fputs("\">\n", chart->stream);
}

static bool has_cost(const struct story *story, const struct versus_row *item)
{
	(void)story;
	return !isnan(item->figures.base.median) && !isnan(item->figures.patched.median);
}

static double cost_size(const struct versus_row *item, bool patched)
{
	return patched ? item->figures.patched.max : item->figures.base.max;
}

static void cost_bar(const struct chart *chart, const struct versus_row *item, bool patched, double y)
{
	const struct spread *spread = patched ? &item->figures.patched : &item->figures.base;
	struct story_cells cells = story_cells(chart->story, item);
	const char *difference = cells.columns[STORY_DIFFERENCE].text;
	const char *interval = cells.columns[STORY_INTERVAL].text;
	char text[320];

	print_bar(chart, patched ? "patched" : "base", 0.0, spread->median, y);
	if (spread->min < spread->max)
		fprintf(chart->stream, "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
			chart->left + spread->min * chart->scale, chart->left + spread->max * chart->scale,
			y + BAR / 2.0, y + BAR / 2.0);
	if (!patched || !*difference || !strcmp(difference, "="))
		snprintf(text, sizeof(text), "%s", cells.columns[patched ? STORY_PATCHED : STORY_BASE].text);
	else if (*interval)
		snprintf(text, sizeof(text), "%s, %s (%s)", cells.columns[STORY_PATCHED].text, difference,
			 interval);
	else
		snprintf(text, sizeof(text), "%s (%s)", cells.columns[STORY_PATCHED].text, difference);
	print_text(chart, "figure", chart->left + spread->max * chart->scale + 5.0, y + BAR - 2.0, text);
}

void svg_costs(const struct story *story, FILE *stream)
{
	struct chart chart = { .story = story, .stream = stream, .title = "Cost per page",
			       .has = has_cost, .size = cost_size, .bar = cost_bar };
	char unit[96];

	if (!story->versus.rows->has_time || !lay_out(&chart))
		return;
	snprintf(unit, sizeof(unit), "median %s per page", story->versus.rows->unit);
	begin(&chart);
	print_axis(&chart, unit);
	print_key(&chart, "patched", "patched", print_key(&chart, "base", "base", chart.left));
	print_rows(&chart);
	fputs("</svg>\n", stream);
}

static bool has_other_faults(const struct story *story, const struct versus_row *item)
{
	return outcome_faults_differ(item, story->versus.rows);
}

static double faults_size(const struct versus_row *item, bool patched)
{
	const struct faults *faults = patched ? &item->patched->faults : &item->base->faults;

	return faults->restore + faults->extra_write + faults->other;
}

static void faults_bar(const struct chart *chart, const struct versus_row *item, bool patched, double y)
{
	const struct faults *faults = patched ? &item->patched->faults : &item->base->faults;
	double extra = faults->restore + faults->extra_write, all = extra + faults->other;

	print_bar(chart, patched ? "patched" : "base", 0.0, faults->restore, y);
	print_bar(chart, "extra", faults->restore, extra, y);
	print_bar(chart, "other", extra, all, y);
	print_text(chart, "figure", chart->left + all * chart->scale + 5.0, y + BAR - 2.0,
		   text_number(all).text);
}

void svg_faults(const struct story *story, FILE *stream)
{
	struct chart chart = { .story = story, .stream = stream, .title = "Faults per page, where they differ",
			       .has = has_other_faults, .size = faults_size, .bar = faults_bar };
	double x;

	if (!lay_out(&chart))
		return;
	begin(&chart);
	print_axis(&chart, "faults per page");
	x = print_key(&chart, "base", "restore, base", chart.left);
	x = print_key(&chart, "patched", "restore, patched", x);
	x = print_key(&chart, "extra", "extra write", x);
	print_key(&chart, "other", "other", x);
	print_rows(&chart);
	fputs("</svg>\n", stream);
}
