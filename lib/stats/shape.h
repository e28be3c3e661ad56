/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shape.h: samples for which a median does not say it all.
 */
#ifndef STATS_SHAPE_H
#define STATS_SHAPE_H

#include "base/weighted.h"

#include <stdbool.h>

/* With fewer samples nothing is said of their shape. */
enum { SHAPE_LEAST = 50 };

/* Samples in two groups, by the split that leaves least variance within them. */
struct groups {
	double low, high;	/* their means */
	double smaller;		/* share of the samples in the smaller group, 0..0.5 */
	double apart;		/* Ashman's D; INFINITY where no group varies */
};

/*
 * Splits @samples without their lowest and highest 2.5 %. The split: Otsu (IEEE Trans.
 * Systems, Man, and Cybernetics 9 (1979)); D: Ashman, Bird and Zepf (Astronomical
 * Journal 108 (1994)). All NAN where all samples are one value.
 */
struct groups shape_split(struct sorted samples);

/*
 * Two groups in earnest: each with a tenth of the samples, apart by D above 4 (halves
 * of one hump stay below: a normal's reach 2.6, those of equal chances 3.5), by 5 % of
 * the lower mean, and by 8 ticks, so that a coarse timer is no second group.
 */
bool shape_is_bimodal(const struct groups *groups);

/*
 * How many samples are beyond the outer fences, 3 interquartile ranges (of at least
 * one tick) away from the quartiles: Tukey, Exploratory Data Analysis (1977), 2C.
 */
uint64_t shape_far_out(struct sorted samples);

#endif /* STATS_SHAPE_H */
