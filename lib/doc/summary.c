/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.c: the comparison in a few sentences, regressions first.
 *
 * Rows with a constructed state are counted apart, so that what nobody meets in
 * practice does not swell the rest.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many rows of a scenario are not named one by one, where one word holds for all. */
enum { MANY_ROWS = 3 };

/* Which rows of an outcome a sentence is about. */
typedef bool (*which_fn)(const struct diff_row *item);

static bool is_any(const struct diff_row *item)
{
	(void)item;
	return true;
}

static bool has_more_faults(const struct diff_row *item)
{
	return item->outcome.faults > 0.0;
}

static bool has_fewer_faults(const struct diff_row *item)
{
	return item->outcome.faults < 0.0;
}

static bool has_cost(const struct diff_row *item)
{
	return item->outcome.cost == COST_MORE || item->outcome.cost == COST_LESS;
}

/* Not the cost, of which nothing is certain, nor the faults: IPIs are all that is. */
static bool has_ipis_only(const struct diff_row *item)
{
	return item->outcome.ipis_differ && item->outcome.faults == 0.0 && !has_cost(item);
}

static bool has_same_faults(const struct diff_row *item)
{
	return item->outcome.faults == 0.0 && !has_ipis_only(item);
}

struct selection {
	const struct model *model;
	const struct diff *diff;
	enum outcome_class class;
	bool constructed;
	which_fn which;
	bool names;		/* of rows that are worse or better: not where a table has them */
};

static bool is_in(const struct selection *selection, const struct diff_row *item)
{
	return item->outcome.class == selection->class &&
	       item->outcome.constructed == selection->constructed && selection->which(item);
}

/* What a sentence says of the rows that it is about. */
struct group {
	size_t rows, certain;			/* @certain: of these, the cost is */
	const struct diff_row *least, *most;	/* by size of the difference */
	double faults_least, faults_most;	/* by size */
	bool only_extra_write;
	char *names;
};

static double size_of(const struct diff_row *item)
{
	return fabs(item->cost.difference);
}

static void add_figures(struct group *group, const struct diff_row *item)
{
	const struct faults *base = &item->base->faults, *patched = &item->patched->faults;
	double faults = fabs(item->outcome.faults);

	if (has_cost(item)) {
		if (!group->certain || size_of(item) < size_of(group->least))
			group->least = item;
		if (!group->certain || size_of(item) > size_of(group->most))
			group->most = item;
		group->certain++;
	}
	if (!group->rows || faults < group->faults_least)
		group->faults_least = faults;
	if (!group->rows || faults > group->faults_most)
		group->faults_most = faults;
	if (base->restore != patched->restore || base->other != patched->other)
		group->only_extra_write = false;
	group->rows++;
}

/*
 * Row @at by its name; where all rows of its scenario are in the group, and many, the first
 * stands for all.
 */
static void print_name(FILE *stream, const struct selection *selection, size_t at)
{
	const struct diff *diff = selection->diff;
	const struct diff_row *like = &diff->items[at];
	const char *comma = ftell(stream) ? ", " : "";
	size_t before = 0, in = 0, all = 0;

	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_row *item = &diff->items[i];

		if (strcmp(item->row->run->scenario, like->row->run->scenario) ||
		    item->outcome.constructed != selection->constructed)
			continue;
		all++;
		in += is_in(selection, item);
		before += is_in(selection, item) && i < at;
	}
	if (all < MANY_ROWS || in < all)
		fprintf(stream, "%s%s", comma,
			format_name(&selection->model->naming, like->row->run, false).text);
	else if (!before)
		fprintf(stream, "%s%s (all %zu rows)", comma, like->row->run->scenario, all);
}

/* Without memory the document is marked, and there is no row; else the caller frees the names. */
static struct group make_group(struct document *document, const struct selection *selection)
{
	struct group group = { .only_extra_write = true };
	size_t size;
	FILE *stream = open_memstream(&group.names, &size);

	for (size_t i = 0; stream && i < selection->diff->count; i++) {
		if (!is_in(selection, &selection->diff->items[i]))
			continue;
		print_name(stream, selection, i);
		add_figures(&group, &selection->diff->items[i]);
	}
	if (stream && !fclose(stream))
		return group;
	document->failed = true;
	free(group.names);
	return (struct group){ 0 };
}

static bool has_percent(const struct diff_row *item)
{
	return !isnan(item->cost.percent) && item->cost.percent < 1000.0;
}

/* "+58 (+4.1%)"; per cent of next to nothing are left out. */
static struct cell size_text(const struct diff_row *item, bool percent)
{
	struct cell size = format_cost(item, item->cost.difference, true);

	if (!percent)
		return size;
	return cell_of("%.40s (%.40s%%)", size.text, format_percent(item->cost.percent).text);
}

/* "+58 (+4.1%)", "+14 (+0.6%) to +89 (+6.4%)": of costs that are certain. */
static struct cell range_text(const struct group *group)
{
	bool percent = has_percent(group->least) && has_percent(group->most);

	if (group->least->cost.difference == group->most->cost.difference)
		return size_text(group->most, percent);
	return cell_of("%.45s to %.45s", size_text(group->least, percent).text,
		       size_text(group->most, percent).text);
}

/* "one more extra write fault per page", "up to 0.5 fewer faults per page". */
static struct cell faults_text(const struct group *group, bool more)
{
	bool one = group->faults_least == 1.0 && group->faults_most == 1.0;

	return cell_of("%s%s %s %sfault%s per page", one ? "" : "up to ",
		       one ? "one" : format_number(group->faults_most).text,
		       more ? "more" : "fewer", group->only_extra_write ? "extra write " : "",
		       one ? "" : "s");
}

/* @faults: what the rows have in common; NULL: other faults than before. */
static void add_outcome(struct document *document, struct selection selection, which_fn which,
			const char *faults)
{
	const char *unit = selection.model->rows.unit;
	bool worse = selection.class == OUTCOME_WORSE;
	struct group group;
	char cost[256] = "", what[512];

	selection.which = which;
	group = make_group(document, &selection);
	if (group.certain)
		snprintf(cost, sizeof(cost), "%s %s per page%s", range_text(&group).text, unit,
			 group.certain < group.rows ? cell_of(" in %zu of them",
							      group.certain).text : "");
	if (!faults)
		snprintf(what, sizeof(what), "%s%s%s", faults_text(&group, worse).text,
			 *cost ? " and " : "", cost);
	else
		snprintf(what, sizeof(what), "%s%s", which != has_ipis_only ? cost : worse ?
			 "more TLB-flush IPIs per page" : "fewer TLB-flush IPIs per page", faults);
	if (group.rows) {
		document_item(document, worse ? "Worse" : "Better", "%s, %s%s%s",
			      format_rows(group.rows).text, what,
			      selection.names ? ": " : "", selection.names ? group.names : "");
		document_tone(document, outcome_tone(selection.class));
	}
	free(group.names);
}

static void add_names(struct document *document, struct selection selection, const char *title,
		      const char *what)
{
	struct group group = make_group(document, &selection);

	if (group.rows)
		document_item(document, title, "%s%s: %s", format_rows(group.rows).text, what,
			      group.names);
	free(group.names);
}

static size_t most_boots(const struct diff *diff)
{
	size_t most = 0;

	for (size_t i = 0; i < diff->count; i++)
		if (diff->items[i].cost.verdict == VERDICT_UNSURE &&
		    diff->items[i].cost.boots_needed > most)
			most = diff->items[i].cost.boots_needed;
	return most;
}

/* Rows whose cost is not known, whatever their faults. */
static void add_unknown_costs(struct document *document, const struct diff *diff)
{
	size_t unsure = diff_count_verdict(diff, VERDICT_UNSURE), boots = most_boots(diff);
	size_t varies = diff_count_verdict(diff, VERDICT_VARIES);
	size_t one_boot = diff_count_verdict(diff, VERDICT_ONE_BOOT);

	if (unsure && boots > COMPARE_MOST_BOOTS)
		document_item(document, "Inconclusive", "the cost of %zu of %zu rows; for some not "
			      "even %zu boots of each kernel would do", unsure, diff->count,
			      COMPARE_MOST_BOOTS);
	else if (unsure)
		document_item(document, "Inconclusive", "the cost of %zu of %zu rows; %s%zu boots "
			      "of each kernel may do", unsure, diff->count,
			      unsure > 1 ? "up to " : "", boots);
	if (varies)
		document_item(document, "Inconclusive", "the cost of %zu of %zu rows, because boots "
			      "differ; an interval takes at least %zu boots of each kernel",
			      varies, diff->count, compare_least_boots(1));
	if (one_boot)
		document_item(document, "Inconclusive", "the cost of %zu of %zu rows, because one "
			      "boot of a kernel confirms nothing", one_boot, diff->count);
}

static void add_constructed(struct document *document, const struct diff *diff)
{
	size_t rows[OUTCOME_CLASSES], all = 0;

	for (enum outcome_class class = 0; class < OUTCOME_CLASSES; class++)
		all += rows[class] = diff_count(diff, class, true);
	if (all)
		document_item(document, "Constructed", "%zu more row%s: %zu worse, %zu better, "
			      "%zu neither%s", all, all == 1 ? "" : "s", rows[OUTCOME_WORSE],
			      rows[OUTCOME_BETTER], rows[OUTCOME_OTHER_PROOF] + rows[OUTCOME_SAME],
			      rows[OUTCOME_INCONCLUSIVE] ?
			      cell_of(", %zu inconclusive", rows[OUTCOME_INCONCLUSIVE]).text : "");
}

static void add_evidence(struct document *document, const struct diff *diff)
{
	size_t exact = diff_count_verdict(diff, VERDICT_EXACT);

	if (exact && exact == diff->count)
		document_item(document, "Exact", "all boots of a kernel agree in every row");
	else if (exact)
		document_item(document, "Exact", "all boots of a kernel agree in %zu of %zu rows",
			      exact, diff->count);
	if (diff_count_verdict(diff, VERDICT_CHANGED))
		document_item(document, "Chance", "of 100 tables like this in which nothing "
			      "changed, at most 5 would show a change");
}

/* Rows of which the oracle predicted nothing: their proof was compared with nothing. */
static void add_unpredicted(struct document *document, const struct model *model,
			    const struct diff *diff)
{
	size_t size, rows = 0;
	char *names = NULL;
	FILE *stream = open_memstream(&names, &size);

	for (size_t i = 0; stream && i < diff->count; i++) {
		const struct diff_row *item = &diff->items[i];
		struct cell name = format_name(&model->naming, item->row->run, true);

		if (item->base->unpredicted || item->patched->unpredicted)
			fprintf(stream, "%s%s on %s", rows++ ? ", " : "", name.text,
				!item->patched->unpredicted ? "base" :
				!item->base->unpredicted ? "patched" : "both");
	}
	document->failed |= !stream || fclose(stream);
	if (rows && names)
		document_item(document, "UNPREDICTED", "%zu of %zu rows, whose faults and PTE states "
			      "nothing checked, because the kernel's restore semantics are unknown: "
			      "%s", rows, diff->count, names);
	free(names);
}

void add_summary(struct document *document, const struct model *model, const struct diff *diff,
		 bool names)
{
	struct selection selection = { model, diff, OUTCOME_WORSE, false, is_any, names };
	const struct rows *rows = &model->rows;
	char what[128];

	document_list(document, STYLE_SUMMARY, "Summary");
	if (!diff->count)
		document_item(document, NULL, "There is no row that both kernels have: nothing is "
			      "compared.");
	if (!rows->has_time)
		document_item(document, "Cost", "unknown: this platform has no times");
	add_unpredicted(document, model, diff);
	for (; selection.class <= OUTCOME_BETTER; selection.class++) {
		bool worse = selection.class == OUTCOME_WORSE;

		add_outcome(document, selection, worse ? has_more_faults : has_fewer_faults, NULL);
		add_outcome(document, selection, has_same_faults, " with the same faults");
		if (worse)
			add_outcome(document, selection, has_fewer_faults, " with fewer faults");
		add_outcome(document, selection, has_ipis_only, " with the same faults");
	}
	add_unknown_costs(document, diff);
	selection.class = OUTCOME_OTHER_PROOF;
	add_names(document, selection, "Neither", rows->has_time ?
		  ", the same cost, but another PTE or kind of fault" :
		  ", as many faults, but another PTE or kind of fault");
	selection.class = OUTCOME_SAME;
	snprintf(what, sizeof(what), ", %s", rows->has_time ? "cost, faults and PTE" :
		 "faults and PTE");
	if (diff->estimated)
		snprintf(what, sizeof(what), ", faults and PTE, and the cost is equivalent within "
			 "%g %%%s", rows->equivalence,
			 diff_count_verdict(diff, VERDICT_EXACT) ? " or exactly the same" : "");
	add_names(document, selection, "Same", what);
	add_constructed(document, diff);
	add_evidence(document, diff);
}
