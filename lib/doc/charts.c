/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charts.c: the bars of a comparison, in groups: worse, better, ..., constructed.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <math.h>
#include <string.h>

typedef void (*bars_fn)(struct document *document, struct chart_row *row,
			const struct diff_row *item);

/* Adds a row for each that @has bars, in the order of outcomes. */
static void add_rows(struct document *document, struct chart *chart, const struct model *model,
		     const struct diff *diff, bool (*has)(const struct diff_row *item),
		     bars_fn add_bars)
{
	for (int constructed = 0; constructed < 2; constructed++) {
		for (enum outcome_class class = 0; class < OUTCOME_CLASSES; class++) {
			for (size_t i = 0; i < diff->count; i++) {
				const struct diff_row *item = &diff->items[i];
				const struct result_run *run = item->row->run;

				if (item->outcome.class != class ||
				    item->outcome.constructed != constructed || !has(item))
					continue;
				add_bars(document,
					 chart_row(document, chart,
						   outcome_title(class, constructed), run->scenario,
						   format_parameters(&model->naming, run,
								     false).text), item);
			}
		}
	}
}

static bool has_cost(const struct diff_row *item)
{
	return isfinite(item->cost.base.median) && isfinite(item->cost.patched.median);
}

/* "1451", "1451 (+37)", "1451, +37.0 (+30.0..+45.0)", "1451 (?)". */
static struct cell patched_text(const struct diff_row *item)
{
	struct cell cost = format_cost(item, item->cost.patched.median, false);
	struct cell difference = format_cost(item, item->cost.difference, true);

	if (item->outcome.cost == COST_UNKNOWN)
		return cell_of("%.40s (?)", cost.text);
	if (!strcmp(difference.text, "="))
		return cost;
	if (!diff_has_interval(item))
		return cell_of("%.40s (%.40s)", cost.text, difference.text);
	return cell_of("%.20s, %.20s (%.20s..%.20s)", cost.text, difference.text,
		       format_cost(item, item->cost.low, true).text,
		       format_cost(item, item->cost.high, true).text);
}

static void add_costs(struct document *document, struct chart_row *row,
		      const struct diff_row *item)
{
	const struct spread *spreads[] = { &item->cost.base, &item->cost.patched };
	struct cell texts[] = { format_cost(item, item->cost.base.median, false),
				patched_text(item) };

	for (size_t i = 0; i < 2; i++) {
		struct bar *bar = chart_bar(document, row, i ? "p" : "b", texts[i].text);

		bar_part(bar, i ? COLOUR_PATCHED : COLOUR_BASE, spreads[i]->median);
		if (bar) {
			bar->least = spreads[i]->min;
			bar->most = spreads[i]->max;
		}
	}
	if (row)
		row->same = item->outcome.cost == COST_SAME;
}

void add_cost_chart(struct document *document, const struct model *model, const struct diff *diff)
{
	struct chart *chart;

	if (!model->rows.has_time)
		return;
	chart = document_chart(document, "Cost per page");
	if (!chart)
		return;
	chart->title = format_text("Median %s per page (%s), '=' in front: the same on both",
				   model->rows.unit, model->rows.platform);
	chart->unit = format_text("median %s per page", model->rows.unit);
	document->failed |= !chart->title || !chart->unit;
	chart->keys[COLOUR_BASE] = "base";
	chart->keys[COLOUR_PATCHED] = "patched";
	chart->letters = "=#Wo";
	add_rows(document, chart, model, diff, has_cost, add_costs);
	document_drop_empty(document);
}

static bool faults_differ(const struct diff_row *item)
{
	return item->outcome.faults_differ;
}

static void add_faults(struct document *document, struct chart_row *row,
		       const struct diff_row *item)
{
	const struct faults *faults[] = { &item->base->faults, &item->patched->faults };

	for (size_t i = 0; i < 2; i++) {
		struct bar *bar = chart_bar(document, row, i ? "p" : "b",
					    format_faults(faults[i]).text);

		bar_part(bar, i ? COLOUR_PATCHED : COLOUR_BASE, faults[i]->restore);
		bar_part(bar, COLOUR_EXTRA, faults[i]->extra_write);
		bar_part(bar, COLOUR_OTHER, faults[i]->other);
	}
}

void add_fault_chart(struct document *document, const struct model *model,
		     const struct diff *diff)
{
	struct chart *chart = document_chart(document, "Faults per page, where they differ");

	if (!chart)
		return;
	chart->title = format_text("Faults per page, where they differ: R restore, W extra write, "
				   "o other");
	chart->unit = format_text("faults per page");
	document->failed |= !chart->title || !chart->unit;
	chart->keys[COLOUR_BASE] = "restore, base";
	chart->keys[COLOUR_PATCHED] = "restore, patched";
	chart->keys[COLOUR_EXTRA] = "extra write";
	chart->keys[COLOUR_OTHER] = "other";
	chart->letters = "RRWo";
	chart->unit_width = 8;
	add_rows(document, chart, model, diff, faults_differ, add_faults);
	if (chart->count)
		return;
	document_drop_empty(document);
	document_paragraph(document, "In every row both kernels take the same faults per page.");
}
