/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bootstrap.c: boots and trials drawn anew.
 */
#include "tests/noise/bootstrap.h"

#include <errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

/* Fills @figures, one for each boot, by way of @room for one boot's trials. */
static void draw(double *figures, double *room, struct levels levels, gsl_rng *random)
{
	for (size_t i = 0; i < levels.boots; i++) {
		const double *boot = levels.medians +
				     levels.trials * gsl_rng_uniform_int(random, levels.boots);

		for (size_t j = 0; j < levels.trials; j++)
			room[j] = boot[gsl_rng_uniform_int(random, levels.trials)];
		figures[i] = gsl_stats_median(room, 1, levels.trials);
	}
}

static double shift_of(double *pairs, const double *x, size_t n, const double *y, size_t m)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			pairs[i * m + j] = y[j] - x[i];
	return gsl_stats_median(pairs, 1, n * m);
}

int bootstrap_shift(struct estimate *estimate, struct levels base, struct levels patched,
		    double alpha, size_t times, gsl_rng *random)
{
	size_t n = base.boots, m = patched.boots;
	size_t trials = base.trials > patched.trials ? base.trials : patched.trials;
	double *shifts = calloc(times + n + m + n * m + trials, sizeof(*shifts));
	double *x, *y, *pairs, *room;

	if (!shifts)
		return -ENOMEM;
	x = shifts + times;
	y = x + n;
	pairs = y + m;
	room = pairs + n * m;
	for (size_t i = 0; i < times; i++) {
		draw(x, room, base, random);
		draw(y, room, patched, random);
		shifts[i] = shift_of(pairs, x, n, y, m);
	}
	gsl_sort(shifts, 1, times);
	estimate->shift = gsl_stats_median_from_sorted_data(shifts, 1, times);
	estimate->low = gsl_stats_quantile_from_sorted_data(shifts, 1, times, alpha / 2.0);
	estimate->high = gsl_stats_quantile_from_sorted_data(shifts, 1, times, 1.0 - alpha / 2.0);
	free(shifts);
	return 0;
}
