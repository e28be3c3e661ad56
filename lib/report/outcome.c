/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outcome.c: worse, better, or neither.
 */
#include "report/outcome.h"
#include "report/labels.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum cost outcome_cost(const struct versus_row *item)
{
	switch (item->figures.verdict) {
	case VERDICT_SAME:
		return COST_SAME;
	case VERDICT_EXACT:
	case VERDICT_CHANGED:
		if (item->figures.difference == 0.0)
			return COST_SAME;
		return item->figures.difference > 0.0 ? COST_MORE : COST_LESS;
	case VERDICT_NONE:
		return COST_NONE;
	case VERDICT_VARIES:
	case VERDICT_ONE_BOOT:
	case VERDICT_UNSURE:
		break;
	}
	return COST_UNKNOWN;
}

static double certain(double difference, const struct versus_row *item, const struct rows *rows)
{
	double least = rows_stray_faults(rows, item->base, item->patched, OUTCOME_STRAY_FAULTS);

	/* What is not known (NAN) is no difference either. */
	return fabs(difference) > least ? difference : 0.0;
}

static double all_faults(const struct faults *faults)
{
	return faults->restore + faults->extra_write + faults->other;
}

double outcome_faults(const struct versus_row *item, const struct rows *rows)
{
	return certain(all_faults(&item->patched->faults) - all_faults(&item->base->faults), item, rows);
}

bool outcome_faults_differ(const struct versus_row *item, const struct rows *rows)
{
	const struct faults *base = &item->base->faults, *patched = &item->patched->faults;

	return certain(patched->restore - base->restore, item, rows) != 0.0 ||
	       certain(patched->extra_write - base->extra_write, item, rows) != 0.0 ||
	       certain(patched->other - base->other, item, rows) != 0.0;
}

double outcome_ipis(const struct versus_row *item)
{
	if (!item->ipis_differ)
		return 0.0;
	return quantity_value(quantities_find(&item->patched->quantities, QUANTITY_IPIS)) -
	       quantity_value(quantities_find(&item->base->quantities, QUANTITY_IPIS));
}

enum outcome outcome_of(const struct versus_row *item, const struct rows *rows)
{
	double faults = outcome_faults(item, rows), ipis = outcome_ipis(item);
	enum cost cost = outcome_cost(item);

	if (cost == COST_MORE || faults > 0.0 || ipis > 0.0)
		return OUTCOME_WORSE;
	if (cost == COST_LESS || faults < 0.0 || ipis < 0.0)
		return OUTCOME_BETTER;
	if (cost == COST_UNKNOWN)
		return OUTCOME_UNKNOWN;
	if (item->pte_differs || outcome_faults_differ(item, rows))
		return OUTCOME_MOVED;
	return OUTCOME_SAME;
}

double outcome_least_percent(const struct versus_row *item)
{
	const struct comparison *figures = &item->figures;
	double percent = figures->estimated ? figures->percent_low : figures->percent;

	if (outcome_cost(item) != COST_MORE)
		return 0.0;
	if (figures->estimated && isnan(figures->low))
		return DBL_MIN;
	/* What changed upwards is above 0, wherever its interval begins. */
	return isnan(percent) ? (double)INFINITY : fmax(percent, DBL_MIN);
}

struct cell outcome_number(const struct versus_row *item, double value, bool sign)
{
	if (item->figures.estimated)
		return text_estimate(value, sign);
	return sign ? text_difference(value) : text_number(value);
}

bool outcome_is_constructed(const struct result_run *run)
{
	const char *folio = labels_value(run, "folio");

	return folio && !strcmp(folio, "clean");
}
