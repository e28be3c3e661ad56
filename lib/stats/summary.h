/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.h: order statistics of samples that come with a count.
 */
#ifndef STATS_SUMMARY_H
#define STATS_SUMMARY_H

#include "base/weighted.h"

struct summary {
	uint64_t count;		/* samples; 0 makes all else NAN */
	double min, p10, median, p90, max;
};

/*
 * Summarises the samples of all @n @lists as one. Nothing is copied or expanded,
 * so a count may be large. Returns 0, -ENOMEM, or -EOVERFLOW with a line in
 * err_text() where all counts together exceed 2^53.
 */
int summary_of(struct summary *summary, const struct sorted *lists, size_t n);

/*
 * A quantile lies between the two samples next to its place, in proportion:
 * type 7 of Hyndman and Fan, as in GSL's gsl_stats_quantile_from_sorted_data()
 * and R's quantile(). @fraction is in 0..1. Returns as summary_of();
 * *@quantile is NAN where there are no samples.
 */
int summary_quantile(double *quantile, const struct sorted *lists, size_t n, double fraction);

#endif /* STATS_SUMMARY_H */
