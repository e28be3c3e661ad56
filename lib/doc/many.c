/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * many.c: build the document of more than two kernels: a column each, and its difference to base.
 *
 * Of three the last column says how much of what the second changed the third undoes.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct many {
	struct document *document;
	const struct model *model;
	struct diff *diffs;	/* one for each kernel; the base's is empty */
	bool letter;
};

static const char *name_of(const struct many *many, size_t variant)
{
	return variant_header(&many->model->variants.items[variant])->kernel.name;
}

/* What @diff says of @row, or NULL. */
static const struct diff_row *find(const struct diff *diff, const struct row *row)
{
	for (size_t i = 0; i < diff->count; i++)
		if (diff->items[i].row == row)
			return &diff->items[i];
	return NULL;
}

/* The first of the outcomes that the kernels have in @row; the base alone has none. */
static enum outcome_class class_of(const struct many *many, const struct row *row)
{
	enum outcome_class first = OUTCOME_CLASSES;

	for (size_t i = 1; i < many->model->variants.count; i++) {
		const struct diff_row *item = find(&many->diffs[i], row);

		if (item && item->outcome.class < first)
			first = item->outcome.class;
	}
	return first;
}

static struct cell cost_cell(const struct many *many, const struct row *row, size_t variant)
{
	const struct figure *figure = &row->figures[variant];
	struct cell faults = format_rate(faults_sum(&figure->faults));

	if (!figure_known(figure))
		return cell_of("-");
	if (!many->model->rows.has_time)
		return faults;
	return format_number(figure_cost(figure));
}

/* "+58", "-1004 (-1)" with the faults. */
static struct cell difference_cell(const struct many *many, const struct diff_row *item)
{
	struct cell cost = { "" }, faults = { "" };

	if (!item)
		return cell_of("-");
	if (many->model->rows.has_time)
		cost = cell_of("%s%s", format_cost(item, item->cost.difference, true).text,
			       item->outcome.cost == COST_UNKNOWN ? "?" : "");
	if (item->outcome.faults != 0.0)
		faults = cell_of(" (%s)", format_difference(item->outcome.faults).text);
	return cell_of("%.40s%.40s", cost.text, faults.text);
}

/* Of what the second kernel changed for certain, in per cent, what the third undoes. */
static struct cell gap_cell(const struct many *many, const struct row *row)
{
	const struct diff_row *second = find(&many->diffs[1], row);
	const struct diff_row *third = find(&many->diffs[2], row);

	if (!second || !third || third->outcome.cost == COST_UNKNOWN ||
	    (second->outcome.cost != COST_MORE && second->outcome.cost != COST_LESS))
		return cell_of("%s", "");
	return cell_of("%.0f %%", 100.0 * (1.0 - third->cost.difference / second->cost.difference));
}

static void add_row(const struct many *many, struct table *table, const struct row *row)
{
	const size_t count = many->model->variants.count;
	struct cell name = format_name(&many->model->naming, row->run, false);

	table_row(many->document, table, ROW_CELLS, name.text);
	table_cell(many->document, table, "%s", name.text);
	for (size_t i = 0; i < count; i++) {
		table_cell(many->document, table, "%s", cost_cell(many, row, i).text);
		if (i)
			table_cell(many->document, table, "%s",
				   difference_cell(many, find(&many->diffs[i], row)).text);
	}
	if (count == 3)
		table_cell(many->document, table, "%s", gap_cell(many, row).text);
}

static void add_table(const struct many *many)
{
	static const char *const titles[OUTCOME_CLASSES] = {
		"Worse on a kernel", "Better", "Inconclusive", "Another PTE or kind of fault", "Same"
	};
	const struct rows *rows = &many->model->rows;
	struct table *table = document_table(many->document, NULL);

	if (!table)
		return;
	table->names = 1;
	table_column(many->document, table, true, 0, rows->has_time ? rows->unit : "faults");
	for (size_t i = 0; i < many->model->variants.count; i++) {
		table_column(many->document, table, false, 0, name_of(many, i));
		if (i)
			table_column(many->document, table, true, 0, "to base");
	}
	if (many->model->variants.count == 3)
		table_column(many->document, table, false, 0, "gap");
	for (int constructed = 0; constructed < (many->letter ? 1 : 2); constructed++) {
		for (enum outcome_class class = 0; class < OUTCOME_CLASSES; class++) {
			bool any = false;

			if (many->letter && class > OUTCOME_BETTER)
				break;
			for (size_t i = 0; i < rows->count; i++) {
				const struct row *row = &rows->items[i];

				if (class_of(many, row) != class ||
				    run_is_constructed(row->run) != constructed)
					continue;
				if (!any) {
					table_row(many->document, table, ROW_GROUP,
						  cell_of("%s%s", titles[class], constructed ?
							  ", clean folio (constructed)" : "").text);
					document_tone(many->document, outcome_tone(class));
				}
				any = true;
				add_row(many, table, row);
			}
		}
	}
	document_drop_empty(many->document);
	document_paragraph(many->document, "to base: the difference, and in brackets that of faults per "
			   "page.%s%s%s%s", many->model->variants.count == 3 ? " gap: how much of what " : "",
			   many->model->variants.count == 3 ? name_of(many, 1) : "",
			   many->model->variants.count == 3 ? " changed is undone by " : "",
			   many->model->variants.count == 3 ? cell_of("%.60s; 0 %%: nothing.",
								      name_of(many, 2)).text : "");
}

int document_from_many(struct document *document, struct model *model, bool letter,
		       const char *command)
{
	const size_t count = model->variants.count;
	struct diff *diffs = calloc(count, sizeof(*diffs));
	size_t *which = calloc(count, sizeof(*which));
	struct many many = { document, model, diffs, letter };
	int err = diffs && which ? 0 : -ENOMEM;

	for (size_t i = 1; i < count && !err; i++) {
		which[i] = i;
		err = model_diff(model, &diffs[i], i);
	}
	if (!err) {
		document_title(document, "Performance: %s against %zu others", name_of(&many, 0),
			       count - 1);
		if (model->variants.same_kernel)
			document_paragraph(document, "All are one kernel (A/A): any difference below "
					   "is a false positive.");
		add_alarms(document, model, letter ? 2 : (size_t)-1);
		add_facts(document, model, which, count, command, letter);
		add_table(&many);
	}
	for (size_t i = 1; i < count && !err; i++) {
		document_heading(document, "%s against %s", name_of(&many, i), name_of(&many, 0));
		add_summary(document, model, &diffs[i], !letter);
	}
	for (size_t i = 1; diffs && i < count; i++)
		diff_free(&diffs[i]);
	free(diffs);
	free(which);
	return err;
}
