/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * local.c: build the document of a machine's ordinary pages, alone or with a comparison.
 *
 * What ordinary pages cost is known on both, and what restores cost by the comparison alone:
 * a multiple of an ordinary minor fault is what the two have in common.
 */
#include "doc/builders.h"
#include "doc/columns.h"
#include "result/answers.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_legend(struct document *document, const struct model *local)
{
	size_t count = local->variants.items[0].boot_count;

	document_paragraph(document, "%s per page: the median of the medians of %zu processes, and a "
			   "95 %% interval: from the least to the largest of them and a quarter of "
			   "that further out, since consecutive processes are autocorrelated. "
			   "detects: minimum detectable effect (power 0.8 nominal) of an A/B of %zu "
			   "boots of each kernel; boots differ by more than processes, so this is "
			   "at best. faults: in multiples of an ordinary minor fault.",
			   local->rows.unit, count, count);
	if (count < REPEATS_LEAST)
		document_paragraph(document, "Fewer than %d processes have no interval.",
				   REPEATS_LEAST);
	else if (count < compare_least_boots(local->rows.count))
		document_paragraph(document, "Over %zu rows so few boots detect nothing: it takes "
				   "%zu.", local->rows.count,
				   compare_least_boots(local->rows.count));
}

VALUE(label, value_name(context, context->row->run))
VALUE(median, value_number(local_repeats(context->model, context->row).median))
VALUE(low, value_number(local_repeats(context->model, context->row).low))
VALUE(high, value_number(local_repeats(context->model, context->row).high))
VALUE(detects, value_number(local_repeats(context->model, context->row).detectable_percent))
VALUE(in_faults, value_number(multiples_of(context->model, context->row, 0, MEASURE_FAULT)))

/* Of the JSON, and with their titles of the table. */
static const struct column local_columns[] = {
	{ .name = "label", .value = label, .title = "" },
	{ .name = "median", .value = median, .title = "median" },
	{ .name = "low", .value = low, .title = "from" },
	{ .name = "high", .value = high, .title = "to" },
	{ .name = "detectable_percent", .value = detects, .title = "detects" },
	{ .name = "in_minor_faults", .value = in_faults, .title = "faults" },
	{ 0 }
};

static void add_table(struct document *document, const struct model *local,
		      const struct row *const *rows)
{
	struct table *table = document_table(document, NULL);
	struct context context = { .model = local };

	if (!table)
		return;
	table->names = 1;
	table->names_last = true;
	for (const struct column *column = local_columns; column->name; column++)
		table_column(document, table, column == local_columns, 0, column->title);
	for (; *rows; rows++) {
		struct cell name = format_name(&local->naming, (*rows)->run, true);

		context.row = *rows;
		table_row(document, table, ROW_CELLS, name.text);
		table_cell(document, table, "%s", name.text);
		for (const struct column *column = local_columns + 1; column->name; column++) {
			struct value value = column->value(&context);
			bool percent = column->value == detects && value.kind == VALUE_NUMBER;

			table_cell(document, table, "%s%s", format_estimate(value.number, false).text,
				   percent ? " %" : "");
		}
	}
}

int export_local_json(const struct model *local, FILE *stream)
{
	const struct row **rows = local_rows(local);
	struct context context = { .model = local };
	json_t *list = json_array();

	for (size_t i = 0; rows && rows[i]; i++) {
		context.row = rows[i];
		json_row(list, local_columns, &context);
	}
	free(rows);
	return rows ? answer_print("baselines", list, stream) : -ENOMEM;
}

int document_from_local(struct document *document, const struct model *local)
{
	const struct row **rows = local_rows(local);
	const size_t variant = 0;

	memset(document, 0, sizeof(*document));
	if (!rows)
		return -ENOMEM;
	add_alarms(document, local, (size_t)-1);
	add_facts(document, local, &variant, 1, NULL, false);
	add_legend(document, local);
	add_table(document, local, rows);
	add_notes(document, local, NOTE_SKIP);
	free(rows);
	return document->failed ? -ENOMEM : 0;
}

static void add_line(struct document *document, struct table *table, const struct model *local,
		     const struct row *here, const struct model *model, const struct row *row)
{
	struct repeats repeats = { .median = (double)NAN, .low = (double)NAN, .high = (double)NAN };
	double costs[2] = { (double)NAN, (double)NAN };
	double multiples[3] = { (double)NAN, (double)NAN, (double)NAN };
	struct cell name = here ? format_name(&local->naming, here->run, true) :
			   format_name(&model->naming, row->run, true);

	if (here) {
		repeats = local_repeats(local, here);
		multiples[0] = multiples_of(local, here, 0, MEASURE_FAULT);
	}
	for (size_t i = 0; row && i < 2; i++) {
		if (model->rows.has_time)
			costs[i] = figure_cost(&row->figures[i]);
		multiples[1 + i] = multiples_of(model, row, i, MEASURE_FAULT);
	}
	table_row(document, table, ROW_CELLS, name.text);
	table_cell(document, table, "%s", name.text);
	table_cell(document, table, "%s", format_estimate(repeats.median, false).text);
	table_cell(document, table, "%s", format_estimate(repeats.low, false).text);
	table_cell(document, table, "%s", format_estimate(repeats.high, false).text);
	for (size_t i = 0; i < 2; i++)
		table_cell(document, table, "%s", format_number(costs[i]).text);
	for (size_t i = 0; i < 3; i++)
		table_cell(document, table, "%s", format_estimate(multiples[i], false).text);
}

static void add_both(struct document *document, const struct model *local,
		     const struct row *const *rows, const struct model *model)
{
	static const char *const titles[] = {
		"here", "from", "to", "base", "patched", "here", "base", "patched"
	};
	struct table *table = document_table(document, NULL);

	if (!table)
		return;
	table->names = 1;
	table->names_above = true;
	table_column(document, table, true, 0, "");
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(document, table, false, i == 3 || i == 5 ? 2 : 0, titles[i]);
	/* First what was measured here, in the order of its plan; then what only the files have. */
	for (size_t i = 0; rows[i]; i++)
		add_line(document, table, local, rows[i], model, model_find(model, rows[i]->run));
	for (size_t i = 0; i < model->rows.count; i++)
		if (!model_find(local, model->rows.items[i].run))
			add_line(document, table, local, NULL, model, &model->rows.items[i]);
}

void add_local(struct document *document, const struct model *local, const struct model *model)
{
	const struct variant *variant = &local->variants.items[0];
	const struct result_header *header = variant_header(variant);
	const struct row **rows = local_rows(local);

	if (!rows) {
		document->failed = true;
		return;
	}
	document_title(document, "This machine compared with %s and %s",
		       variant_header(&model->variants.items[0])->kernel.name,
		       variant_header(&model->variants.items[1])->kernel.name);
	add_alarms(document, local, (size_t)-1);
	document_paragraph(document, "Left: %s per page here (%s, kernel %s, platform %s), the median "
			   "of %zu processes and its 95 %% interval. Middle: %s per page on base and "
			   "patched, platform %s. Right: each in multiples of the ordinary minor "
			   "fault of its own column. An instruction is no unit of time: a multiple "
			   "tells an order of magnitude, and not what a restore would take here.",
			   local->rows.unit,
			   header->machine.cpu ? header->machine.cpu : "CPU unknown",
			   header->kernel.release, local->rows.platform, variant->boot_count,
			   model->rows.unit, model->rows.platform);
	add_both(document, local, rows, model);
	free(rows);
}
