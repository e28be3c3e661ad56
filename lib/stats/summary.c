/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.c: order statistics by selection.
 *
 * Of each list, in order already, a part is kept that the wanted sample may lie
 * in. A pivot out of these parts splits them all, until it is the one (Hoare's
 * FIND, with a count for each value). GSL's functions want one array element for
 * each sample; the tests hold these against them.
 */
#include "stats/summary.h"
#include "base/err.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static uint64_t total(const struct weighted *items, size_t from, size_t to)
{
	uint64_t count = 0;

	for (size_t i = from; i < to; i++)
		count += items[i].count;
	return count;
}

/* Beyond 2^53 a place is rounded, and then no sample may be at it. */
static int total_of(const struct sorted *lists, size_t n, uint64_t *count)
{
	const uint64_t most = UINT64_C(1) << 53;

	*count = 0;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < lists[i].count; j++) {
			if (lists[i].items[j].count > most - *count)
				return err_set(EOVERFLOW, "the samples of a row are more than 2^53 "
					       "over all files");
			*count += lists[i].items[j].count;
		}
	}
	return 0;
}

/* What is left of a list, and where the pivot splits it. */
struct part {
	size_t from, to;
	size_t split;		/* the first that is not below the pivot */
	size_t behind;		/* the first that is above it */
};

static size_t lower_bound(const struct weighted *items, size_t from, size_t to, uint64_t value)
{
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (items[middle].value < value)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Any value that is left will do; a random one halves what is left, on average. */
static uint64_t choose_pivot(const struct sorted *lists, const struct part *parts, size_t n,
			     uint64_t *state)
{
	size_t left = 0, place;

	for (size_t i = 0; i < n; i++)
		left += parts[i].to - parts[i].from;
	/* Knuth's MMIX generator; its lower bits are poor. */
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	/* cppcheck-suppress zerodiv ; the wanted sample is left */
	place = (size_t)((*state >> 33) % left);
	for (size_t i = 0; i < n; i++) {
		if (place < parts[i].to - parts[i].from)
			return lists[i].items[parts[i].from + place].value;
		place -= parts[i].to - parts[i].from;
	}
	return 0;
}

/* Splits all parts at @pivot; returns how many samples are below it, and *@equal are it. */
static uint64_t split(const struct sorted *lists, struct part *parts, size_t n, uint64_t pivot,
		      uint64_t *equal)
{
	uint64_t below = 0;

	*equal = 0;
	for (size_t i = 0; i < n; i++) {
		const struct weighted *items = lists[i].items;
		struct part *part = &parts[i];

		part->split = lower_bound(items, part->from, part->to, pivot);
		part->behind = part->split;
		if (part->split < part->to && items[part->split].value == pivot)
			*equal += items[part->behind++].count;
		below += total(items, part->from, part->split);
	}
	return below;
}

/* The value of the sample at @place, counted from 0 in ascending order. */
static double pick(const struct sorted *lists, struct part *parts, size_t n, uint64_t place)
{
	uint64_t state = 1, pivot, below, equal;

	for (size_t i = 0; i < n; i++)
		parts[i] = (struct part){ .from = 0, .to = lists[i].count };
	for (;;) {
		pivot = choose_pivot(lists, parts, n, &state);
		below = split(lists, parts, n, pivot, &equal);
		if (place >= below && place - below < equal)
			return (double)pivot;
		for (size_t i = 0; i < n; i++) {
			if (place < below)
				parts[i].to = parts[i].split;
			else
				parts[i].from = parts[i].behind;
		}
		if (place >= below)
			place -= below + equal;
	}
}

static double quantile_of(const struct sorted *lists, struct part *parts, size_t n,
			  uint64_t count, double fraction)
{
	double place = fraction * (double)(count - 1), low, high;

	low = pick(lists, parts, n, (uint64_t)floor(place));
	if (place == floor(place))
		return low;
	high = pick(lists, parts, n, (uint64_t)ceil(place));
	return low + (place - floor(place)) * (high - low);
}

int summary_quantile(double *quantile, const struct sorted *lists, size_t n, double fraction)
{
	struct part *parts;
	uint64_t count;
	int err = total_of(lists, n, &count);

	*quantile = (double)NAN;
	if (err || !count)
		return err;
	parts = calloc(n, sizeof(*parts));
	if (!parts)
		return -ENOMEM;
	*quantile = quantile_of(lists, parts, n, count, fraction);
	free(parts);
	return 0;
}

static void find_ends(struct summary *summary, const struct sorted *lists, size_t n)
{
	summary->min = INFINITY;
	summary->max = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		if (!lists[i].count)
			continue;
		summary->min = fmin(summary->min, (double)lists[i].items[0].value);
		summary->max = fmax(summary->max,
				    (double)lists[i].items[lists[i].count - 1].value);
	}
}

int summary_of(struct summary *summary, const struct sorted *lists, size_t n)
{
	double none = (double)NAN;
	struct part *parts;
	int err;

	*summary = (struct summary){ 0, none, none, none, none, none };
	err = total_of(lists, n, &summary->count);
	if (err || !summary->count)
		return err;
	parts = calloc(n, sizeof(*parts));
	if (!parts)
		return -ENOMEM;
	find_ends(summary, lists, n);
	summary->p10 = quantile_of(lists, parts, n, summary->count, 0.1);
	summary->median = quantile_of(lists, parts, n, summary->count, 0.5);
	summary->p90 = quantile_of(lists, parts, n, summary->count, 0.9);
	free(parts);
	return 0;
}
