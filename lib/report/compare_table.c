/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare_table.c: the table of a comparison.
 *
 * Varying parameters are columns. Where that is too wide, each row's name gets a
 * line of its own above its figures.
 */
#include "report/compare_table.h"
#include "report/labels.h"
#include "report/table.h"
#include "report/text.h"
#include "report/versus.h"

#include <string.h>

struct layout {
	struct table table;
	const struct versus *versus;
	const struct labels *labels;
	bool named_above;	/* the name has a line of its own */
};

static void begin(struct layout *layout)
{
	struct table *table = &layout->table;
	size_t names = layout->named_above ? 1 : 1 + layout->labels->varying_count;

	for (size_t i = 0; i < names; i++)
		table_column(table, true);
	for (size_t i = 0; i < 4; i++)
		table_column(table, false);
	table_column(table, true);
	table_column(table, true);

	table_cell(table, layout->named_above ? "" : "scenario");
	for (size_t i = 0; i + 1 < names; i++)
		table_cell(table, "%s", layout->labels->varying[i]);
	table_cell(table, "base");
	table_cell(table, "patched");
	table_cell(table, "diff");
	table_cell(table, "%%");
	table_cell(table, " faults");
	table_cell(table, "PTE");
}

static void add_names(struct layout *layout, const struct row *row)
{
	if (layout->named_above) {
		table_line(&layout->table, "%s", labels_name(layout->labels, row->run).text);
		table_cell(&layout->table, "   ");
		return;
	}
	table_cell(&layout->table, "%s", row->run->scenario);
	for (size_t i = 0; i < layout->labels->varying_count; i++) {
		const char *value = labels_value(row->run, layout->labels->varying[i]);

		table_cell(&layout->table, "%s", value ? value : "");
	}
}

static void add_figures(struct table *table, const struct versus_row *item, bool has_time)
{
	const struct comparison *figures = &item->figures;
	const char *doubt = figures->verdict == VERDICT_ONE_BOOT ? "?" : "";

	if (!has_time) {
		for (int i = 0; i < 4; i++)
			table_cell(table, "-");
		return;
	}
	table_cell(table, "%s", text_number(figures->base.median).text);
	table_cell(table, "%s", text_number(figures->patched.median).text);
	if (!versus_has_difference(item)) {
		table_cell(table, figures->verdict == VERDICT_VARIES ? "varies" : "-");
		table_cell(table, "-");
		return;
	}
	table_cell(table, "%s%s", text_difference(figures->difference).text, doubt);
	table_cell(table, "%s", figures->difference == 0.0 ? "" :
		   text_percent(figures->percent).text);
}

/* The spread over boots, where that is all there is to say. */
static void add_spread(struct table *table, const struct comparison *figures)
{
	if (figures->verdict != VERDICT_VARIES)
		return;
	table_line(table, "    boots disagree: base %s to %s, patched %s to %s",
		   text_number(figures->base.min).text, text_number(figures->base.max).text,
		   text_number(figures->patched.min).text,
		   text_number(figures->patched.max).text);
}

/* What patched does, where it is not what the line above says of base. */
static void add_second_line(struct layout *layout, const struct versus_row *item)
{
	struct table *table = &layout->table;
	size_t blanks = table->columns - 3;

	if (!item->faults_differ && !item->pte_differs)
		return;
	for (size_t i = 0; i < blanks; i++)
		table_cell(table, "%s", "");
	table_cell(table, "->");
	table_cell(table, " %s", item->faults_differ ?
		   text_faults(&item->patched->faults).text : "");
	table_cell(table, "%s", item->pte_differs ? text_pte(item->patched).text : "");
}

static void add_mixed(struct table *table, const char *who, const struct figure *figure)
{
	if (!strcmp(text_pte(figure).text, "mixed"))
		table_line(table, "    PTE, %s: pages %s", who, text_pte_counts(figure).text);
}

static void add_row(struct layout *layout, const struct versus_row *item)
{
	struct table *table = &layout->table;

	add_names(layout, item->row);
	add_figures(table, item, layout->versus->rows->has_time);
	table_cell(table, " %s", text_faults(&item->base->faults).text);
	table_cell(table, "%s", text_pte(item->base).text);
	add_second_line(layout, item);
	add_spread(table, &item->figures);
	add_mixed(table, "base", item->base);
	add_mixed(table, "patched", item->patched);
}

static const char *heading(enum versus_group group, const struct rows *rows)
{
	switch (group) {
	case VERSUS_PROOF:
		return "faults or PTE differ:";
	case VERSUS_COST:
		return rows->noiseless ? "only the cost differs:" : "faults and PTE are the same:";
	case VERSUS_SAME:
		return "nothing differs:";
	case VERSUS_GROUPS:
		break;
	}
	return "";
}

static void build(struct layout *layout)
{
	const struct versus *versus = layout->versus;

	begin(layout);
	for (enum versus_group group = VERSUS_PROOF; group < VERSUS_GROUPS; group++) {
		if (!versus_count(versus, group))
			continue;
		table_line(&layout->table, "%s", "");
		table_line(&layout->table, "%s", heading(group, versus->rows));
		for (size_t i = 0; i < versus->count; i++)
			if (versus->items[i].group == group)
				add_row(layout, &versus->items[i]);
	}
}

static void print_legend(const struct versus *versus, FILE *stream)
{
	const struct rows *rows = versus->rows;
	char text[1024];

	snprintf(text, sizeof(text), "%s%s%s; faults: restore + extra write (+ other) per page; PTE after the touch: w write, d dirty, y young, s soft-dirty, u uffd-wp. Behind an arrow: patched, where it does otherwise.%s%s",
		 rows->has_time ? "base, patched: median " : "no figures: on ",
		 rows->has_time ? rows->unit : rows->platform,
		 rows->has_time ? " per page" : " times mean nothing",
		 versus_count_verdict(versus, VERDICT_ONE_BOOT) ?
		 " A question mark: one boot only, not confirmed." : "",
		 labels_caveat(rows));
	text_wrap(stream, "", text);
	fputc('\n', stream);
}

int compare_table_print(const struct versus *versus, const struct labels *labels, FILE *stream)
{
	struct layout layout = { .versus = versus, .labels = labels };
	int err;

	layout.named_above = 1 + labels->varying_count + 6 > TABLE_COLUMNS;
	build(&layout);
	if (table_width(&layout.table) > REPORT_WIDTH && !layout.named_above) {
		table_free(&layout.table);
		layout.named_above = true;
		build(&layout);
	}
	print_legend(versus, stream);
	err = table_print(&layout.table, stream);
	table_free(&layout.table);
	fputc('\n', stream);
	return err;
}
