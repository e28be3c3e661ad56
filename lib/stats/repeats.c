/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * repeats.c: an interval for neighbours in time.
 */
#include "stats/repeats.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/*
 * Of processes about their mean. What a timer rounds to whole ticks is spread evenly over one,
 * which is known to a twelfth of its square (Sheppard, Proc. London Math. Soc. 29 (1898)).
 */
static double deviation_of(struct boots medians, double tick)
{
	return sqrt(gsl_stats_variance(medians.medians, 1, medians.count) + tick * tick / 12.0);
}

struct repeats repeats_of(struct boots medians, double tick, size_t rows)
{
	const struct spread spread = compare_spread(medians);
	struct repeats repeats = {
		.count = medians.count, .median = spread.median,
		.low = (double)NAN, .high = (double)NAN,
		.detectable = (double)NAN, .detectable_percent = (double)NAN,
	};
	double beyond;

	if (medians.count < REPEATS_LEAST)
		return repeats;
	beyond = REPEATS_ALLOWANCE * (spread.max - spread.min) + tick / 2.0;
	repeats.low = fmax(0.0, spread.min - beyond);
	repeats.high = spread.max + beyond;
	repeats.detectable = compare_detectable(deviation_of(medians, tick), medians.count,
						medians.count, rows);
	if (repeats.median > 0.0)
		repeats.detectable_percent = 100.0 * repeats.detectable / repeats.median;
	return repeats;
}
