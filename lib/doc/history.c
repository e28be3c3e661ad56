/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history.c: build the document of any number of kernels, a column each.
 *
 * Nothing is compared: releases differ in more than one thing.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <errno.h>
#include <math.h>
#include <string.h>

const char *hardware_text(const struct result_header *header)
{
	if (header->access_flag && header->dirty_flag)
		return "sets A and D";
	if (header->access_flag)
		return "sets A only";
	return header->dirty_flag ? "sets D only" : "sets neither";
}

static const char *name_text(const struct result_header *header)
{
	return header->kernel.name;
}

static const char *release_text(const struct result_header *header)
{
	return header->kernel.release;
}

static const char *arch_text(const struct result_header *header)
{
	return header->machine.arch;
}

static const char *semantics_text(const struct result_header *header)
{
	return header->semantics ? header->semantics : "unknown";
}

static const struct {
	const char *title;
	const char *(*text)(const struct result_header *header);
	bool always;		/* not only where kernels differ in it */
} headings[] = {
	{ "kernel",		name_text,	true },
	{ "release",		release_text,	true },
	{ "architecture",	arch_text,	false },
	{ "a restored page",	semantics_text,	true },
	{ "hardware",		hardware_text,	false },
};

static void add_heading(struct document *document, const struct model *model,
			struct table *table, size_t heading)
{
	const struct variants *variants = &model->variants;
	const char *(*text)(const struct result_header *header) = headings[heading].text;
	bool differs = headings[heading].always;

	for (size_t i = 1; i < variants->count; i++)
		differs |= strcmp(text(variant_header(&variants->items[i])),
				  text(variant_header(&variants->items[0]))) != 0;
	if (!differs)
		return;
	table_row(document, table, ROW_CELLS, headings[heading].title);
	table_cell(document, table, "%s", headings[heading].title);
	for (size_t i = 0; i < variants->count; i++)
		table_cell(document, table, "%s", text(variant_header(&variants->items[i])));
}

static void add_row(struct document *document, const struct model *model, struct table *table,
		    const struct row *row, bool fates)
{
	struct cell name = format_name(&model->naming, row->run, true);

	table_row(document, table, ROW_CELLS, name.text);
	table_cell(document, table, "%s", name.text);
	for (size_t i = 0; i < model->variants.count; i++) {
		const struct figure *figure = &row->figures[i];
		struct cell faults = fates ? format_fate(figure) : format_faults(&figure->faults);

		if (!figure_known(figure))
			table_cell(document, table, "-");
		else if (!model->rows.has_time)
			table_cell(document, table, "%s", faults.text);
		else if (fates)
			table_cell(document, table, "%s, %s", faults.text,
				   format_number(round(figure_cost(figure))).text);
		else
			table_cell(document, table, "%s  %s",
				   format_number(figure_cost(figure)).text, faults.text);
	}
}

/* What is said before the table. */
static void add_head(struct document *document, const struct model *model, bool fates)
{
	bool has_time = model->rows.has_time;

	if (fates) {
		document_paragraph(document, "What becomes of a page that a device holds, and %s "
				   "per page of the timed step. \"!\" marks a finding.",
				   model->rows.unit);
		return;
	}
	add_alarms(document, model, (size_t)-1);
	document_paragraph(document, "%s%sfaults per page: restore + extra write (+ other). What a "
			   "restored page is, by trying: always-dirty: writable and dirty if its "
			   "entry was writable; follows-folio: writable if it may be, dirty if the "
			   "folio is.", has_time ? model->rows.unit : "",
			   has_time ? " per page (the median), then " : "");
}

int document_from_history(struct document *document, const struct model *model, bool fates)
{
	struct table *table;

	memset(document, 0, sizeof(*document));
	add_head(document, model, fates);
	table = document_table(document, NULL);
	if (!table)
		return -ENOMEM;
	table->names = 1;
	table->bare = true;
	table->wide = true;
	table_column(document, table, true, 0, NULL);
	for (size_t i = 0; i < model->variants.count; i++)
		table_column(document, table, false, 0, NULL);
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		add_heading(document, model, table, i);
	table_row(document, table, ROW_GROUP, NULL);
	for (size_t i = 0; i < model->rows.count; i++)
		add_row(document, model, table, &model->rows.items[i], fates);
	add_notes(document, model, NOTE_SKIP);
	return document->failed ? -ENOMEM : 0;
}
