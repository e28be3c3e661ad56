/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * health.c: shape and drift of trials.
 */
#include "model/health.h"
#include "result/reader.h"
#include "stats/shape.h"
#include "stats/summary.h"
#include "stats/trend.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

int health_look(struct result_trial *trial, void *unused)
{
	const struct sorted samples = { trial->pairs, trial->pair_count };
	struct groups groups;
	int err = trial->timed ? summary_quantile(&trial->look.median, &samples, 1, 0.5) : 0;

	(void)unused;
	if (err || !trial->timed || trial->samples < SHAPE_LEAST)
		return err;
	groups = shape_split(samples);
	trial->look.far_out = shape_far_out(samples);
	trial->look.bimodal = shape_is_bimodal(&groups);
	trial->look.low_group = groups.low;
	trial->look.high_group = groups.high;
	return 0;
}

static void add(struct health *health, const struct result_trial *trial)
{
	if (trial->samples < SHAPE_LEAST)
		return;
	health->looked_at++;
	health->samples += trial->samples;
	health->far_out += trial->look.far_out;
	if (trial->look.bimodal && !health->bimodal++) {
		health->low_group = trial->look.low_group;
		health->high_group = trial->look.high_group;
	}
}

/* A trend is seen as well in so many values; all pairs of more would take their time. */
enum { SERIES_MOST = 64 };

/* Puts the means of neighbours in the place of @count values; returns how many are left. */
static size_t thin(double *values, size_t count)
{
	size_t each = (count + SERIES_MOST - 1) / SERIES_MOST, left = 0;

	for (size_t from = 0; from < count; from += each) {
		size_t to = from + each < count ? from + each : count;
		double sum = 0.0;

		for (size_t i = from; i < to; i++)
			sum += values[i];
		values[left++] = sum / (double)(to - from);
	}
	return left;
}

/* Parts @medians into one series for each boot. */
static size_t part(struct series *series, double *medians, const size_t *boots, size_t n)
{
	size_t count = 0, from = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && boots[i] == boots[from])
			continue;
		series[count++] = (struct series){ medians + from, thin(medians + from, i - from) };
		from = i;
	}
	return count;
}

static int look_for_drift(struct health *health, struct series *series, double *medians,
			  const size_t *boots, size_t n)
{
	size_t count, longest = 0;
	double mean = 0.0;
	struct trend trend;
	int err;

	for (size_t i = 0; i < n; i++)
		mean += medians[i] / (double)n;
	count = part(series, medians, boots, n);
	err = trend_of(&trend, series, count);
	if (err)
		return err;
	for (size_t i = 0; i < count; i++)
		longest = series[i].count > longest ? series[i].count : longest;
	health->drift_p = trend.p;
	if (longest > 1 && mean > 0.0)
		health->drift = 100.0 * trend.slope * (double)(longest - 1) / mean;
	return 0;
}

int health_of(struct health *health, const struct result_trial **trials, const size_t *boots,
	      size_t n)
{
	double *medians = calloc(n + 1, sizeof(*medians)), none = (double)NAN;
	struct series *series = calloc(n + 1, sizeof(*series));
	int err = medians && series ? 0 : -ENOMEM;

	*health = (struct health){ .low_group = none, .high_group = none, .drift = none,
				   .drift_p = 1.0 };
	for (size_t i = 0; i < n && !err; i++) {
		add(health, trials[i]);
		medians[i] = trials[i]->look.median;
		if (isnan(medians[i]))	/* no samples, as on smp-counts */
			goto out_free;
	}
	if (!err)
		err = look_for_drift(health, series, medians, boots, n);
out_free:
	free(medians);
	free(series);
	return err;
}
