/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * multiples.c: one cost divided by another.
 */
#include "report/multiples.h"
#include "report/chart.h"
#include "report/outcome.h"
#include "report/table.h"
#include "report/text.h"

#include <math.h>
#include <string.h>

/* Less is a touch without a fault: nobody asks how much of one it is. */
#define LEAST_MULTIPLE	0.01

enum { NUMBER_WIDTH = 9 };

static const struct {
	const char *scenario, *title, *words;
} measures[MEASURES] = {
	[MEASURE_FAULT] = { "baseline_minor_fault", "faults", "an ordinary minor fault" },
	[MEASURE_SYSCALL] = { "baseline_syscall", "syscalls", "a null system call" },
};

static double cost_of(const struct row *row, size_t side)
{
	return compare_spread(row->figures[side].boots).median;
}

double multiples_unit(const struct report *report, size_t side, enum measure measure)
{
	for (size_t i = 0; i < report->rows.count && report->rows.has_time; i++) {
		const struct row *row = &report->rows.items[i];

		if (!strcmp(row->run->scenario, measures[measure].scenario) &&
		    rows_has(&row->figures[side]) && cost_of(row, side) > 0.0)
			return cost_of(row, side);
	}
	return (double)NAN;
}

double multiples_of(const struct report *report, const struct row *row, size_t side,
		    enum measure measure)
{
	if (!report->rows.has_time || !rows_has(&row->figures[side]) ||
	    outcome_is_constructed(row->run) || !strcmp(row->run->scenario, "null"))
		return (double)NAN;
	return cost_of(row, side) / multiples_unit(report, side, measure);
}

static bool is_told(const struct report *report, const struct row *row, size_t side)
{
	for (enum measure measure = 0; measure < MEASURES; measure++)
		if (multiples_of(report, row, side, measure) >= LEAST_MULTIPLE)
			return true;
	return false;
}

static void add_cell(struct table *table, double value)
{
	if (isnan(value))
		table_cell(table, "-");
	else
		table_cell(table, "%.2f", value);
}

/* @above: each name has a line of its own. */
static void build(struct table *table, const struct report *report, size_t side, bool above)
{
	memset(table, 0, sizeof(*table));
	for (enum measure measure = 0; measure < MEASURES; measure++)
		table_column(table, false);
	table_column(table, true);
	for (enum measure measure = 0; measure < MEASURES; measure++)
		table_cell(table, "%s", measures[measure].title);
	table_cell(table, "%s", "");
	for (size_t i = 0; i < report->rows.count; i++) {
		const struct row *row = &report->rows.items[i];

		if (!is_told(report, row, side))
			continue;
		if (above)
			table_line(table, "%s", labels_name(&report->labels, row->run).text);
		for (enum measure measure = 0; measure < MEASURES; measure++)
			add_cell(table, multiples_of(report, row, side, measure));
		table_cell(table, "%s%s", above ? "" : " ", above ? "" : labels_name(&report->labels, row->run).text);
	}
}

static void print_units(const struct report *report, size_t side, FILE *stream)
{
	char text[256];
	size_t used = 0;

	for (enum measure measure = 0; measure < MEASURES; measure++) {
		double unit = multiples_unit(report, side, measure);

		if (!isnan(unit))
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s takes %s %s here",
						 used ? ", " : "", measures[measure].words,
						 text_number(unit).text, report->rows.unit);
	}
	text[0] = 'A';
	snprintf(text + used, sizeof(text) - used, "; costs in multiples of them:");
	text_wrap(stream, "", text);
}

int multiples_print(const struct report *report, size_t side, FILE *stream)
{
	struct table table;
	int err;

	if (isnan(multiples_unit(report, side, MEASURE_FAULT)) &&
	    isnan(multiples_unit(report, side, MEASURE_SYSCALL)))
		return 0;
	fputc('\n', stream);
	print_units(report, side, stream);
	fputc('\n', stream);
	build(&table, report, side, false);
	if (table_width(&table) > REPORT_WIDTH) {
		table_free(&table);
		build(&table, report, side, true);
	}
	err = table_print(&table, stream);
	table_free(&table);
	return err;
}

static double longest_of(const struct report *report)
{
	double longest = 0.0;

	for (size_t i = 0; i < report->rows.count; i++)
		for (size_t side = 0; side < report->sides.count; side++)
			longest = fmax(longest, multiples_of(report, &report->rows.items[i], side,
							     MEASURE_FAULT));
	return longest;
}

static void draw_bar(const struct report *report, const struct row *row, size_t side, double scale,
		     FILE *stream)
{
	double value = multiples_of(report, row, side, MEASURE_FAULT);
	long length = lround(value * scale);

	if (!(value >= LEAST_MULTIPLE))
		return;
	fprintf(stream, "  %.16s%*s ", side_header(&report->sides.sides[side])->kernel.name,
		16 - (int)strnlen(side_header(&report->sides.sides[side])->kernel.name, 16), "");
	for (long i = 0; i < length; i++)
		fputc(side ? '#' : '=', stream);
	fprintf(stream, "%s%.2f\n", length ? " " : "", value);
}

void multiples_chart(const struct report *report, FILE *stream)
{
	double longest = longest_of(report);

	if (!(longest > 0.0)) {
		text_wrap(stream, "", "No multiples: baseline_minor_fault was not measured here.");
		return;
	}
	fprintf(stream, "In multiples of an ordinary minor fault, on %s\n\n", report->rows.platform);
	for (size_t i = 0; i < report->rows.count; i++) {
		const struct row *row = &report->rows.items[i];
		bool any = false;

		for (size_t side = 0; side < report->sides.count; side++)
			any |= multiples_of(report, row, side, MEASURE_FAULT) >= LEAST_MULTIPLE;
		if (any)
			fprintf(stream, "%s\n", labels_name(&report->labels, row->run).text);
		for (size_t side = 0; any && side < report->sides.count; side++)
			draw_bar(report, row, side, (CHART_WIDTH - 19 - NUMBER_WIDTH) / longest, stream);
	}
}
