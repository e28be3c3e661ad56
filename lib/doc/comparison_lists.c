/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * comparison_lists.c: what a table of changed rows leaves out, row by row.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <stdlib.h>
#include <string.h>

/* "base 1412, patched 1449 instructions": all that is known of an inconclusive cost. */
static struct cell known_of(const struct diff_row *item, const char *unit)
{
	const struct comparison *cost = &item->cost;

	if (cost->verdict == VERDICT_VARIES)
		return cell_of("base %.12s to %.12s, patched %.12s to %.12s %.16s",
			       format_number(cost->base.min).text,
			       format_number(cost->base.max).text,
			       format_number(cost->patched.min).text,
			       format_number(cost->patched.max).text, unit);
	return cell_of("base %.12s, patched %.12s %.16s",
		       format_cost(item, cost->base.median, false).text,
		       format_cost(item, cost->patched.median, false).text, unit);
}

static struct cell reason_of(const struct comparison *cost)
{
	if (cost->verdict == VERDICT_ONE_BOOT)
		return cell_of("one boot only, so not confirmed");
	if (cost->verdict == VERDICT_VARIES)
		return cell_of("boots of one kernel differ");
	if (cost->boots_needed > COMPARE_MOST_BOOTS)
		return cell_of("not even %zu boots of each kernel would do", COMPARE_MOST_BOOTS);
	if (cost->boots_needed)
		return cell_of("%zu boots of each kernel may do", cost->boots_needed);
	return cell_of("neither changed nor the same so far");
}

void add_inconclusive(struct document *document, const struct model *model,
		      const struct diff *diff)
{
	const struct naming *naming = &model->naming;
	const struct rows *rows = &model->rows;

	document_list(document, STYLE_PLAIN, "Inconclusive");
	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_row *item = &diff->items[i];
		char interval[256] = "";

		if (item->outcome.cost != COST_UNKNOWN)
			continue;
		if (diff_has_interval(item))
			snprintf(interval, sizeof(interval), ", difference %s to %s",
				 format_cost(item, item->cost.low, true).text,
				 format_cost(item, item->cost.high, true).text);
		document_item(document, NULL, "%s: %s%s; %s",
			      format_name(naming, item->row->run, true).text,
			      known_of(item, rows->unit).text, interval,
			      reason_of(&item->cost).text);
	}
	for (size_t i = 0; i < rows->count; i++)
		if (diff_is_one_sided(diff, &rows->items[i]))
			document_item(document, NULL, "%s: not measured on %s",
				      format_name(naming, rows->items[i].run, true).text,
				      figure_known(&rows->items[i].figures[0]) ? "patched" :
				      "base");
	document_drop_empty(document);
}

/* The letters of format_pte(), and what they stand for when set and when not. */
static const struct {
	const char *set, *clear;
	bool always;	/* told where both kernels agree in it */
} letters[] = {
	{ "writable",		"read-only",		true },
	{ "dirty",		"clean",		true },
	{ "young",		"old",			false },
	{ "soft-dirty",		"not soft-dirty",	false },
	{ "uffd-wp",		"not uffd-wp",		false },
};

enum { LETTERS = sizeof(letters) / sizeof(letters[0]) };

static bool is_letters(const char *state)
{
	return strlen(state) == LETTERS && strspn(state, "wdysu-") == LETTERS;
}

/* @state in words; of two states that are letters only what differs, and what matters always. */
static struct cell state_words(const char *state, const char *other)
{
	struct cell cell = { "" };
	size_t used = 0;

	if (!is_letters(state))
		return cell_of("%s", !strcmp(state, "excl") ? "device-exclusive" :
			       !strcmp(state, "none") ? "empty" :
			       !strcmp(state, "other") ? "not present" : "unknown");
	for (size_t i = 0; i < LETTERS; i++) {
		if (is_letters(other) && state[i] == other[i] && !letters[i].always)
			continue;
		used += (size_t)snprintf(cell.text + used, sizeof(cell.text) - used, "%s%s",
					 used ? ", " : "",
					 state[i] == '-' ? letters[i].clear : letters[i].set);
	}
	return cell;
}

/* "writable, dirty -> writable, clean": the same text for all rows that change so. */
static void transition(const struct diff_row *item, char *text, size_t size)
{
	struct cell base = format_pte(item->base), patched = format_pte(item->patched);

	if (item->base->after_count > 1 || item->patched->after_count > 1)
		snprintf(text, size, "not all pages alike (w write, d dirty, y young, s "
			 "soft-dirty, u uffd-wp): %s -> %s", format_pte_counts(item->base).text,
			 format_pte_counts(item->patched).text);
	else
		snprintf(text, size, "%s -> %s", state_words(base.text, patched.text).text,
			 state_words(patched.text, base.text).text);
}

/* The rows from @from on that change as @text says, by name; none if one before does. */
static char *rows_with(const struct model *model, const struct diff *diff, size_t from,
		       const char *text)
{
	char *list = NULL, other[512];
	size_t size;
	FILE *stream = open_memstream(&list, &size);
	const char *comma = "";

	for (size_t i = 0; stream && i < diff->count; i++) {
		const struct diff_row *item = &diff->items[i];

		transition(item, other, sizeof(other));
		if (!item->outcome.pte_differs || strcmp(text, other))
			continue;
		if (i < from)
			break;
		fprintf(stream, "%s%s%s", comma,
			format_name(&model->naming, item->row->run, false).text,
			item->outcome.constructed ? " (constructed)" : "");
		comma = ", ";
	}
	if (stream && !fclose(stream))
		return list;
	free(list);
	return NULL;
}

void add_states(struct document *document, const struct model *model, const struct diff *diff)
{
	char text[512];

	document_list(document, STYLE_PLAIN,
		      "Another PTE after the touch, or other kinds of faults (base -> patched)");
	for (size_t i = 0; i < diff->count; i++) {
		char *rows;

		if (!diff->items[i].outcome.pte_differs)
			continue;
		transition(&diff->items[i], text, sizeof(text));
		rows = rows_with(model, diff, i, text);
		document->failed |= !rows;
		if (rows && *rows)
			document_item(document, NULL, "%s: %s", text, rows);
		free(rows);
	}
	/* Kinds of faults that the total, which the table shows, would hide. */
	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_row *item = &diff->items[i];
		const struct faults *base = &item->base->faults, *patched = &item->patched->faults;

		if (item->outcome.faults_differ &&
		    (base->restore != patched->restore || base->other != patched->other))
			document_item(document, NULL,
				      "%s: faults per page (restore + extra write + other): %s -> %s",
				      format_name(&model->naming, item->row->run,
						  true).text,
				      format_faults(base).text, format_faults(patched).text);
	}
	document_drop_empty(document);
}

/* The first row of its scenario of those that a report says more of than a name? */
static bool is_first_told(const struct diff *diff, size_t at)
{
	if (diff->items[at].outcome.class == OUTCOME_SAME)
		return false;
	for (size_t i = 0; i < at; i++)
		if (diff->items[i].outcome.class != OUTCOME_SAME &&
		    !strcmp(diff->items[i].row->run->scenario, diff->items[at].row->run->scenario))
			return false;
	return true;
}

void add_glossary(struct document *document, const struct model *model,
		  const struct diff *diff)
{
	const struct result_header *header = variant_header(&model->variants.items[0]);

	document_list(document, STYLE_PLAIN, "What the rows measure");
	for (size_t i = 0; i < diff->count; i++) {
		const char *scenario = diff->items[i].row->run->scenario;
		const char *summary = result_summary(header, scenario);

		if (summary && is_first_told(diff, i))
			document_item(document, scenario, "%s", summary);
	}
	document_drop_empty(document);
}
