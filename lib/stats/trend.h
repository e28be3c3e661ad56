/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trend.h: do values rise or fall with their place?
 */
#ifndef STATS_TREND_H
#define STATS_TREND_H

#include <stddef.h>

struct series {
	const double *values;
	size_t count;
};

struct trend {
	double p;	/* of no trend, two-sided; 1 where there is nothing to see */
	double slope;	/* from one value to the next; NAN where no series has two */
};

/*
 * One trend in all @n @series. p: Mann (Econometrica 13 (1945)) and Kendall's test,
 * summed over the series as Hirsch, Slack and Smith do for seasons (Water Resources
 * Research 18 (1982)), by the normal distribution. slope: the median of all slopes
 * within a series, as Theil and Sen (J. Am. Stat. Assoc. 63 (1968)) take it.
 * Returns 0 or -ENOMEM.
 */
int trend_of(struct trend *trend, const struct series *series, size_t n);

#endif /* STATS_TREND_H */
