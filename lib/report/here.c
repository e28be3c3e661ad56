/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * here.c: the table of one machine.
 */
#include "report/here.h"
#include "report/head.h"
#include "report/multiples.h"
#include "report/table.h"
#include "report/text.h"
#include "base/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int here_accept(struct report *here)
{
	if (here->sides.count != 1)
		return err_set(EINVAL, "%s: holds more than one kernel; name a folder with the runs of one",
			       here->sides.sides[0].boots[0]->path);
	warnings_drop(&here->warnings, WARNING_SAME_BOOT);
	return 0;
}

int here_read(struct report *here, const char *folder)
{
	/* Paths are main()'s, and not written to. */
	char *paths[] = { (char *)folder };
	int err = report_read(here, paths, 1, false, NULL);

	if (err)
		return err;
	err = here_accept(here);
	if (err)
		report_free(here);
	return err;
}

struct repeats here_repeats(const struct report *here, const struct row *row)
{
	const struct figure *figure = &row->figures[0];

	return repeats_of(figure->boots, figure->unit_per_tick, here->rows.count);
}

static int by_plan(const void *a, const void *b)
{
	const struct row *const *left = a, *const *right = b;

	return ((*left)->run->index > (*right)->run->index) -
	       ((*left)->run->index < (*right)->run->index);
}

const struct row **here_rows(const struct report *here)
{
	const struct row **rows = calloc(here->rows.count + 1, sizeof(*rows));

	for (size_t i = 0; rows && i < here->rows.count; i++)
		rows[i] = &here->rows.items[i];
	if (rows && here->rows.count)
		qsort(rows, here->rows.count, sizeof(*rows), by_plan);
	return rows;
}

static void begin(struct table *table)
{
	static const char *const titles[] = { "median", "from", "to", "finds", "faults" };

	memset(table, 0, sizeof(*table));
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(table, false);
	table_column(table, true);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_cell(table, "%s", titles[i]);
	table_cell(table, "%s", "");
}

static void add_row(struct table *table, const struct report *here, const struct row *row)
{
	struct repeats repeats = here_repeats(here, row);
	double multiple = multiples_of(here, row, 0, MEASURE_FAULT);

	table_cell(table, "%s", text_estimate(repeats.median, false).text);
	table_cell(table, "%s", text_estimate(repeats.low, false).text);
	table_cell(table, "%s", text_estimate(repeats.high, false).text);
	table_cell(table, repeats.detectable_percent >= 0.0 ? "%s %%" : "%s",
		   text_estimate(repeats.detectable_percent, false).text);
	table_cell(table, "%s", text_estimate(multiple, false).text);
	table_cell(table, "%s", labels_name(&here->labels, row->run).text);
}

static void print_legend(const struct report *here, FILE *stream)
{
	size_t count = here->sides.sides[0].boot_count;
	char text[1024];

	snprintf(text, sizeof(text), "%s per page: the median of the medians of %zu processes, and a 95 %% interval: from the least to the largest of them and a quarter of that further out, since neighbours in time are alike. finds: the least effect on a row that an A/B of %zu boots of each kernel could find here, in 3 of 4 cases; boots differ by more than processes, so this is at best. faults: in multiples of an ordinary minor fault.",
		 here->rows.unit, count, count);
	text_wrap(stream, "", text);
	if (count < REPEATS_LEAST) {
		snprintf(text, sizeof(text), "Fewer than %d processes have no interval.", REPEATS_LEAST);
		text_wrap(stream, "", text);
	} else if (count < compare_least_boots(here->rows.count)) {
		snprintf(text, sizeof(text), "Over %zu rows so few boots find nothing: it takes %zu.",
			 here->rows.count, compare_least_boots(here->rows.count));
		text_wrap(stream, "", text);
	}
	fputc('\n', stream);
}

int here_print(const struct report *here, FILE *stream)
{
	const struct row **rows = here_rows(here);
	const size_t side = 0;
	struct table table;
	int err;

	if (!rows)
		return -ENOMEM;
	report_print_troubles(here, stream);
	head_print(&here->sides, &side, 1, &here->rows, &here->labels, stream);
	print_legend(here, stream);
	begin(&table);
	for (size_t i = 0; rows[i]; i++)
		add_row(&table, here, rows[i]);
	err = table_print(&table, stream);
	table_free(&table);
	free(rows);
	if (!err && notes_count(&here->notes, NOTE_SKIP)) {
		fputc('\n', stream);
		notes_print(&here->notes, NOTE_SKIP, &here->sides, &here->labels, stream);
	}
	return err;
}
