/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.h: order statistics of samples that come with a count.
 */
#ifndef STATS_SUMMARY_H
#define STATS_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

/* @count samples that all measured @value. */
struct weighted {
	uint64_t value;
	uint64_t count;
};

struct summary {
	uint64_t count;		/* samples; 0 makes all else NAN */
	double min, p10, median, p90, max;
};

/*
 * Sorts @samples by value, and summarises them.
 *
 * A quantile lies between the two samples next to its place, in proportion:
 * type 7 of Hyndman and Fan, as in GSL's gsl_stats_quantile_from_sorted_data()
 * and R's quantile(). The samples are not expanded, so a count may be large;
 * all counts together must not exceed 2^53.
 */
void summary_of(struct summary *summary, struct weighted *samples, size_t n);

/* The same quantile of @samples that are sorted; @fraction is in 0..1. */
double summary_quantile(const struct weighted *samples, size_t n, double fraction);

#endif /* STATS_SUMMARY_H */
