/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conclusion.c: sentences out of rows.
 */
#include "report/conclusion.h"
#include "report/labels.h"
#include "report/outcome.h"
#include "report/sides.h"
#include "report/text.h"
#include "report/versus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double extra_write_difference(const struct versus_row *item)
{
	double difference = item->patched->faults.extra_write - item->base->faults.extra_write;

	return isnan(difference) || !item->faults_differ ? 0.0 : difference;
}

static double difference_of(const struct versus_row *item)
{
	return versus_has_difference(item) ? item->figures.difference : 0.0;
}

/* A figure for which @item counts as larger than others, or 0 where it counts not. */
typedef double (*measure_fn)(const struct versus_row *item);

static double costs_more(const struct versus_row *item)
{
	return fmax(difference_of(item), 0.0);
}

static double costs_less(const struct versus_row *item)
{
	return fmax(-difference_of(item), 0.0);
}

static double faults_more(const struct versus_row *item)
{
	return fmax(extra_write_difference(item), 0.0);
}

static double faults_less(const struct versus_row *item)
{
	return fmax(-extra_write_difference(item), 0.0);
}

static size_t count(const struct versus *versus, measure_fn measure)
{
	size_t n = 0;

	for (size_t i = 0; i < versus->count; i++)
		n += measure(&versus->items[i]) > 0.0;
	return n;
}

static const struct versus_row *largest(const struct versus *versus, measure_fn measure)
{
	const struct versus_row *found = NULL;

	for (size_t i = 0; i < versus->count; i++)
		if (measure(&versus->items[i]) > (found ? measure(found) : 0.0))
			found = &versus->items[i];
	return found;
}

/* Does @measure count for all rows of the scenario of row @at, or only for some? */
static bool counts_for_all(const struct versus *versus, size_t at, measure_fn measure)
{
	const char *name = versus->items[at].row->run->scenario;

	for (size_t i = 0; i < versus->count; i++)
		if (!strcmp(versus->items[i].row->run->scenario, name) &&
		    !(measure(&versus->items[i]) > 0.0))
			return false;
	return true;
}

static bool is_first_of_scenario(const struct versus *versus, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(versus->items[i].row->run->scenario,
			    versus->items[at].row->run->scenario))
			return false;
	return true;
}

/* Names what @measure counts for: a scenario, or those rows of it. */
static void list_rows(const struct versus *versus, const struct labels *labels,
		      measure_fn measure, FILE *stream)
{
	const char *comma = "";

	for (size_t i = 0; i < versus->count; i++) {
		const struct result_run *run = versus->items[i].row->run;
		bool all = counts_for_all(versus, i, measure);

		if (!(measure(&versus->items[i]) > 0.0) ||
		    (all && !is_first_of_scenario(versus, i)))
			continue;
		fprintf(stream, "%s%s", comma, all ? run->scenario : labels_name(labels, run).text);
		comma = ", ";
	}
}

static void write_faults(const struct versus *versus, const struct labels *labels,
			 measure_fn measure, const char *word, FILE *stream)
{
	const struct versus_row *most = largest(versus, measure);

	if (!most)
		return;
	fprintf(stream, "Patched takes ");
	if (measure(most) == 1.0)
		fprintf(stream, "one extra write fault %s", word);
	else
		fprintf(stream, "up to %.3f extra write faults %s", measure(most), word);
	fprintf(stream, " per page in ");
	list_rows(versus, labels, measure, stream);
	fprintf(stream, ". ");
}

static void write_extreme(const struct versus *versus, const struct labels *labels,
			  measure_fn measure, const char *word, FILE *stream)
{
	const struct versus_row *most = largest(versus, measure);

	if (!most)
		return;
	fprintf(stream, "%s most %s: %s, from %s to %s %s per page",
		labels_name(labels, most->row->run).text, word,
		text_difference(most->figures.difference).text,
		text_number(most->figures.base.median).text,
		text_number(most->figures.patched.median).text, versus->rows->unit);
}

static void write_costs(const struct versus *versus, const struct labels *labels, FILE *stream)
{
	size_t more = count(versus, costs_more), less = count(versus, costs_less);

	if (!more && !less && versus->estimated) {
		fprintf(stream, "In no row is the cost known to have changed. ");
		return;
	}
	fprintf(stream, "Patched costs more in %zu of %zu rows and less in %zu", more,
		versus->count, less);
	if (!more && !less) {
		fprintf(stream, ". ");
		return;
	}
	fprintf(stream, "; ");
	write_extreme(versus, labels, costs_more, "more", stream);
	if (more && less)
		fprintf(stream, ", ");
	write_extreme(versus, labels, costs_less, "less", stream);
	fprintf(stream, ". ");
}

/* A page is restored, and faults as often as before: what is left is the change itself. */
static bool is_plain_restore(const struct versus_row *item)
{
	return versus_has_difference(item) && !item->faults_differ &&
	       item->base->faults.restore > 0.0;
}

static void write_end_of_range(const struct versus_row *item, const struct labels *labels,
			       FILE *stream)
{
	if (item->figures.difference == 0.0)
		fprintf(stream, "0");
	else
		fprintf(stream, "%s (%s%%)", text_difference(item->figures.difference).text,
			text_percent(item->figures.percent).text);
	fprintf(stream, " in %s", labels_name(labels, item->row->run).text);
}

static void write_plain_range(const struct versus *versus, const struct labels *labels,
			      FILE *stream)
{
	const struct versus_row *least = NULL, *most = NULL;
	size_t rows = 0;

	for (size_t i = 0; i < versus->count; i++) {
		const struct versus_row *item = &versus->items[i];

		if (!is_plain_restore(item))
			continue;
		if (!least || item->figures.difference < least->figures.difference)
			least = item;
		if (!most || item->figures.difference > most->figures.difference)
			most = item;
		rows++;
	}
	if (rows < 2)
		return;
	fprintf(stream, "Where a page is restored and the faults are the same (%zu rows), the difference is ",
		rows);
	write_end_of_range(least, labels, stream);
	if (least->figures.difference != most->figures.difference) {
		fprintf(stream, " to ");
		write_end_of_range(most, labels, stream);
	} else {
		fprintf(stream, " and all others");
	}
	fprintf(stream, ". ");
}

/* The most boots that a row would need, or 0. */
static size_t most_boots(const struct versus *versus)
{
	size_t most = 0;

	for (size_t i = 0; i < versus->count; i++)
		if (versus->items[i].figures.verdict == VERDICT_UNSURE &&
		    versus->items[i].figures.boots_needed > most)
			most = versus->items[i].figures.boots_needed;
	return most;
}

static void write_unsure(const struct versus *versus, FILE *stream)
{
	size_t unsure = versus_count_verdict(versus, VERDICT_UNSURE), boots = most_boots(versus);

	if (!unsure)
		return;
	fprintf(stream, "In %zu of %zu rows it cannot be told yet whether the cost differs; ",
		unsure, versus->count);
	if (boots > COMPARE_MOST_BOOTS)
		fprintf(stream, "for some, %zu boots of each kernel would not do. ",
			COMPARE_MOST_BOOTS);
	else
		fprintf(stream, "%s%zu boots of each kernel may tell. ",
			unsure > 1 ? "up to " : "", boots);
}

static void write_trust(const struct versus *versus, FILE *stream)
{
	size_t varies = versus_count_verdict(versus, VERDICT_VARIES);
	size_t unconfirmed = versus_count_verdict(versus, VERDICT_ONE_BOOT);
	size_t exact = versus_count_verdict(versus, VERDICT_EXACT);

	if (exact && exact == versus->count)
		fprintf(stream, "All differences are exact: the boots of each kernel agree.");
	if (varies)
		fprintf(stream, "In %zu of %zu rows boots disagree and the difference cannot be told; %zu boots of each kernel are the least for an interval. ",
			varies, versus->count, compare_least_boots(1));
	if (unconfirmed)
		fprintf(stream, "%zu of %zu rows rest on one boot of a kernel and are not confirmed.",
			unconfirmed, versus->count);
	if (versus_count_verdict(versus, VERDICT_CHANGED))
		fprintf(stream, "Of 100 tables like this one in which nothing has changed, at most 5 would show such a change. ");
}

/* Rows in the group of the same that are so as a fact, and not within a bound. */
static size_t count_facts(const struct versus *versus)
{
	size_t n = 0;

	for (size_t i = 0; i < versus->count; i++)
		n += versus->items[i].group == VERSUS_SAME &&
		     versus->items[i].figures.verdict != VERDICT_SAME;
	return n;
}

static void write_same(const struct versus *versus, FILE *stream)
{
	size_t within = versus_count_verdict(versus, VERDICT_SAME);
	size_t same = count_facts(versus);

	if (same == versus->count) {
		fprintf(stream, "Nothing differs in any of %zu rows. ", same);
		return;
	}
	if (same)
		fprintf(stream, "%zu of %zu rows are the same. ", same, versus->count);
	if (within)
		fprintf(stream, "%zu of %zu rows are the same within %g %%. ", within,
			versus->count, versus->rows->equivalence);
}

static size_t count_ipis(const struct versus *versus, bool more)
{
	size_t n = 0;

	for (size_t i = 0; i < versus->count; i++)
		n += versus->items[i].ipis_differ && (outcome_ipis(&versus->items[i]) > 0.0) == more;
	return n;
}

static void write_ipis(const struct versus *versus, FILE *stream)
{
	for (int more = 1; more >= 0; more--)
		if (count_ipis(versus, more))
			fprintf(stream, "%zu of %zu rows take %s TLB-flush IPIs per page. ",
				count_ipis(versus, more), versus->count, more ? "more" : "fewer");
}

static void write_all(const struct versus *versus, const struct labels *labels, FILE *stream)
{
	bool faults = count(versus, faults_more) || count(versus, faults_less);

	if (!versus->count) {
		fprintf(stream, "There is no row that both kernels have.");
		return;
	}
	write_faults(versus, labels, faults_more, "more", stream);
	write_faults(versus, labels, faults_less, "less", stream);
	write_ipis(versus, stream);
	if (!versus->rows->has_time) {
		fprintf(stream, "%sOf cost nothing is said: this platform counts events and has no times.",
			faults ? "" : "Extra write faults are the same. ");
		return;
	}
	if (versus_count(versus, VERSUS_SAME) != versus->count) {
		write_costs(versus, labels, stream);
		if (versus->rows->noiseless)
			write_plain_range(versus, labels, stream);
	}
	write_same(versus, stream);
	write_unsure(versus, stream);
	write_trust(versus, stream);
}

char *conclusion_text(const struct versus *versus, const struct labels *labels)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	write_all(versus, labels, stream);
	if (fclose(stream)) {
		free(text);
		return NULL;
	}
	/* Each sentence leaves a blank for the next. */
	while (size && text[size - 1] == ' ')
		text[--size] = '\0';
	return text;
}
