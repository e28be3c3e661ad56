/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * secondary.c: quantities besides cost, faults and entries, in tables and by name.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a figure is called in a sentence and, with a column, in the table of its group. */
static const struct known {
	const char *name, *title, *column;
	size_t group;
	bool check;		/* of how far another figure is to be trusted: 0 needs no words */
} known[] = {
	{ QUANTITY_IPIS,		"TLB-flush IPIs per page", "IPIs", 0, false },
	{ QUANTITY_IPIS_EACH,	"TLB-flush IPIs per page and bystander", "each", 0, false },
	{ "stolen_ticks_per_page",	"stolen per page and bystander", "stolen", 1, false },
	{ "bystander_gap_p50",		"its gaps, median", "gap", 1, false },
	{ "bystander_gap_p90",		"its gaps, 90th percentile", NULL, 1, false },
	{ "bystander_gap_p99",		"99th percentile", "gap p99", 1, false },
	{ "bystander_gap_max",		"longest", "longest", 1, false },
	{ "touch_p50",			"one thread's touch, median", "touch", 2, false },
	{ "touch_p99",			"99th percentile", "touch p99", 2, false },
	{ "touches_per_second",		"touches per second", "touches/s", 2, false },
	{ "round_trip_p50",		"a round trip, median", "trip", 3, false },
	{ "round_trip_p99",		"99th percentile", "trip p99", 3, false },
	{ "round_trips_per_second",	"round trips per second", "trips/s", 3, false },
	{ "cycles_user_per_page",	NULL, "user cycles", 4, false },
	{ "cycles_kernel_per_page",	NULL, "kernel", 4, false },
	{ "instructions_user_per_page",	NULL, "user instr.", 4, false },
	{ "instructions_kernel_per_page", NULL, "kernel", 4, false },
	{ QUANTITY_CORE_RATE,		NULL, "per tick", 4, false },
	{ "dtlb_load_misses_per_page",	NULL, "loads", 5, false },
	{ "dtlb_store_misses_per_page",	NULL, "stores", 5, false },
	{ "dtlb_walks_per_page",	NULL, "walks", 5, false },
	{ QUANTITY_LOADS "_p50",	NULL, "loads", 6, false },
	{ QUANTITY_STORES "_p50",	NULL, "stores", 6, false },
	{ QUANTITY_LINES "_p50",	NULL, "lines", 6, false },
	{ QUANTITY_ATOMICS "_p50",	NULL, "atomics", 6, false },
	{ QUANTITY_BARRIERS "_p50",	NULL, "barriers", 6, false },
	{ "elapsed_ticks_per_touch",	"elapsed per touch, all threads together", NULL, 0, false },
	{ "bystanders",			"bystanders", NULL, 0, true },
	{ "preempted",		"bystanders preempted", NULL, 0, true },
	{ "lost_gaps",			"gaps that were not recorded", NULL, 0, true },
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

static const struct {
	const char *legend;
	bool times;		/* the legend is of no use without */
} groups[] = {
	{ "IPIs: TLB-flush IPIs per page, of the whole system; each: per bystander that spins",
	  false },
	{ "stolen: from each bystander per page; gap: between two readings of its clock", true },
	{ "touch: of one thread, while others touch", true },
	{ "trip: from one access of the CPU to its next, the device's between them", true },
	{ "Counted by the CPU, per page; the loop around the touches and the reading are in it. "
	  "cycles: of the core's clock; per tick: how many of them to one tick of the timer",
	  false },
	{ "Misses of the data TLB per page, by loads and stores of user and kernel, and page walks "
	  "where the PMU tells these apart", false },
	{ "Per page, of the median touch, as QEMU executes it: loads, stores, distinct cache lines "
	  "of 64 bytes, atomic operations and barriers", false },
};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

static const struct known *find_known(const char *name)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (!strcmp(known[i].name, name))
			return &known[i];
	return NULL;
}

static bool has_column(const char *name)
{
	const struct known *like = find_known(name);

	return like && like->column;
}

static const char *title_of(const struct quantity *quantity)
{
	const struct known *like = find_known(quantity->name);

	return like && like->title ? like->title : quantity->name;
}

/* A figure of many digits knows but few of them. */
static struct cell value_of(const struct quantity *quantity)
{
	double value = quantity_value(quantity);
	bool whole = value > -1e6 && value < 1e6;

	if (quantity && (!whole || !strcmp(quantity->name, QUANTITY_CORE_RATE)))
		return format_estimate(value, false);
	return format_number(value);
}

/*
 * A fact that repeats a parameter says nothing, nor does one that nothing was amiss, nor a
 * percentile of a series of which others have a column.
 */
static bool is_told(const struct result_run *run, const struct quantity *quantity)
{
	const struct known *like = find_known(quantity->name);
	const char *end = strrchr(quantity->name, '_');
	char median[80];

	snprintf(median, sizeof(median), "%.*s_p50", (int)(end ? end - quantity->name : 0),
		 quantity->name);
	if (run_value(run, quantity->name) || (!has_column(quantity->name) && has_column(median)))
		return false;
	return !like || !like->check || quantity_value(quantity) > 0.0;
}

struct secondary {
	struct document *document;
	const struct model *model;
	const size_t *which;
	const char *const *who;
	size_t count;
	size_t group;
	bool shown[KNOWN];
};

static const struct quantities *quantities_of(const struct secondary *secondary, size_t row,
					      size_t at)
{
	return &secondary->model->rows.items[row].figures[secondary->which[at]].quantities;
}

static bool is_of_group(const struct secondary *secondary, size_t column)
{
	return known[column].column && known[column].group == secondary->group;
}

static bool row_has(const struct secondary *secondary, size_t row, size_t column)
{
	for (size_t at = 0; at < secondary->count; at++)
		if (quantities_find(quantities_of(secondary, row, at), known[column].name))
			return true;
	return false;
}

static bool row_has_any(const struct secondary *secondary, size_t row)
{
	for (size_t column = 0; column < KNOWN; column++)
		if (secondary->shown[column] && row_has(secondary, row, column))
			return true;
	return false;
}

static bool choose_columns(struct secondary *secondary)
{
	bool any = false;

	memset(secondary->shown, 0, sizeof(secondary->shown));
	for (size_t column = 0; column < KNOWN; column++)
		for (size_t row = 0; row < secondary->model->rows.count; row++)
			if (is_of_group(secondary, column) && row_has(secondary, row, column))
				any = secondary->shown[column] = true;
	return any;
}

/* What is to be said before cycles stand beside ticks. */
static void add_rate(const struct secondary *secondary)
{
	double least = (double)NAN, most = (double)NAN;

	for (size_t row = 0; row < secondary->model->rows.count; row++) {
		for (size_t at = 0; at < secondary->count; at++) {
			double rate = quantity_value(quantities_find(quantities_of(secondary, row, at),
								     QUANTITY_CORE_RATE));

			least = fmin(least, rate);
			most = fmax(most, rate);
		}
	}
	if (isnan(least))
		return;
	if (most - least < 0.005)
		document_paragraph(secondary->document, "A tick is not a cycle: the core ran at "
				   "%.2f times the timer's rate.", most);
	else
		document_paragraph(secondary->document, "A tick is not a cycle: the core ran at "
				   "%.2f to %.2f times the timer's rate.", least, most);
}

static void add_cells(const struct secondary *secondary, struct table *table, size_t row)
{
	const struct result_run *run = secondary->model->rows.items[row].run;
	struct cell name = format_name(&secondary->model->naming, run, true);

	for (size_t at = 0; at < secondary->count; at++) {
		table_row(secondary->document, table, at ? ROW_MORE : ROW_CELLS, name.text);
		table_cell(secondary->document, table, "%s", at ? "" : name.text);
		table_cell(secondary->document, table, "%s", secondary->who[at]);
		for (size_t i = 0; i < KNOWN; i++)
			if (secondary->shown[i])
				table_cell(secondary->document, table, "%s",
					   value_of(quantities_find(quantities_of(secondary, row, at),
								    known[i].name)).text);
	}
}

static void add_group(struct secondary *secondary)
{
	const struct rows *rows = &secondary->model->rows;
	struct table *table;

	if (!choose_columns(secondary))
		return;
	if (secondary->shown[find_known(QUANTITY_CORE_RATE) - known])
		add_rate(secondary);
	document_paragraph(secondary->document, "%s%s%s.", groups[secondary->group].legend,
			   groups[secondary->group].times ? "; in " : "",
			   groups[secondary->group].times ? rows->unit : "");
	table = document_table(secondary->document, NULL);
	if (!table)
		return;
	table->names = 1;
	table->names_last = true;
	table_column(secondary->document, table, true, 1, "");
	table_column(secondary->document, table, true, 0, "");
	for (size_t i = 0; i < KNOWN; i++)
		if (secondary->shown[i])
			table_column(secondary->document, table, false, 0, known[i].column);
	for (size_t row = 0; row < rows->count; row++)
		if (row_has_any(secondary, row))
			add_cells(secondary, table, row);
}

/* "touch_p50 120 ns, retries 3": what has no column. NULL without memory. */
static char *named_text(const struct result_run *run, const struct quantities *quantities)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	bool any = false;

	for (size_t i = 0; stream && i < quantities->count; i++) {
		const struct quantity *quantity = &quantities->items[i];

		if (has_column(quantity->name) || !is_told(run, quantity))
			continue;
		fprintf(stream, "%s%s %s%s%s", any ? ", " : "", title_of(quantity),
			value_of(quantity).text, *quantity->unit ? " " : "", quantity->unit);
		any = true;
	}
	if (stream && !fclose(stream))
		return text;
	free(text);
	return NULL;
}

static void add_named(const struct secondary *secondary)
{
	document_list(secondary->document, STYLE_PLAIN,
		      "By name, and per trial unless it says otherwise");
	for (size_t row = 0; row < secondary->model->rows.count; row++) {
		const struct result_run *run = secondary->model->rows.items[row].run;

		for (size_t at = 0; at < secondary->count; at++) {
			char *text = named_text(run, quantities_of(secondary, row, at));

			secondary->document->failed |= !text;
			if (text && *text)
				document_item(secondary->document, NULL, "%s%s%s: %s",
					      format_name(&secondary->model->naming, run,
							  true).text,
					      *secondary->who[at] ? ", on " : "",
					      secondary->who[at], text);
			free(text);
		}
	}
	document_drop_empty(secondary->document);
}

void add_secondary(struct document *document, const struct model *model, const size_t *which,
		   const char *const *who, size_t count)
{
	struct secondary secondary = { document, model, which, who, count, 0, { false } };

	for (; secondary.group < GROUPS; secondary.group++)
		add_group(&secondary);
	add_named(&secondary);
}
