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

#include <math.h>
#include <string.h>

struct layout {
	struct table table;
	const struct versus *versus;
	const struct labels *labels;
	bool named_above;	/* the name has a line of its own */
	bool timed;		/* with intervals and verdicts */
};

static void begin(struct layout *layout)
{
	struct table *table = &layout->table;
	size_t names = layout->named_above ? 1 : 1 + layout->labels->varying_count;

	for (size_t i = 0; i < names; i++)
		table_column(table, true);
	for (size_t i = 0; i < (layout->timed ? 5 : 4); i++)
		table_column(table, false);
	for (size_t i = 0; i < (layout->timed ? 3 : 2); i++)
		table_column(table, true);
	if (layout->versus->rows->has_ipis)
		table_column(table, true);

	table_cell(table, layout->named_above ? "" : "scenario");
	for (size_t i = 0; i + 1 < names; i++)
		table_cell(table, "%s", layout->labels->varying[i]);
	table_cell(table, "base");
	table_cell(table, "patched");
	table_cell(table, "diff");
	if (layout->timed)
		table_cell(table, "95 %% interval");
	table_cell(table, "%%");
	if (layout->timed)
		table_cell(table, "verdict");
	table_cell(table, " faults");
	if (layout->versus->rows->has_ipis)
		table_cell(table, "IPIs");
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

static struct cell short_verdict(const struct comparison *figures)
{
	struct cell cell;

	if (figures->verdict == VERDICT_UNSURE && figures->boots_needed > COMPARE_MOST_BOOTS)
		snprintf(cell.text, sizeof(cell.text), "unsure (>%zu)", COMPARE_MOST_BOOTS);
	else if (figures->verdict == VERDICT_UNSURE)
		snprintf(cell.text, sizeof(cell.text), "unsure (%zu)", figures->boots_needed);
	else
		snprintf(cell.text, sizeof(cell.text), "%s", compare_verdict_name(figures->verdict));
	return cell;
}

static void add_estimate(struct table *table, const struct comparison *figures)
{
	table_cell(table, "%s", text_estimate(figures->base.median, false).text);
	table_cell(table, "%s", text_estimate(figures->patched.median, false).text);
	table_cell(table, "%s", text_estimate(figures->difference, true).text);
	if (isnan(figures->low))
		table_cell(table, "-");
	else
		table_cell(table, "%s..%s", text_estimate(figures->low, true).text,
			   text_estimate(figures->high, true).text);
	table_cell(table, "%s", text_percent(figures->percent).text);
	table_cell(table, "%s", short_verdict(figures).text);
}

/* Beside estimates, a fact needs no interval. */
static void add_fact(struct table *table, const struct versus_row *item)
{
	const struct comparison *figures = &item->figures;
	bool known = versus_has_difference(item);

	table_cell(table, "%s", text_number(figures->base.median).text);
	table_cell(table, "%s", text_number(figures->patched.median).text);
	table_cell(table, "%s", known ? text_difference(figures->difference).text : "-");
	table_cell(table, "-");
	table_cell(table, "%s", !known || figures->difference == 0.0 ? "" :
		   text_percent(figures->percent).text);
	table_cell(table, "%s", compare_verdict_name(figures->verdict));
}

/* What these boots would have told, where they did not. */
static void add_detectable(struct table *table, const struct comparison *figures)
{
	if (figures->verdict == VERDICT_UNSURE && !isnan(figures->detectable))
		table_line(table, "    so many boots find a difference of %s (%s %%) in about 3 of 4 cases",
			   text_estimate(figures->detectable, false).text,
			   text_estimate(figures->detectable_percent, false).text);
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
	bool has_ipis = layout->versus->rows->has_ipis;
	size_t blanks = table->columns - (has_ipis ? 4 : 3);

	if (!item->faults_differ && !item->pte_differs && !item->ipis_differ)
		return;
	for (size_t i = 0; i < blanks; i++)
		table_cell(table, "%s", "");
	table_cell(table, "->");
	table_cell(table, " %s", item->faults_differ ?
		   text_faults(&item->patched->faults).text : "");
	if (has_ipis)
		table_cell(table, "%s", item->ipis_differ ? text_ipis(item->patched).text : "");
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
	if (!layout->timed)
		add_figures(table, item, layout->versus->rows->has_time);
	else if (item->figures.estimated)
		add_estimate(table, &item->figures);
	else
		add_fact(table, item);
	table_cell(table, " %s", text_faults(&item->base->faults).text);
	if (layout->versus->rows->has_ipis)
		table_cell(table, "%s", text_ipis(item->base).text);
	table_cell(table, "%s", text_pte(item->base).text);
	add_second_line(layout, item);
	add_spread(table, &item->figures);
	add_detectable(table, &item->figures);
	add_mixed(table, "base", item->base);
	add_mixed(table, "patched", item->patched);
}

static struct cell heading(enum versus_group group, const struct rows *rows)
{
	static const char *const texts[] = {
		[VERSUS_PROOF] = "faults, IPIs or PTE differ:",
		[VERSUS_COST] = "only the cost differs:",
		[VERSUS_UNSURE] = "cannot tell yet:",
		[VERSUS_SAME] = "nothing differs:",
	};
	struct cell cell;

	if (group == VERSUS_UNSURE && !rows->has_time)
		snprintf(cell.text, sizeof(cell.text), "%s are the same:",
			 rows->has_ipis ? "faults, IPIs and PTE" : "faults and PTE");
	else if (group == VERSUS_PROOF && !rows->has_ipis)
		snprintf(cell.text, sizeof(cell.text), "faults or PTE differ:");
	else if (group == VERSUS_SAME && !rows->noiseless)
		snprintf(cell.text, sizeof(cell.text), "the same within %g %%:", rows->equivalence);
	else
		snprintf(cell.text, sizeof(cell.text), "%s", texts[group]);
	return cell;
}

static void build(struct layout *layout)
{
	const struct versus *versus = layout->versus;

	begin(layout);
	for (enum versus_group group = VERSUS_PROOF; group < VERSUS_GROUPS; group++) {
		if (!versus_count(versus, group))
			continue;
		table_line(&layout->table, "%s", "");
		table_line(&layout->table, "%s", heading(group, versus->rows).text);
		for (size_t i = 0; i < versus->count; i++)
			if (versus->items[i].group == group)
				add_row(layout, &versus->items[i]);
	}
}

static void print_legend(const struct versus *versus, FILE *stream)
{
	const struct rows *rows = versus->rows;
	char text[1024];

	snprintf(text, sizeof(text), "%s%s%s; faults: restore + extra write (+ other) per page; %sPTE after the touch: w write, d dirty, y young, s soft-dirty, u uffd-wp. Behind an arrow: patched, where it does otherwise.%s%s",
		 rows->has_time ? "base, patched: median " : "no figures: on ",
		 rows->has_time ? rows->unit : rows->platform,
		 rows->has_time ? " per page" : " times mean nothing",
		 rows->has_ipis ? "IPIs: TLB-flush IPIs per page; " : "",
		 versus_count_verdict(versus, VERDICT_ONE_BOOT) ?
		 " A question mark: one boot only, not confirmed." : "",
		 labels_caveat(rows));
	text_wrap(stream, "", text);
	fputc('\n', stream);
}

static void print_verdicts(const struct versus *versus, FILE *stream)
{
	char text[1024];

	snprintf(text, sizeof(text), "diff: the shift between boots of base and of patched, estimated. changed: such a shift comes by chance in at most 5 of 100 whole tables. same: the interval lies within %g %% of base. unsure (N): neither, so far; N boots of each kernel may tell.",
		 versus->rows->equivalence);
	text_wrap(stream, "", text);
	fputc('\n', stream);
}

int compare_table_print(const struct versus *versus, const struct labels *labels, FILE *stream)
{
	struct layout layout = { .versus = versus, .labels = labels,
				 .timed = versus->estimated > 0 };
	int err;

	layout.named_above = 1 + labels->varying_count + 9 > TABLE_COLUMNS;
	build(&layout);
	if (table_width(&layout.table) > REPORT_WIDTH && !layout.named_above) {
		table_free(&layout.table);
		layout.named_above = true;
		build(&layout);
	}
	print_legend(versus, stream);
	if (layout.timed)
		print_verdicts(versus, stream);
	err = table_print(&layout.table, stream);
	table_free(&layout.table);
	fputc('\n', stream);
	return err;
}
