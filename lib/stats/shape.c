/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shape.c: two groups, and samples far out.
 */
#include "stats/shape.h"

#include <math.h>

static uint64_t total(struct sorted samples)
{
	uint64_t count = 0;

	for (size_t i = 0; i < samples.count; i++)
		count += samples.items[i].count;
	return count;
}

/* The value of the sample at @place, from 0 in ascending order. */
static double value_at(struct sorted samples, uint64_t place)
{
	size_t i = 0;

	while (i + 1 < samples.count && place >= samples.items[i].count)
		place -= samples.items[i++].count;
	return (double)samples.items[i].value;
}

struct sums {
	double weight, first, second;	/* counts, and sums of values and of squares */
};

/* Values count from @origin, so that their squares lose nothing. */
static void add(struct sums *sums, const struct weighted *item, double origin)
{
	double value = (double)item->value - origin, weight = (double)item->count;

	sums->weight += weight;
	sums->first += weight * value;
	sums->second += weight * value * value;
}

static double mean(const struct sums *sums)
{
	return sums->first / sums->weight;
}

static double variance(const struct sums *sums)
{
	return fmax(0.0, sums->second / sums->weight - mean(sums) * mean(sums));
}

/* Ashman's D of the two groups that the split with the most variance between makes. */
static struct groups best_split(struct sorted samples, double origin)
{
	struct groups groups = { (double)NAN, (double)NAN, (double)NAN, (double)NAN };
	struct sums all = { 0 }, low = { 0 };
	double most = 0.0;

	for (size_t i = 0; i < samples.count; i++)
		add(&all, &samples.items[i], origin);
	for (size_t i = 0; i + 1 < samples.count; i++) {
		struct sums high;
		double between, within;

		add(&low, &samples.items[i], origin);
		high = (struct sums){ all.weight - low.weight, all.first - low.first,
				      all.second - low.second };
		between = low.weight * high.weight * pow(mean(&high) - mean(&low), 2.0);
		if (between <= most)
			continue;
		most = between;
		within = variance(&low) + variance(&high);
		groups.low = mean(&low) + origin;
		groups.high = mean(&high) + origin;
		groups.smaller = fmin(low.weight, high.weight) / all.weight;
		groups.apart = M_SQRT2 * (groups.high - groups.low) / sqrt(within);
	}
	return groups;
}

struct groups shape_split(struct sorted samples)
{
	uint64_t count = total(samples);
	double least, most;

	if (!count)
		return best_split(samples, 0.0);
	least = value_at(samples, count / 40);
	most = value_at(samples, count - 1 - count / 40);
	while (samples.count && (double)samples.items[0].value < least) {
		samples.items++;
		samples.count--;
	}
	while (samples.count && (double)samples.items[samples.count - 1].value > most)
		samples.count--;
	return best_split(samples, least);
}

bool shape_is_bimodal(const struct groups *groups)
{
	double gap = groups->high - groups->low;

	return groups->smaller >= 0.1 && groups->apart > 4.0 && gap >= 0.05 * groups->low &&
	       gap >= 8.0;
}

uint64_t shape_far_out(struct sorted samples)
{
	uint64_t count = total(samples), out = 0;
	double low, high, range;

	if (!count)
		return 0;
	low = value_at(samples, count / 4);
	high = value_at(samples, count - 1 - count / 4);
	range = fmax(high - low, 1.0);
	for (size_t i = 0; i < samples.count; i++) {
		double value = (double)samples.items[i].value;

		if (value < low - 3.0 * range || value > high + 3.0 * range)
			out += samples.items[i].count;
	}
	return out;
}
