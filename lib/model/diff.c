/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diff.c: what differs, and how far that may be trusted.
 */
#include "model/diff.h"
#include "model/variants.h"
#include "base/grow.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool diff_has_difference(const struct diff_row *item)
{
	enum verdict verdict = item->cost.verdict;

	return verdict == VERDICT_EXACT || verdict == VERDICT_CHANGED ||
	       verdict == VERDICT_ONE_BOOT;
}

bool diff_has_interval(const struct diff_row *item)
{
	return item->cost.estimated && !isnan(item->cost.low);
}

bool diff_is_one_sided(const struct diff *diff, const struct row *row)
{
	return figure_known(&row->figures[0]) != figure_known(&row->figures[diff->patched]);
}

static enum cost cost_of(const struct comparison *figures)
{
	switch (figures->verdict) {
	case VERDICT_SAME:
		return COST_SAME;
	case VERDICT_EXACT:
	case VERDICT_CHANGED:
		if (figures->difference == 0.0)
			return COST_SAME;
		return figures->difference > 0.0 ? COST_MORE : COST_LESS;
	case VERDICT_NONE:
		return COST_NONE;
	case VERDICT_VARIES:
	case VERDICT_ONE_BOOT:
	case VERDICT_UNSURE:
		break;
	}
	return COST_UNKNOWN;
}

/*
 * By how many faults per page two kernels may differ and be the same: where boots repeat to the
 * instruction none, elsewhere a stray one, and where CPUs race as many as may come by chance.
 */
static double stray_faults(const struct diff_row *item, const struct rows *rows)
{
	double chance = fmax(item->base->maybe_faults, item->patched->maybe_faults);

	/* Sums of many such numbers are not met to the last bit. */
	return chance > 0.0 ? chance + 1e-9 : rows->noiseless ? 1e-12 : DIFF_STRAY_FAULTS;
}

/* @difference, or 0 where it is within @stray, or not known. */
static double certain(double difference, double stray)
{
	return fabs(difference) > stray ? difference : 0.0;
}

/* The part of all pages that @figure leaves in the state @words. */
static double share_of(const struct figure *figure, const char *words)
{
	double pages = 0.0, all = 0.0;

	for (size_t i = 0; i < figure->after_count; i++) {
		all += (double)figure->after[i].pages;
		if (!strcmp(figure->after[i].words, words))
			pages += (double)figure->after[i].pages;
	}
	return all > 0.0 ? pages / all : 0.0;
}

static bool shares_differ(const struct figure *a, const struct figure *b, double most)
{
	for (size_t i = 0; i < a->after_count; i++) {
		const char *words = a->after[i].words;

		if (fabs(share_of(a, words) - share_of(b, words)) > most)
			return true;
	}
	return false;
}

/* Kernels with more boots have more pages: where states are mixed, shares are compared. */
static bool pte_differs(const struct diff_row *item, const struct rows *rows)
{
	double most = rows->noiseless ? 1e-12 : DIFF_STRAY_FAULTS;

	if (!item->base->after_count || !item->patched->after_count)
		return item->base->after_count != item->patched->after_count;
	return shares_differ(item->base, item->patched, most) ||
	       shares_differ(item->patched, item->base, most);
}

static bool is_beyond(double more, double fewer)
{
	return more - fewer >= DIFF_LEAST_IPIS && more >= fewer * DIFF_TIMES_IPIS;
}

/* Patched's IPIs per page less base's, where all boots agree that they differ. */
static double ipis_of(const struct diff_row *item)
{
	const struct quantity *b = quantities_find(&item->base->quantities, QUANTITY_IPIS);
	const struct quantity *p = quantities_find(&item->patched->quantities, QUANTITY_IPIS);
	struct spread from, to;

	if (!b || !p)
		return 0.0;
	from = compare_spread(b->boots);
	to = compare_spread(p->boots);
	if (!is_beyond(to.min, from.max) && !is_beyond(from.min, to.max))
		return 0.0;
	return to.median - from.median;
}

static enum outcome_class class_of(const struct outcome *outcome)
{
	if (outcome->cost == COST_MORE || outcome->faults > 0.0 || outcome->ipis > 0.0)
		return OUTCOME_WORSE;
	if (outcome->cost == COST_LESS || outcome->faults < 0.0 || outcome->ipis < 0.0)
		return OUTCOME_BETTER;
	if (outcome->cost == COST_UNKNOWN)
		return OUTCOME_INCONCLUSIVE;
	return outcome->pte_differs || outcome->faults_differ ? OUTCOME_OTHER_PROOF : OUTCOME_SAME;
}

struct outcome diff_outcome(const struct diff_row *item, const struct rows *rows)
{
	const struct faults *base = &item->base->faults, *patched = &item->patched->faults;
	double stray = stray_faults(item, rows);
	struct outcome outcome = {
		.cost = cost_of(&item->cost),
		.constructed = item->row && run_is_constructed(item->row->run),
		.faults = certain(faults_sum(patched) - faults_sum(base), stray),
		.ipis = ipis_of(item),
		.pte_differs = pte_differs(item, rows),
	};

	outcome.faults_differ = certain(patched->restore - base->restore, stray) != 0.0 ||
				certain(patched->extra_write - base->extra_write, stray) != 0.0 ||
				certain(patched->other - base->other, stray) != 0.0;
	outcome.ipis_differ = outcome.ipis != 0.0;
	outcome.class = class_of(&outcome);
	return outcome;
}

/* Where times mean nothing, there are none to compare. */
static int add(struct diff *diff, const struct row *row)
{
	const struct figure *base = &row->figures[0], *patched = &row->figures[diff->patched];
	const struct rows *rows = diff->rows;
	struct boots none = { 0 };
	struct diff_row *more;

	if (!figure_known(base) || !figure_known(patched))
		return 0;
	more = grow(diff->items, diff->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	diff->items = more;
	more += diff->count++;
	*more = (struct diff_row){ .row = row, .base = base, .patched = patched };
	return compare_boots(&more->cost, rows->has_time ? base->boots : none,
			     rows->has_time ? patched->boots : none, rows->noiseless);
}

/* What depends on all rows together: verdicts and outcomes. */
static int decide(struct diff *diff)
{
	struct comparison **costs = calloc(diff->count + 1, sizeof(struct comparison *));
	int tested;

	if (!costs)
		return -ENOMEM;
	for (size_t i = 0; i < diff->count; i++)
		costs[i] = &diff->items[i].cost;
	tested = compare_table(costs, diff->count, diff->rows->equivalence);
	free(costs);
	if (tested < 0)
		return tested;
	diff->estimated = (size_t)tested;
	for (size_t i = 0; i < diff->count; i++)
		diff->items[i].outcome = diff_outcome(&diff->items[i], diff->rows);
	return 0;
}

int diff_make(struct diff *diff, const struct variants *variants, const struct rows *rows,
	      size_t patched)
{
	int err = 0;

	*diff = (struct diff){ .variants = variants, .rows = rows, .patched = patched };
	for (size_t i = 0; i < rows->count && !err; i++)
		err = add(diff, &rows->items[i]);
	if (!err)
		err = decide(diff);
	if (err)
		diff_free(diff);
	return err;
}

void diff_free(struct diff *diff)
{
	free(diff->items);
	memset(diff, 0, sizeof(*diff));
}

size_t diff_count(const struct diff *diff, enum outcome_class class, bool constructed)
{
	size_t n = 0;

	for (size_t i = 0; i < diff->count; i++)
		n += diff->items[i].outcome.class == class &&
		     diff->items[i].outcome.constructed == constructed;
	return n;
}

size_t diff_count_verdict(const struct diff *diff, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < diff->count; i++)
		n += diff->items[i].cost.verdict == verdict;
	return n;
}

double diff_least_percent(const struct diff_row *item)
{
	const struct comparison *cost = &item->cost;
	double percent = cost->estimated ? cost->percent_low : cost->percent;

	if (item->outcome.cost != COST_MORE)
		return 0.0;
	if (cost->estimated && isnan(cost->low))
		return DBL_MIN;
	/* What changed upwards is above 0, wherever its interval begins. */
	return isnan(percent) ? (double)INFINITY : fmax(percent, DBL_MIN);
}

enum gate_result diff_gate(const struct diff_row *item, double percent)
{
	const struct outcome *outcome = &item->outcome;

	if (outcome->faults > 0.0 || outcome->ipis > 0.0 || diff_least_percent(item) > percent)
		return GATE_REGRESSION;
	if (outcome->cost == COST_UNKNOWN)
		return GATE_OPEN;
	if (outcome->cost == COST_MORE && item->cost.estimated &&
	    !(item->cost.percent_high <= percent))
		return GATE_OPEN;
	return GATE_PASS;
}
