/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conclusion.c: sentences out of rows.
 */
#include "report/conclusion.h"
#include "report/labels.h"
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

static void write_trust(const struct versus *versus, FILE *stream)
{
	size_t varies = versus_count_verdict(versus, VERDICT_VARIES);
	size_t unconfirmed = versus_count_verdict(versus, VERDICT_ONE_BOOT);
	size_t exact = versus_count_verdict(versus, VERDICT_EXACT);

	if (exact && exact == versus->count)
		fprintf(stream, "All differences are exact: the boots of each kernel agree.");
	if (varies)
		fprintf(stream, "In %zu of %zu rows boots disagree and the difference cannot be told. ",
			varies, versus->count);
	if (unconfirmed)
		fprintf(stream, "%zu of %zu rows rest on one boot of a kernel and are not confirmed.",
			unconfirmed, versus->count);
}

static void write_all(const struct versus *versus, const struct labels *labels, FILE *stream)
{
	size_t same = versus_count(versus, VERSUS_SAME);

	if (!versus->count) {
		fprintf(stream, "There is no row that both kernels have.");
		return;
	}
	write_faults(versus, labels, faults_more, "more", stream);
	write_faults(versus, labels, faults_less, "less", stream);
	if (!versus->rows->noiseless) {
		fprintf(stream, "%sOf cost nothing is said: %s.",
			count(versus, faults_more) || count(versus, faults_less) ?
			"" : "Extra write faults are the same. ",
			versus->rows->has_time ?
			"the statistics for timed platforms are not built yet" :
			"this platform counts events and has no times");
		return;
	}
	if (same == versus->count)
		fprintf(stream, "Nothing differs in any of %zu rows. ", same);
	else
		write_costs(versus, labels, stream);
	if (same != versus->count)
		write_plain_range(versus, labels, stream);
	if (same && same != versus->count)
		fprintf(stream, "%zu of %zu rows are the same. ", same, versus->count);
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
