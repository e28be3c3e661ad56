/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chart.c: bars of letters, base above patched.
 *
 * A row takes two lines; the parameters stand under the scenario. Where both
 * kernels are the same, and the name fits, it takes one.
 */
#include "report/chart.h"
#include "report/outcome.h"
#include "report/report.h"
#include "report/text.h"
#include "report/versus.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum {
	NAME_WIDTH = 33,	/* the longest scenario name, and blanks */
	WHO_WIDTH = 2,
	NUMBER_WIDTH = 11,
	BAR_WIDTH = CHART_WIDTH - NAME_WIDTH - WHO_WIDTH - NUMBER_WIDTH,
	FAULT_WIDTH = 8,	/* one fault per page */
};

struct chart {
	const char *title;

	/* Draws the bar of base ('b'), patched ('p') or both ('='), and its figure. */
	void (*bar)(FILE *stream, const struct versus_row *item, char who, double most);

	/* The longer of a row's bars, or NAN where it has none. */
	double (*size)(const struct versus_row *item);

	bool (*is_same)(const struct versus_row *item);
	bool only_different;
};

/* The parameters of a row, as they stand below its scenario. */
static struct cell parameters_of(const struct labels *labels, const struct result_run *run)
{
	struct cell cell = { "" };
	size_t used = 0;

	for (size_t i = 0; i < labels->varying_count && used < sizeof(cell.text); i++) {
		const char *value = labels_said(labels, i, run);

		if (value)
			used += (size_t)snprintf(cell.text + used, sizeof(cell.text) - used,
						 " %s=%s", labels->varying[i], value);
	}
	return cell;
}

static void print_letters(FILE *stream, char letter, double count)
{
	for (long i = 0; i < lround(count); i++)
		fputc(letter, stream);
}

/* '=' and '#' are told apart without colour. */
static void cost_bar(FILE *stream, const struct versus_row *item, char who, double most)
{
	double value = who == 'p' ? item->figures.patched.median : item->figures.base.median;
	double length = value / most * BAR_WIDTH;

	print_letters(stream, who == 'p' ? '#' : '=', length);
	fprintf(stream, "%s%s", length < 0.5 ? "" : " ", outcome_number(item, value, false).text);
	if (who == 'p' && item->figures.verdict == VERDICT_VARIES)
		fprintf(stream, " varies");
	else if (who == 'p' && outcome_cost(item) == COST_UNKNOWN)
		fprintf(stream, " ?");
	else if (who == 'p')
		fprintf(stream, " %s", outcome_number(item, item->figures.difference, true).text);
	fputc('\n', stream);
}

static double cost_size(const struct versus_row *item)
{
	return fmax(item->figures.base.median, item->figures.patched.median);
}

static bool cost_is_same(const struct versus_row *item)
{
	return outcome_cost(item) == COST_SAME;
}

static double sum(const struct faults *faults)
{
	return faults->restore + faults->extra_write + faults->other;
}

static void faults_bar(FILE *stream, const struct versus_row *item, char who, double most)
{
	const struct faults *faults = who == 'p' ? &item->patched->faults : &item->base->faults;
	double unit = fmin(FAULT_WIDTH, BAR_WIDTH / most);

	print_letters(stream, 'R', faults->restore * unit);
	print_letters(stream, 'W', faults->extra_write * unit);
	print_letters(stream, 'o', faults->other * unit);
	fprintf(stream, "%s%s\n", sum(faults) > 0.0 ? " " : "", text_faults(faults).text);
}

static double faults_size(const struct versus_row *item)
{
	return fmax(sum(&item->base->faults), sum(&item->patched->faults));
}

static bool faults_are_same(const struct versus_row *item)
{
	return !item->faults_differ;
}

static bool has_place(const struct chart *chart, const struct versus_row *item)
{
	return !isnan(chart->size(item)) && (!chart->only_different || !chart->is_same(item));
}

static void print_row(const struct chart *chart, const struct versus_row *item,
		      const struct labels *labels, double most, FILE *stream)
{
	const struct result_run *run = item->row->run;
	struct cell parameters = parameters_of(labels, run);
	char name[160];

	snprintf(name, sizeof(name), "%s%s", run->scenario, parameters.text);
	if (chart->is_same(item) && strlen(name) < NAME_WIDTH) {
		fprintf(stream, "%-*s= ", NAME_WIDTH, name);
		chart->bar(stream, item, '=', most);
		return;
	}
	fprintf(stream, "%-*.*sb ", NAME_WIDTH, NAME_WIDTH - 1, run->scenario);
	chart->bar(stream, item, 'b', most);
	fprintf(stream, "%-*.*sp ", NAME_WIDTH, NAME_WIDTH - 1, parameters.text);
	chart->bar(stream, item, 'p', most);
}

static void print_chart(const struct chart *chart, const struct versus *versus,
			const struct labels *labels, FILE *stream)
{
	double most = 0.0;

	for (size_t i = 0; i < versus->count; i++)
		if (has_place(chart, &versus->items[i]))
			most = fmax(most, chart->size(&versus->items[i]));
	if (most <= 0.0)
		return;
	fprintf(stream, "%s\n\n", chart->title);
	for (size_t i = 0; i < versus->count; i++)
		if (has_place(chart, &versus->items[i]))
			print_row(chart, &versus->items[i], labels, most, stream);
	fputc('\n', stream);
}

static void print_charts(const struct report *report, const struct versus *versus, FILE *stream)
{
	char title[128];
	const struct chart cost = { title, cost_bar, cost_size, cost_is_same, false };
	const struct chart faults = {
		"Faults per page, where they differ: R restore, W extra write, o other",
		faults_bar, faults_size, faults_are_same, true
	};

	fprintf(stream, "b = base: %s\np = patched: %s\n\n",
		side_header(&report->sides.sides[0])->kernel.name,
		side_header(&report->sides.sides[versus->patched])->kernel.name);
	snprintf(title, sizeof(title), "Median %s per page (%s), '=' in front: the same on both",
		 report->rows.unit, report->rows.platform);
	if (report->rows.has_time)
		print_chart(&cost, versus, &report->labels, stream);
	print_chart(&faults, versus, &report->labels, stream);
}

int chart_print(struct report *report, FILE *stream)
{
	for (size_t i = 1; i < report->sides.count; i++) {
		struct versus versus;
		int err = versus_make(&versus, &report->sides, &report->rows, i,
				      &report->labels, &report->warnings);

		if (err)
			return err;
		print_charts(report, &versus, stream);
		versus_free(&versus);
	}
	return 0;
}
