/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.c: order statistics by counting up to their place.
 *
 * GSL's are for one array element per sample; the tests hold these against them.
 */
#include "stats/summary.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
	const struct weighted *left = a, *right = b;

	return (left->value > right->value) - (left->value < right->value);
}

static uint64_t total(const struct weighted *samples, size_t n)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += samples[i].count;
	return count;
}

/* The value of the sample at @place, counted from 0 in ascending order. */
static double pick(const struct weighted *samples, size_t n, uint64_t place)
{
	size_t i = 0;

	while (i + 1 < n && place >= samples[i].count)
		place -= samples[i++].count;
	return (double)samples[i].value;
}

double summary_quantile(const struct weighted *samples, size_t n, double fraction)
{
	uint64_t count = total(samples, n);
	double place, low, high;

	if (!count)
		return (double)NAN;
	place = fraction * (double)(count - 1);
	low = pick(samples, n, (uint64_t)floor(place));
	high = pick(samples, n, (uint64_t)ceil(place));
	return low + (place - floor(place)) * (high - low);
}

void summary_of(struct summary *summary, struct weighted *samples, size_t n)
{
	if (n)
		qsort(samples, n, sizeof(*samples), by_value);

	summary->count = total(samples, n);
	summary->min = summary_quantile(samples, n, 0.0);
	summary->p10 = summary_quantile(samples, n, 0.1);
	summary->median = summary_quantile(samples, n, 0.5);
	summary->p90 = summary_quantile(samples, n, 0.9);
	summary->max = summary_quantile(samples, n, 1.0);
}
