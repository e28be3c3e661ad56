/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trend.c: Kendall's S and the median slope.
 */
#include "stats/trend.h"

#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

/* Adds the slopes of one series to @slopes; returns its S. */
static double count_pairs(const struct series *series, double *slopes, size_t *used)
{
	double s = 0.0;

	for (size_t i = 0; i < series->count; i++) {
		for (size_t j = i + 1; j < series->count; j++) {
			double rise = series->values[j] - series->values[i];

			s += (double)GSL_SIGN(rise) * (double)(rise != 0.0);
			slopes[(*used)++] = rise / (double)(j - i);
		}
	}
	return s;
}

/* Of S where nothing rises or falls; equal values take their share (Kendall 1975). */
static int variance(double *result, const struct series *series)
{
	double n = (double)series->count, *sorted = calloc(series->count + 1, sizeof(*sorted));

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < series->count; i++)
		sorted[i] = series->values[i];
	gsl_sort(sorted, 1, series->count);
	*result = n * (n - 1.0) * (2.0 * n + 5.0) / 18.0;
	for (size_t from = 0, to; from < series->count; from = to) {
		double t;

		for (to = from + 1; to < series->count && sorted[to] == sorted[from]; to++)
			;
		t = (double)(to - from);
		*result -= t * (t - 1.0) * (2.0 * t + 5.0) / 18.0;
	}
	free(sorted);
	return 0;
}

static double p_of(double s, double all)
{
	double far = fabs(s) - 1.0;

	return all > 0.0 && far > 0.0 ? 2.0 * gsl_cdf_ugaussian_Q(far / sqrt(all)) : 1.0;
}

int trend_of(struct trend *trend, const struct series *series, size_t n)
{
	double s = 0.0, one, all = 0.0, *slopes;
	size_t pairs = 0, used = 0;
	int err = 0;

	*trend = (struct trend){ 1.0, (double)NAN };
	for (size_t i = 0; i < n; i++)
		pairs += series[i].count * (series[i].count - (series[i].count > 0)) / 2;
	slopes = calloc(pairs + 1, sizeof(*slopes));
	if (!slopes)
		return -ENOMEM;
	for (size_t i = 0; i < n && !err; i++) {
		s += count_pairs(&series[i], slopes, &used);
		err = variance(&one, &series[i]);
		if (!err)
			all += one;
	}
	if (!err && used) {
		gsl_sort(slopes, 1, used);
		trend->slope = gsl_stats_median_from_sorted_data(slopes, 1, used);
		trend->p = p_of(s, all);
	}
	free(slopes);
	return err;
}
