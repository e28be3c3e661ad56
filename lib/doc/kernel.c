/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel.c: build the document of one kernel, compared with nothing.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* Less is a touch without a fault: nobody asks how much of one it is. */
#define LEAST_MULTIPLE	0.01

static const struct {
	const char *title, *unit;
} measures[MEASURES] = {
	[MEASURE_FAULT] = { "faults", "an ordinary minor fault" },
	[MEASURE_SYSCALL] = { "syscalls", "a null system call" },
};

static void begin_table(struct document *document, const struct model *model, struct table *table)
{
	static const char *const titles[] = { "median", "p10", "p90", "max" };

	table->names = 1 + model->naming.varying_count;
	table_column(document, table, true, 0, "scenario");
	for (size_t i = 0; i < model->naming.varying_count; i++)
		table_column(document, table, true, 0, model->naming.varying[i]);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(document, table, false, 0, titles[i]);
	table_column(document, table, true, 1, "faults");
	if (model->rows.has_ipis)
		table_column(document, table, true, 0, "IPIs");
	table_column(document, table, true, 0, "PTE");
}

static void add_row(struct document *document, const struct model *model, struct table *table,
		    const struct row *row, size_t variant)
{
	const struct figure *figure = &row->figures[variant];
	const struct spread spread = compare_spread(figure->boots);
	const double costs[] = { spread.median, figure->p10, figure->p90, figure->max };
	char text[256];

	table_row(document, table, ROW_CELLS, format_name(&model->naming, row->run, true).text);
	table_cell(document, table, "%s", row->run->scenario);
	for (size_t i = 0; i < model->naming.varying_count; i++) {
		const char *value = run_value(row->run, model->naming.varying[i]);

		table_cell(document, table, "%s", value ? value : "");
	}
	for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++)
		table_cell(document, table, "%s",
			   model->rows.has_time ? format_number(costs[i]).text : "-");
	table_cell(document, table, "%s", format_faults(&figure->faults).text);
	if (model->rows.has_ipis)
		table_cell(document, table, "%s", format_ipis(figure).text);
	table_cell(document, table, "%s", format_pte(figure).text);
	if (spread.min < spread.max) {
		snprintf(text, sizeof(text), "medians of %zu boots: %s to %s", spread.boots,
			 format_number(spread.min).text, format_number(spread.max).text);
		table_row(document, table, ROW_NOTE, text);
	}
	if (figure->after_count > 1) {
		snprintf(text, sizeof(text), "PTE: pages %s", format_pte_counts(figure).text);
		table_row(document, table, ROW_NOTE, text);
	}
}

static void add_table(struct document *document, const struct model *model, size_t variant)
{
	const struct rows *rows = &model->rows;
	struct table *table;

	document_paragraph(document, "%s%s faults: restore + extra write (+ other) per page. %sPTE "
			   "after the touch: w write, d dirty, y young, s soft-dirty, u uffd-wp.",
			   rows->has_time ? rows->unit : rows->platform, rows->has_time ?
			   " per page: the median of the boots' medians, and the samples' 10th and "
			   "90th percentile and maximum." :
			   ": events are counted, and times mean nothing.",
			   rows->has_ipis ? "IPIs: TLB-flush IPIs per page. " : "");
	if (constructed_text(rows))
		document_paragraph(document, "%s", constructed_text(rows));
	table = document_table(document, NULL);
	if (!table)
		return;
	begin_table(document, model, table);
	for (size_t i = 0; i < rows->count; i++)
		if (figure_known(&rows->items[i].figures[variant]))
			add_row(document, model, table, &rows->items[i], variant);
}

static bool has_multiple(const struct model *model, const struct row *row, size_t variant)
{
	for (enum measure measure = 0; measure < MEASURES; measure++)
		if (multiples_of(model, row, variant, measure) >= LEAST_MULTIPLE)
			return true;
	return false;
}

/* What figures mean to somebody who knows an ordinary fault. */
static void add_multiples(struct document *document, const struct model *model, size_t variant)
{
	struct table *table;
	char text[256] = "";

	for (enum measure measure = 0; measure < MEASURES; measure++) {
		double unit = multiples_unit(model, variant, measure);
		size_t used = strlen(text);

		if (!isnan(unit))
			snprintf(text + used, sizeof(text) - used, "%s%s takes %s %s here",
				 used ? ", " : "", measures[measure].unit, format_number(unit).text,
				 model->rows.unit);
	}
	if (!*text)
		return;
	text[0] = 'A';
	document_paragraph(document, "%s; costs in multiples of them:", text);
	table = document_table(document, NULL);
	if (!table)
		return;
	table->names = 1;
	table->names_last = true;
	table_column(document, table, true, 1, "");
	for (enum measure measure = 0; measure < MEASURES; measure++)
		table_column(document, table, false, 0, measures[measure].title);
	for (size_t i = 0; i < model->rows.count; i++) {
		const struct row *row = &model->rows.items[i];
		struct cell name = format_name(&model->naming, row->run, true);

		if (!has_multiple(model, row, variant))
			continue;
		table_row(document, table, ROW_CELLS, name.text);
		table_cell(document, table, "%s", name.text);
		for (enum measure measure = 0; measure < MEASURES; measure++) {
			double value = multiples_of(model, row, variant, measure);

			table_cell(document, table, "%s",
				   isnan(value) ? "-" : cell_of("%.2f", value).text);
		}
	}
}

int document_from_kernel(struct document *document, struct model *model)
{
	static const char *const nobody[] = { "" };

	memset(document, 0, sizeof(*document));
	add_alarms(document, model, (size_t)-1);
	for (size_t i = 0; i < model->variants.count; i++) {
		add_facts(document, model, &i, 1, NULL, false);
		add_table(document, model, i);
		add_multiples(document, model, i);
		add_secondary(document, model, &i, nobody, 1);
	}
	add_notes(document, model, NOTE_SKIP);
	return document->failed ? -ENOMEM : 0;
}

static void add_bars(struct document *document, const struct model *model, struct chart *chart,
		     const struct row *row)
{
	struct chart_row *bars;
	bool any = false;

	for (size_t i = 0; i < model->variants.count; i++)
		any |= multiples_of(model, row, i, MEASURE_FAULT) >= LEAST_MULTIPLE;
	if (!any)
		return;
	bars = chart_row(document, chart, NULL, row->run->scenario,
			 format_parameters(&model->naming, row->run, true).text);
	for (size_t i = 0; i < model->variants.count; i++) {
		double value = multiples_of(model, row, i, MEASURE_FAULT);

		if (value >= LEAST_MULTIPLE)
			bar_part(chart_bar(document, bars, i == 0 ? "1" : i == 1 ? "2" : "+",
					   cell_of("%.2f", value).text),
				 i ? COLOUR_PATCHED : COLOUR_BASE, value);
	}
}

int document_from_multiples(struct document *document, const struct model *model)
{
	struct chart *chart;

	memset(document, 0, sizeof(*document));
	document_list(document, STYLE_PLAIN, NULL);
	for (size_t i = 0; i < model->variants.count; i++)
		document_item(document, NULL, "%s%s", i == 0 ? "1 = " : i == 1 ? "2 = " : "+ = ",
			      variant_header(&model->variants.items[i])->kernel.name);
	chart = document_chart(document, NULL);
	if (!chart)
		return -ENOMEM;
	chart->title = format_text("In multiples of an ordinary minor fault, on %s",
				   model->rows.platform);
	chart->letters = "=#Wo";
	for (size_t i = 0; i < model->rows.count; i++)
		add_bars(document, model, chart, &model->rows.items[i]);
	if (!chart->count) {
		document_drop_empty(document);
		document_paragraph(document, "No multiples: baseline_minor_fault was not measured "
				   "here.");
	}
	return document->failed ? -ENOMEM : 0;
}
