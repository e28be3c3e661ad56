/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rank.c: rank sums, counted out.
 *
 * Mean ranks are kept doubled, so that they are whole. The number of ways in
 * which j of the values have rank sum s grows value by value: with the value
 * of rank r, ways[j][s] gains ways[j - 1][s - r].
 */
#include "stats/rank.h"

#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct ranks {
	size_t *doubled;	/* of x, then of y */
	size_t n, m;
	double ties;		/* sum of t^3 - t over groups of t equal values */
};

static int rank_values(struct ranks *ranks, const double *x, size_t n, const double *y, size_t m)
{
	size_t total = n + m, *order = calloc(total, sizeof(*order));
	double *values = calloc(total, sizeof(*values));

	*ranks = (struct ranks){ calloc(total, sizeof(size_t)), n, m, 0.0 };
	if (!order || !values || !ranks->doubled) {
		free(order);
		free(values);
		free(ranks->doubled);
		return -ENOMEM;
	}
	for (size_t i = 0; i < total; i++)
		values[i] = i < n ? x[i] : y[i - n];
	gsl_sort_index(order, values, 1, total);
	for (size_t from = 0, to; from < total; from = to) {
		double t;

		for (to = from + 1; to < total && values[order[to]] == values[order[from]]; to++)
			;
		for (size_t i = from; i < to; i++)
			ranks->doubled[order[i]] = from + 1 + to;
		t = (double)(to - from);
		ranks->ties += t * t * t - t;
	}
	free(order);
	free(values);
	return 0;
}

/*
 * The chance of each doubled rank sum of @n out of @total values; an array of
 * total * (total + 1) + 1, which the caller frees, or NULL without memory.
 */
static double *distribution(const size_t *doubled, size_t total, size_t n)
{
	size_t sums = total * (total + 1) + 1;
	double *ways = calloc((n + 1) * sums, sizeof(*ways)), *chances, all;

	if (!ways)
		return NULL;
	ways[0] = 1.0;
	for (size_t i = 0; i < total; i++)
		for (size_t j = i + 1 < n ? i + 1 : n; j > 0; j--)
			for (size_t s = doubled[i]; s < sums; s++)
				ways[j * sums + s] += ways[(j - 1) * sums + s - doubled[i]];
	chances = calloc(sums, sizeof(*chances));
	all = gsl_sf_choose((unsigned int)total, (unsigned int)n);
	for (size_t s = 0; chances && s < sums; s++)
		chances[s] = ways[n * sums + s] / all;
	free(ways);
	return chances;
}

/* As far from what is expected as seen, or farther. */
static double exact_p(const struct ranks *ranks)
{
	size_t total = ranks->n + ranks->m;
	bool first = ranks->n <= ranks->m;
	size_t n = first ? ranks->n : ranks->m, seen = 0;
	double *chances = distribution(ranks->doubled, total, n);
	double expected = (double)(n * (total + 1)), far, p = 0.0;

	if (!chances)
		return (double)NAN;
	for (size_t i = 0; i < n; i++)
		seen += ranks->doubled[first ? i : ranks->n + i];
	far = fabs((double)seen - expected);
	for (size_t s = 0; s <= total * (total + 1); s++)
		if (fabs((double)s - expected) >= far)
			p += chances[s];
	free(chances);
	return fmin(p, 1.0);
}

/* Lehmann, Nonparametrics (1975), 1.3: with the correction for ties. */
static double normal_p(const struct ranks *ranks)
{
	double n = (double)ranks->n, m = (double)ranks->m, total = n + m, sum = 0.0, far, variance;

	for (size_t i = 0; i < ranks->n; i++)
		sum += (double)ranks->doubled[i] / 2.0;
	far = fabs(sum - n * (total + 1.0) / 2.0) - 0.5;
	variance = n * m / 12.0 * (total + 1.0 - ranks->ties / (total * (total - 1.0)));
	if (variance <= 0.0 || far <= 0.0)
		return 1.0;
	return 2.0 * gsl_cdf_ugaussian_Q(far / sqrt(variance));
}

double rank_p(const double *x, size_t n, const double *y, size_t m)
{
	struct ranks ranks;
	double p;

	if (!n || !m || rank_values(&ranks, x, n, y, m))
		return (double)NAN;
	p = n + m <= RANK_EXACT ? exact_p(&ranks) : normal_p(&ranks);
	free(ranks.doubled);
	return p;
}

double rank_least_p(size_t n, size_t m)
{
	if (!n || !m)
		return 1.0;
	return fmin(1.0, 2.0 * exp(-gsl_sf_lnchoose((unsigned int)(n + m),
						    (unsigned int)(n < m ? n : m))));
}

/*
 * How many differences at each end the interval leaves out: the largest k with
 * P(U <= k) <= alpha / 2, where U is the rank sum less its least value; -1 where
 * there is none, or -ENOMEM. Without ties: an interval is not the worse for them.
 */
static long left_out(size_t n, size_t m, double alpha)
{
	size_t total = n + m, few = n < m ? n : m, doubled[RANK_EXACT];
	double *chances, below = 0.0, nm = (double)n * (double)m;
	long k = -1;

	if (total > RANK_EXACT) {
		k = (long)floor(nm / 2.0 - 0.5 - gsl_cdf_ugaussian_Qinv(alpha / 2.0) *
				sqrt(nm * ((double)total + 1.0) / 12.0));
		return k < 0 ? -1 : k;
	}
	for (size_t i = 0; i < total; i++)
		doubled[i] = 2 * (i + 1);
	chances = distribution(doubled, total, few);
	if (!chances)
		return -ENOMEM;
	for (size_t u = 0; u <= n * m; u++) {
		below += chances[few * (few + 1) + 2 * u];
		if (below > alpha / 2.0)
			break;
		k = (long)u;
	}
	free(chances);
	return k;
}

static int invert(struct estimate *estimate, const double *x, size_t n, const double *y, size_t m,
		  double alpha, bool ratio)
{
	double *pairs = calloc(n * m + 1, sizeof(*pairs));
	long k = left_out(n, m, alpha);

	if (!pairs || k == -ENOMEM) {
		free(pairs);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			pairs[i * m + j] = ratio ? y[j] / x[i] : y[j] - x[i];
	*estimate = (struct estimate){ (double)NAN, (double)NAN, (double)NAN };
	if (n && m) {
		gsl_sort(pairs, 1, n * m);
		estimate->shift = gsl_stats_median_from_sorted_data(pairs, 1, n * m);
	}
	if (k >= 0 && n && m) {
		estimate->low = pairs[k];
		estimate->high = pairs[n * m - 1 - (size_t)k];
	}
	free(pairs);
	return 0;
}

int rank_shift(struct estimate *estimate, const double *x, size_t n, const double *y,
	       size_t m, double alpha)
{
	return invert(estimate, x, n, y, m, alpha, false);
}

int rank_ratio(struct estimate *estimate, const double *x, size_t n, const double *y,
	       size_t m, double alpha)
{
	return invert(estimate, x, n, y, m, alpha, true);
}
