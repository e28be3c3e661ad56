/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * figures.c: every figure of every row as one line, for charts.
 *
 * Each parameter has a column of its own, so that a chart can pick rows and axes
 * by name.
 */
#include "report/export.h"
#include "report/multiples.h"
#include "report/outcome.h"
#include "report/report.h"

#include <math.h>
#include <string.h>

/* The row and side that a line is about. */
struct subject {
	const struct report *report;
	const struct row *row;
	size_t side;
	FILE *stream;
};

static void print_number(FILE *stream, double value)
{
	if (isnan(value))
		fputs("\tNA", stream);
	else
		fprintf(stream, "\t%.10g", value);
}

static const char *parameter_name(const struct report *report, size_t row, size_t parameter)
{
	return report->rows.items[row].run->parameters[parameter].name;
}

static bool is_first_with(const struct report *report, size_t row, const char *name)
{
	for (size_t i = 0; i < row; i++)
		if (labels_value(report->rows.items[i].run, name))
			return false;
	return true;
}

/* Calls @print for each parameter that any row has, once. */
static void each_parameter(const struct subject *subject,
			   void (*print)(const struct subject *subject, const char *name))
{
	const struct report *report = subject->report;

	for (size_t row = 0; row < report->rows.count; row++)
		for (size_t i = 0; i < report->rows.items[row].run->parameter_count; i++)
			if (is_first_with(report, row, parameter_name(report, row, i)))
				print(subject, parameter_name(report, row, i));
}

static void print_name(const struct subject *subject, const char *name)
{
	fprintf(subject->stream, "\t%s", name);
}

static void print_value(const struct subject *subject, const char *name)
{
	const char *value = labels_value(subject->row->run, name);

	fprintf(subject->stream, "\t%s", value ? value : "NA");
}

/* One line; nothing where nothing is known. */
static void print_figure(const struct subject *subject, const char *quantity, const char *unit,
			 struct spread spread)
{
	const struct report *report = subject->report;

	if (isnan(spread.median))
		return;
	fprintf(subject->stream, "%zu\t%s\t%s\t%s\t%s\t%s\t%s\t%s", subject->side + 1,
		side_header(&report->sides.sides[subject->side])->kernel.name, report->rows.platform,
		subject->row->run->scenario, labels_name(&report->labels, subject->row->run).text,
		outcome_is_constructed(subject->row->run) ? "yes" : "no", quantity,
		*unit ? unit : "NA");
	print_number(subject->stream, spread.median);
	print_number(subject->stream, spread.min);
	print_number(subject->stream, spread.max);
	each_parameter(subject, print_value);
	fputc('\n', subject->stream);
}

static void print_single(const struct subject *subject, const char *quantity, const char *unit,
			 double value)
{
	print_figure(subject, quantity, unit, (struct spread){ value, value, value, 1 });
}

static void print_costs(const struct subject *subject, const struct figure *figure)
{
	const struct report *report = subject->report;
	const char *unit = report->rows.unit;

	print_figure(subject, "cost", unit, compare_spread(figure->boots));
	print_single(subject, "cost_p10", unit, figure->p10);
	print_single(subject, "cost_p90", unit, figure->p90);
	print_single(subject, "cost_max", unit, figure->max);
	print_single(subject, "cost_in_minor_faults", "",
		     multiples_of(report, subject->row, subject->side, MEASURE_FAULT));
	print_single(subject, "cost_in_syscalls", "",
		     multiples_of(report, subject->row, subject->side, MEASURE_SYSCALL));
}

static void print_row(const struct subject *subject)
{
	const struct figure *figure = &subject->row->figures[subject->side];

	if (!rows_has(figure))
		return;
	if (subject->report->rows.has_time)
		print_costs(subject, figure);
	print_single(subject, "restore_faults_per_page", "", figure->faults.restore);
	print_single(subject, "extra_write_faults_per_page", "", figure->faults.extra_write);
	print_single(subject, "other_faults_per_page", "", figure->faults.other);
	for (size_t i = 0; i < figure->quantities.count; i++)
		print_figure(subject, figure->quantities.items[i].name, figure->quantities.items[i].unit,
			     compare_spread(figure->quantities.items[i].boots));
}

int export_figures_tsv(const struct report *report, FILE *stream)
{
	struct subject subject = { .report = report, .stream = stream };

	fputs("side\tkernel\tplatform\tscenario\tlabel\tconstructed\tquantity\tunit\tvalue\tmin\tmax", stream);
	each_parameter(&subject, print_name);
	fputc('\n', stream);
	for (size_t row = 0; row < report->rows.count; row++) {
		for (size_t side = 0; side < report->sides.count; side++) {
			subject.row = &report->rows.items[row];
			subject.side = side;
			print_row(&subject);
		}
	}
	return 0;
}
