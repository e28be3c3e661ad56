/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * beside.c: quantities in columns, and by name.
 */
#include "report/beside.h"
#include "report/hardware.h"
#include "report/table.h"
#include "report/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { GROUP_COLUMNS = 6 };

/* What has a column: those that belong together have a table. */
static const struct group {
	const char *legend;
	bool times;		/* the legend is of no use without */
	struct {
		const char *name, *title;
	} columns[GROUP_COLUMNS];
} groups[] = {
	{ "IPIs: TLB-flush IPIs per page, of the whole system; each: per bystander that spins", false,
	  { { QUANTITY_IPIS, "IPIs" }, { QUANTITY_IPIS_EACH, "each" } } },
	{ "stolen: from each bystander per page; gap: between two readings of its clock", true,
	  { { "stolen_ticks_per_page", "stolen" }, { "bystander_gap_p50", "gap" },
	    { "bystander_gap_p99", "gap p99" }, { "bystander_gap_max", "longest" } } },
	{ "touch: of one thread, while others touch, too", true,
	  { { "touch_p50", "touch" }, { "touch_p99", "touch p99" },
	    { "touches_per_second", "touches/s" } } },
	{ "trip: from one access of the CPU to its next, the device's between them", true,
	  { { "round_trip_p50", "trip" }, { "round_trip_p99", "trip p99" },
	    { "round_trips_per_second", "trips/s" } } },
	{ "Counted by the CPU, per page; the loop around the touches and the reading are in it. cycles: of the "
	  "core's clock; per tick: how many of them to one tick of the timer", false,
	  { { "cycles_user_per_page", "user cycles" }, { "cycles_kernel_per_page", "kernel" },
	    { "instructions_user_per_page", "user instr." }, { "instructions_kernel_per_page", "kernel" },
	    { QUANTITY_CORE_RATE, "per tick" } } },
	{ "Misses of the data TLB per page, by loads and stores of user and kernel, and page walks where the PMU "
	  "tells these apart", false,
	  { { "dtlb_load_misses_per_page", "loads" }, { "dtlb_store_misses_per_page", "stores" },
	    { "dtlb_walks_per_page", "walks" } } },
};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

struct beside {
	const struct rows *rows;
	const struct labels *labels;
	const size_t *which;
	const char *const *who;
	size_t count;
	const struct group *group;
	bool shown[GROUP_COLUMNS];
};

static const struct quantities *quantities_of(const struct beside *beside, size_t row, size_t side)
{
	return &beside->rows->items[row].figures[beside->which[side]].quantities;
}

static struct cell value_of(const struct quantity *quantity)
{
	double value = quantity_value(quantity);

	if (quantity && !strcmp(quantity->name, QUANTITY_CORE_RATE))
		return text_estimate(value, false);
	/* A figure of many digits knows but few of them. */
	return value > -1e6 && value < 1e6 ? text_number(value) : text_estimate(value, false);
}

static bool has_column(const char *name)
{
	for (size_t group = 0; group < GROUPS; group++)
		for (size_t i = 0; i < GROUP_COLUMNS && groups[group].columns[i].name; i++)
			if (!strcmp(groups[group].columns[i].name, name))
				return true;
	return false;
}

/* A percentile of a series of which others have a column. */
static bool is_less_known(const char *name)
{
	const char *end = strrchr(name, '_');
	char median[80];

	snprintf(median, sizeof(median), "%.*s_p50", (int)(end ? end - name : 0), name);
	return !has_column(name) && has_column(median);
}

/* A fact that repeats a parameter says nothing, nor does one that nothing was amiss. */
static bool is_told(const struct result_run *run, const struct quantity *quantity)
{
	if (labels_value(run, quantity->name) || is_less_known(quantity->name))
		return false;
	return !quantity_is_aside(quantity) || quantity_value(quantity) > 0.0;
}

static const struct quantity *cell_of(const struct beside *beside, size_t row, size_t side, size_t column)
{
	const char *name = beside->group->columns[column].name;

	return name ? quantities_find(quantities_of(beside, row, side), name) : NULL;
}

static bool row_has_columns(const struct beside *beside, size_t row)
{
	for (size_t side = 0; side < beside->count; side++)
		for (size_t i = 0; i < GROUP_COLUMNS; i++)
			if (cell_of(beside, row, side, i))
				return true;
	return false;
}

static bool choose_columns(struct beside *beside)
{
	bool any = false;

	memset(beside->shown, 0, sizeof(beside->shown));
	for (size_t row = 0; row < beside->rows->count; row++)
		for (size_t side = 0; side < beside->count; side++)
			for (size_t i = 0; i < GROUP_COLUMNS; i++)
				if (cell_of(beside, row, side, i))
					any = beside->shown[i] = true;
	return any;
}

static void add_cells(const struct beside *beside, struct table *table, size_t row, size_t side, bool above)
{
	struct cell name = labels_name(beside->labels, beside->rows->items[row].run);

	if (above && !side)
		table_line(table, "%s", name.text);
	table_cell(table, "    %s", beside->who[side]);
	for (size_t i = 0; i < GROUP_COLUMNS; i++)
		if (beside->shown[i])
			table_cell(table, "%s", value_of(cell_of(beside, row, side, i)).text);
	table_cell(table, "%s%s", above || side ? "" : " ", above || side ? "" : name.text);
}

/* @above: each name has a line of its own. */
static void build(const struct beside *beside, struct table *table, bool above)
{
	memset(table, 0, sizeof(*table));
	table_column(table, true);
	for (size_t i = 0; i < GROUP_COLUMNS; i++)
		if (beside->shown[i])
			table_column(table, false);
	table_column(table, true);
	table_cell(table, "%s", "");
	for (size_t i = 0; i < GROUP_COLUMNS; i++)
		if (beside->shown[i])
			table_cell(table, "%s", beside->group->columns[i].title);
	table_cell(table, "%s", "");
	for (size_t row = 0; row < beside->rows->count; row++)
		for (size_t side = 0; side < beside->count && row_has_columns(beside, row); side++)
			add_cells(beside, table, row, side, above);
}

/* What is to be said before cycles stand beside ticks. */
static void print_rate(const struct beside *beside, FILE *stream)
{
	char text[128];

	for (size_t i = 0; i < GROUP_COLUMNS; i++) {
		const char *name = beside->group->columns[i].name;

		if (!name || strcmp(name, QUANTITY_CORE_RATE))
			continue;
		hardware_rate_text(text, sizeof(text), beside->rows, beside->which, beside->count);
		if (text[0])
			fprintf(stream, "%s.\n", text);
	}
}

static int print_group(struct beside *beside, FILE *stream)
{
	struct table table;
	char text[512];
	int err;

	if (!choose_columns(beside))
		return 0;
	print_rate(beside, stream);
	snprintf(text, sizeof(text), "%s%s%s.", beside->group->legend, beside->group->times ? "; in " : "",
		 beside->group->times ? beside->rows->unit : "");
	text_wrap(stream, "", text);
	fputc('\n', stream);
	build(beside, &table, false);
	if (table_width(&table) > REPORT_WIDTH) {
		table_free(&table);
		build(beside, &table, true);
	}
	err = table_print(&table, stream);
	table_free(&table);
	fputc('\n', stream);
	return err;
}

/* "touch_p50 120 ns, retries 3": what has no column. NULL without memory. */
static char *named_text(const struct result_run *run, const struct quantities *quantities)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	bool any = false;

	if (!stream)
		return NULL;
	for (size_t i = 0; i < quantities->count; i++) {
		const struct quantity *quantity = &quantities->items[i];

		if (has_column(quantity->name) || !is_told(run, quantity))
			continue;
		fprintf(stream, "%s%s %s%s%s", any ? ", " : "", quantity_title(quantity),
			value_of(quantity).text, *quantity->unit ? " " : "", quantity->unit);
		any = true;
	}
	if (!fclose(stream))
		return text;
	free(text);
	return NULL;
}

static int print_names(const struct beside *beside, size_t row, bool *any, FILE *stream)
{
	const struct result_run *run = beside->rows->items[row].run;
	bool named = false;

	for (size_t side = 0; side < beside->count; side++) {
		char *text = named_text(run, quantities_of(beside, row, side)), head[24];

		if (!text)
			return -ENOMEM;
		snprintf(head, sizeof(head), "    %-*s", *beside->who[side] ? 8 : 0, beside->who[side]);
		if (*text && !*any)
			fprintf(stream, "By name, and per trial unless it says otherwise:\n\n");
		if (*text && !named)
			fprintf(stream, "%s\n", labels_name(beside->labels, run).text);
		if (*text)
			text_wrap(stream, head, text);
		named |= *text;
		*any |= named;
		free(text);
	}
	return 0;
}

int beside_print(const struct rows *rows, const struct labels *labels, const size_t *which,
		 const char *const *who, size_t count, FILE *stream)
{
	struct beside beside = { rows, labels, which, who, count, groups, { false } };
	bool any = false;
	int err = 0;

	for (size_t i = 0; i < GROUPS && !err; i++) {
		beside.group = &groups[i];
		err = print_group(&beside, stream);
	}
	for (size_t row = 0; row < rows->count && !err; row++)
		err = print_names(&beside, row, &any, stream);
	if (any)
		fputc('\n', stream);
	return err;
}

/* Is it worth a sentence? In a letter, what is none, or alike and hardly known, is not. */
static bool is_worth(const struct quantity *like, const struct cell *from, const struct cell *to)
{
	bool same = !strcmp(from->text, to->text);

	if (!strcmp(like->name, QUANTITY_IPIS_EACH))
		return false;
	return !same || (strcmp(quantity_title(like), like->name) && strcmp(from->text, "0"));
}

static void print_change(FILE *stream, const struct cell *from, const struct cell *to)
{
	fprintf(stream, "%s%s%s", from->text, strcmp(from->text, to->text) ? " -> " : "",
		strcmp(from->text, to->text) ? to->text : "");
}

static void print_each(FILE *stream, const struct quantities *base, const struct quantities *patched)
{
	struct cell from = value_of(quantities_find(base, QUANTITY_IPIS_EACH));
	struct cell to = value_of(quantities_find(patched, QUANTITY_IPIS_EACH));

	if (!strcmp(from.text, "-") && !strcmp(to.text, "-"))
		return;
	fputs(" (each bystander ", stream);
	print_change(stream, &from, &to);
	fputc(')', stream);
}

/* @like is one of the two, if not both have it. */
static bool add_change(FILE *stream, const char *comma, const struct quantity *like,
		       const struct quantities *base, const struct quantities *patched)
{
	struct cell from = value_of(quantities_find(base, like->name));
	struct cell to = value_of(quantities_find(patched, like->name));

	if (!is_worth(like, &from, &to))
		return false;
	fprintf(stream, "%s%s ", comma, quantity_title(like));
	print_change(stream, &from, &to);
	if (!strcmp(like->name, QUANTITY_IPIS))
		print_each(stream, base, patched);
	fprintf(stream, "%s%s", *like->unit ? " " : "", like->unit);
	return true;
}

char *beside_sentence(const struct result_run *run, const struct figure *base,
		      const struct figure *patched)
{
	const struct quantities *sides[] = { &base->quantities, &patched->quantities };
	const char *comma = "";
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	for (size_t side = 0; stream && side < 2; side++) {
		for (size_t i = 0; i < sides[side]->count; i++) {
			const struct quantity *like = &sides[side]->items[i];

			/* A letter is about costs; what they are made of is in the tables. */
			if ((side && quantities_find(sides[0], like->name)) || !is_told(run, like) || hardware_is(like))
				continue;
			if (add_change(stream, comma, like, sides[0], sides[1]))
				comma = ", ";
		}
	}
	if (stream && !fclose(stream))
		return text;
	free(text);
	return NULL;
}
