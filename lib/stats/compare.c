/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.c: difference and verdict.
 */
#include "stats/compare.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

struct spread compare_spread(struct boots boots)
{
	struct spread spread = { (double)NAN, (double)NAN, (double)NAN, boots.count };

	if (!boots.count)
		return spread;
	gsl_stats_minmax(&spread.min, &spread.max, boots.medians, 1, boots.count);
	spread.median = gsl_stats_median(boots.medians, 1, boots.count);
	return spread;
}

static enum verdict judge(const struct spread *base, const struct spread *patched,
			  bool noiseless)
{
	if (!noiseless)
		return VERDICT_NONE;
	if (base->min != base->max || patched->min != patched->max)
		return VERDICT_VARIES;
	if (base->boots < 2 || patched->boots < 2)
		return VERDICT_ONE_BOOT;
	return VERDICT_EXACT;
}

void compare_boots(struct comparison *comparison, struct boots base,
		   struct boots patched, bool noiseless)
{
	double from, to;

	comparison->base = compare_spread(base);
	comparison->patched = compare_spread(patched);
	from = comparison->base.median;
	to = comparison->patched.median;
	comparison->difference = to - from;
	comparison->percent = from != 0.0 ? 100.0 * (to - from) / from : (double)NAN;
	comparison->verdict = judge(&comparison->base, &comparison->patched, noiseless);
}

const char *compare_verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_EXACT:
		return "exact";
	case VERDICT_VARIES:
		return "varies";
	case VERDICT_ONE_BOOT:
		return "one boot";
	case VERDICT_NONE:
		return "no verdict";
	}
	return "no verdict";
}
