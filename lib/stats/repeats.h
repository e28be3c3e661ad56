/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * repeats.h: one kernel, measured by several processes, each with one median.
 *
 * docs/accuracy.md says why the interval is as wide as it is.
 */
#ifndef STATS_REPEATS_H
#define STATS_REPEATS_H

#include "stats/compare.h"

/* With fewer there is no interval: 1 - 2 / 2^n is the chance that it holds the median. */
enum { REPEATS_LEAST = 6 };

/*
 * Neighbours in time are alike, and no process knows of a machine that is another one in five
 * minutes. So the interval ends not with the least and the largest, but this part of what lies
 * between them further out. A measured allowance, not a theorem: docs/accuracy.md.
 */
#define REPEATS_ALLOWANCE	0.25

/* NAN where not known: of what there was no process, or too few. */
struct repeats {
	size_t count;
	double median;
	double low, high;	/* the least and the largest, the allowance, and half a tick more */
	double detectable;	/* what as many boots of each of two kernels would tell apart */
	double detectable_percent;
};

/*
 * @medians: one of each process, known to one @tick of the timer. @rows: how many rows
 * are tested together.
 */
struct repeats repeats_of(struct boots medians, double tick, size_t rows);

#endif /* STATS_REPEATS_H */
