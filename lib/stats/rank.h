/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rank.h: the Wilcoxon-Mann-Whitney test of two small samples, and the
 * Hodges-Lehmann shift with the interval that goes with it.
 *
 * Wilcoxon, Biometrics Bulletin 1 (1945); Mann and Whitney, Ann. Math. Stat. 18
 * (1947); Hodges and Lehmann, Ann. Math. Stat. 34 (1963). All results are those
 * of R's wilcox.test(y, x, conf.int = TRUE), but that ties stay exact here.
 */
#ifndef STATS_RANK_H
#define STATS_RANK_H

#include <stddef.h>

struct estimate {
	double shift;		/* by how much @y lies above @x */
	double low, high;	/* interval; NAN where the samples are too few for one */
};

/*
 * The two-sided p of "both come from one distribution": exact, over all ways to
 * part the n + m values, ties by their mean ranks, up to RANK_EXACT values; by
 * the normal distribution, corrected for ties and continuity, beyond. NAN where
 * a sample is empty or memory is short.
 */
double rank_p(const double *x, size_t n, const double *y, size_t m);

enum { RANK_EXACT = 60 };

/* The least p that @n and @m values can give: 2 / C(n + m, n). */
double rank_least_p(size_t n, size_t m);

/*
 * Fills @estimate from the @n * @m differences y - x: their median, and, of the
 * differences in order, the k-th and the k-th from above, for the largest k at
 * which the interval holds the shift with a chance of 1 - @alpha or more. @alpha
 * is above 0 and below 1. Returns 0 or -ENOMEM.
 */
int rank_shift(struct estimate *estimate, const double *x, size_t n, const double *y,
	       size_t m, double alpha);

/* The same for the ratios y / x; all of @x are above 0. */
int rank_ratio(struct estimate *estimate, const double *x, size_t n, const double *y,
	       size_t m, double alpha);

#endif /* STATS_RANK_H */
