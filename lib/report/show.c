/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show.c: the figures of one kernel, compared with nothing.
 */
#include "report/beside.h"
#include "report/head.h"
#include "report/multiples.h"
#include "report/report.h"
#include "report/table.h"
#include "report/text.h"

#include <string.h>

static void begin(struct table *table, const struct labels *labels, bool has_ipis, bool named_above)
{
	static const char *const titles[] = { "median", "p10", "p90", "max" };

	table_column(table, true);
	for (size_t i = 0; i < labels->varying_count && !named_above; i++)
		table_column(table, true);
	for (size_t i = 0; i < 4; i++)
		table_column(table, false);
	for (size_t i = 0; i < (has_ipis ? 3 : 2); i++)
		table_column(table, true);

	table_cell(table, named_above ? "" : "scenario");
	for (size_t i = 0; i < labels->varying_count && !named_above; i++)
		table_cell(table, "%s", labels->varying[i]);
	for (size_t i = 0; i < 4; i++)
		table_cell(table, "%s", titles[i]);
	table_cell(table, " faults");
	if (has_ipis)
		table_cell(table, "IPIs");
	table_cell(table, "PTE");
}

static void add_row(struct table *table, const struct rows *rows, const struct labels *labels,
		    const struct row *row, size_t side, bool named_above)
{
	const struct figure *figure = &row->figures[side];
	const struct spread spread = compare_spread(figure->boots);

	if (named_above)
		table_line(table, "%s", labels_name(labels, row->run).text);
	table_cell(table, "%s", named_above ? "   " : row->run->scenario);
	for (size_t i = 0; i < labels->varying_count && !named_above; i++) {
		const char *value = labels_value(row->run, labels->varying[i]);

		table_cell(table, "%s", value ? value : "");
	}
	table_cell(table, "%s", rows->has_time ? text_number(spread.median).text : "-");
	table_cell(table, "%s", rows->has_time ? text_number(figure->p10).text : "-");
	table_cell(table, "%s", rows->has_time ? text_number(figure->p90).text : "-");
	table_cell(table, "%s", rows->has_time ? text_number(figure->max).text : "-");
	table_cell(table, " %s", text_faults(&figure->faults).text);
	if (rows->has_ipis)
		table_cell(table, "%s", text_ipis(figure).text);
	table_cell(table, "%s", text_pte(figure).text);
	if (spread.min < spread.max)
		table_line(table, "    medians of %zu boots: %s to %s", spread.boots,
			   text_number(spread.min).text, text_number(spread.max).text);
	if (figure->after_count > 1)
		table_line(table, "    PTE: pages %s", text_pte_counts(figure).text);
}

static void build(struct table *table, const struct report *report, size_t side,
		  bool named_above)
{
	memset(table, 0, sizeof(*table));
	begin(table, &report->labels, report->rows.has_ipis, named_above);
	for (size_t i = 0; i < report->rows.count; i++)
		if (rows_has(&report->rows.items[i].figures[side]))
			add_row(table, &report->rows, &report->labels, &report->rows.items[i],
				side, named_above);
}

static void print_legend(const struct rows *rows, FILE *stream)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s faults: restore + extra write (+ other) per page. %sPTE after the touch: w write, d dirty, y young, s soft-dirty, u uffd-wp.%s",
		 rows->has_time ? rows->unit : rows->platform, rows->has_time ?
		 " per page: the median of the boots' medians, and the samples' 10th and 90th percentile and maximum." :
		 ": events are counted, and times mean nothing.",
		 rows->has_ipis ? "IPIs: TLB-flush IPIs per page. " : "", labels_caveat(rows));
	text_wrap(stream, "", text);
	fputc('\n', stream);
}

/* What stands beside the table, and what its figures mean to somebody who knows an ordinary fault. */
static int print_rest(const struct report *report, size_t side, FILE *stream)
{
	static const char *const nobody[] = { "" };
	int err = multiples_print(report, side, stream);

	fputc('\n', stream);
	return err ? err : beside_print(&report->rows, &report->labels, &side, nobody, 1, stream);
}

static int show_side(const struct report *report, size_t side, FILE *stream)
{
	struct table table;
	bool named_above = report->labels.varying_count + 8 > TABLE_COLUMNS;
	int err;

	head_print(&report->sides, &side, 1, &report->rows, &report->labels, stream);
	build(&table, report, side, named_above);
	if (table_width(&table) > REPORT_WIDTH && !named_above) {
		table_free(&table);
		build(&table, report, side, true);
	}
	print_legend(&report->rows, stream);
	err = table_print(&table, stream);
	table_free(&table);
	return err ? err : print_rest(report, side, stream);
}

int report_show(struct report *report, FILE *stream)
{
	int err = 0;

	report_print_troubles(report, stream);
	for (size_t i = 0; i < report->sides.count && !err; i++) {
		err = show_side(report, i, stream);
	}
	notes_print(&report->notes, NOTE_SKIP, &report->sides, &report->labels, stream);
	return err;
}
