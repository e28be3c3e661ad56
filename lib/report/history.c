/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history.c: a column per kernel.
 */
#include "report/history.h"
#include "base/err.h"
#include "report/outcome.h"
#include "report/report.h"
#include "report/table.h"
#include "report/text.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static const struct result_header *header_of(const struct report *report, size_t side)
{
	return side_header(&report->sides.sides[side]);
}

/* "access, dirty": what hardware sets, so that no fault need do it. */
static const char *hardware_words(const struct result_header *header)
{
	if (header->access_flag && header->dirty_flag)
		return "sets A and D";
	if (header->access_flag)
		return "sets A only";
	return header->dirty_flag ? "sets D only" : "sets neither";
}

static bool differs(const struct report *report, const char *(*words)(const struct result_header *))
{
	for (size_t i = 1; i < report->sides.count; i++)
		if (strcmp(words(header_of(report, i)), words(header_of(report, 0))))
			return true;
	return false;
}

static const char *name_words(const struct result_header *header)
{
	return header->kernel.name;
}

static const char *release_words(const struct result_header *header)
{
	return header->kernel.release;
}

static const char *semantics_words(const struct result_header *header)
{
	return header->semantics ? header->semantics : "unknown";
}

static void add_heading(struct table *table, const struct report *report, const char *title,
			const char *(*words)(const struct result_header *))
{
	table_cell(table, "%s", title);
	for (size_t i = 0; i < report->sides.count; i++)
		table_cell(table, "%s", words(header_of(report, i)));
}

static void add_row(struct table *table, const struct report *report, const struct row *row)
{
	table_cell(table, "%s", labels_name(&report->labels, row->run).text);
	for (size_t i = 0; i < report->sides.count; i++) {
		const struct figure *figure = &row->figures[i];

		if (!rows_has(figure))
			table_cell(table, "-");
		else if (!report->rows.has_time)
			table_cell(table, "%s", text_faults(&figure->faults).text);
		else
			table_cell(table, "%s  %s", text_number(compare_spread(figure->boots).median).text,
				   text_faults(&figure->faults).text);
	}
}

static void print_legend(const struct report *report, FILE *stream)
{
	char text[512];

	snprintf(text, sizeof(text), "%s%sfaults per page: restore + extra write (+ other). What a restored page is, by trying: "
		 "always-dirty: writable and dirty if its entry was writable; follows-folio: writable if it may be, dirty if the folio is.",
		 report->rows.has_time ? report->rows.unit : "", report->rows.has_time ?
		 " per page (the median), then " : "");
	text_wrap(stream, "", text);
	fputc('\n', stream);
}

int history_print(struct report *report, FILE *stream)
{
	struct table table;
	int err;

	if (report->sides.count >= TABLE_COLUMNS)
		return err_set(E2BIG, "%zu kernels: more than the %d that a table holds; name fewer",
			       report->sides.count, TABLE_COLUMNS - 1);
	memset(&table, 0, sizeof(table));
	table_column(&table, true);
	for (size_t i = 0; i < report->sides.count; i++)
		table_column(&table, false);
	add_heading(&table, report, "kernel", name_words);
	add_heading(&table, report, "release", release_words);
	add_heading(&table, report, "a restored page", semantics_words);
	if (differs(report, hardware_words))
		add_heading(&table, report, "hardware", hardware_words);
	table_line(&table, "%s", "");
	for (size_t i = 0; i < report->rows.count; i++)
		add_row(&table, report, &report->rows.items[i]);

	report_print_troubles(report, stream);
	print_legend(report, stream);
	err = table_print(&table, stream);
	table_free(&table);
	notes_print(&report->notes, NOTE_SKIP, &report->sides, &report->labels, stream);
	return err;
}

static void print_number(FILE *stream, double value)
{
	if (isnan(value))
		fputs("\tNA", stream);
	else
		fprintf(stream, "\t%.10g", value);
}

static void print_figure(const struct report *report, const struct row *row, size_t side, FILE *stream)
{
	const struct result_header *header = header_of(report, side);
	const struct figure *figure = &row->figures[side];

	fprintf(stream, "%zu\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", side, header->kernel.name,
		header->kernel.release, semantics_words(header), header->machine.arch,
		hardware_words(header), row->run->scenario, labels_name(&report->labels, row->run).text,
		outcome_is_constructed(row->run) ? "yes" : "no", report->rows.unit);
	print_number(stream, report->rows.has_time ? compare_spread(figure->boots).median : (double)NAN);
	print_number(stream, figure->faults.restore);
	print_number(stream, figure->faults.extra_write);
	print_number(stream, figure->faults.other);
	fputc('\n', stream);
}

void history_print_tsv(const struct report *report, FILE *stream)
{
	fputs("place\tkernel\trelease\tsemantics\tarch\thardware\tscenario\tlabel\tconstructed\tunit\tcost\t"
	      "restore\textra_write\tother\n", stream);
	for (size_t i = 0; i < report->rows.count; i++)
		for (size_t side = 0; side < report->sides.count; side++)
			if (rows_has(&report->rows.items[i].figures[side]))
				print_figure(report, &report->rows.items[i], side, stream);
}
