/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_stats: order statistics and verdicts against known answers.
 *
 * Where an answer is R's (4.2.2), the command that gave it stands beside it.
 * links: stats base
 */
#include "stats/compare.h"
#include "stats/rank.h"
#include "stats/repeats.h"
#include "stats/shape.h"
#include "stats/summary.h"
#include "stats/trend.h"
#include "tests/tap.h"

#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Worked out by hand, type 7: of 1 1 2 3 4 5 6 9, the 90th percentile stands 0.9 * 7 = 6.3 places up. */
static void known_by_hand(void)
{
	const struct weighted low[] = { { 1, 1 }, { 3, 1 }, { 9, 1 } };
	const struct weighted high[] = { { 1, 1 }, { 2, 1 }, { 4, 1 }, { 5, 1 }, { 6, 1 } };
	const struct sorted lists[] = { { low, 3 }, { NULL, 0 }, { high, 5 } };
	struct summary summary;

	claim(!summary_of(&summary, lists, 3) && summary.count == 8, "counts add up over lists");
	claim_near(summary.min, 1.0, 0.0, "the minimum is the least value");
	claim_near(summary.p10, 1.0, 1e-12, "the 10th percentile is the one worked out by hand");
	claim_near(summary.median, 3.5, 1e-12, "the median of an even number lies between two samples");
	claim_near(summary.p90, 6.9, 1e-12, "the 90th percentile is the one worked out by hand");
	claim_near(summary.max, 9.0, 0.0, "the maximum is the greatest value");
}

enum { LISTS = 7, LIST = 40 };

/* The same samples, one array element each, through GSL. */
static void agrees_with_gsl(void)
{
	static const double fractions[] = { 0.0, 0.1, 0.25, 0.5, 0.9, 0.99, 1.0 };
	static struct weighted samples[LISTS][LIST];
	static double expanded[LISTS * LIST * 90];
	struct sorted lists[LISTS];
	double worst = 0.0, seen;
	size_t n = 0;

	srand(1);
	for (size_t list = 0; list < LISTS; list++) {
		/* Lists overlap, share values, and one lies apart. */
		uint64_t value = list == 3 ? 9000 : 1400 + 5 * list;

		for (size_t i = 0; i < LIST; i++) {
			value += 1 + (uint64_t)rand() % 5;
			samples[list][i] = (struct weighted){ value, 1 + (uint64_t)rand() % 90 };
			for (uint64_t j = 0; j < samples[list][i].count; j++)
				expanded[n++] = (double)value;
		}
		lists[list] = (struct sorted){ samples[list], LIST };
	}
	gsl_sort(expanded, 1, n);
	for (size_t i = 0; i < COUNT_OF(fractions); i++) {
		summary_quantile(&seen, lists, LISTS, fractions[i]);
		worst = fmax(worst, fabs(seen - gsl_stats_quantile_from_sorted_data(expanded, 1, n,
										    fractions[i])));
	}
	claim_near(worst, 0.0, 1e-9, "quantiles of counted samples are GSL's of the samples themselves");
}

static void odd_sizes(void)
{
	struct weighted many[] = { { 7, UINT64_C(1) << 51 }, { 9, UINT64_C(1) << 51 } };
	const struct weighted one[] = { { 1412, 1 } };
	const struct sorted single = { one, 1 }, large = { many, 2 };
	struct summary summary;
	double quantile;

	summary_of(&summary, &single, 1);
	claim(summary.p10 == 1412.0 && summary.median == 1412.0 && summary.max == 1412.0,
	      "one sample is all of its quantiles");
	summary_of(&summary, NULL, 0);
	claim(summary.count == 0 && isnan(summary.median), "no samples have no median, and not 0");
	summary_of(&summary, &large, 1);
	claim_near(summary.median, 8.0, 0.0, "2^52 samples are counted and not expanded");
	many[1].count = (UINT64_C(1) << 52) + (UINT64_C(1) << 51) + 1;
	claim(summary_of(&summary, &large, 1) == -EOVERFLOW &&
	      summary_quantile(&quantile, &large, 1, 0.5) == -EOVERFLOW && isnan(quantile),
	      "more than 2^53 are refused, where a place would be rounded to one that no sample has");
}

static const double r_base[] = { 812.4, 815.1, 809.8, 811.0, 820.3, 813.7 };
static const double r_patched[] = { 861.2, 858.8, 870.4, 855.9, 866.1, 859.3 };

/*
 * x <- c(812.4,815.1,809.8,811.0,820.3,813.7); y <- c(861.2,858.8,870.4,855.9,866.1,859.3)
 * wilcox.test(y, x, conf.int = TRUE, conf.level = .97)
 * exp(wilcox.test(log(y), log(x), conf.int = TRUE, conf.level = .97)$conf.int)
 */
static void ranks_of_r(void)
{
	static const double x[] = { 100.2, 101.7, 99.1, 103.3, 98.4, 102.6, 100.9 };
	static const double y[] = { 101.3, 99.8, 104.1, 102.2, 105.0 };
	struct estimate seen;

	claim_near(rank_p(r_base, 6, r_patched, 6), 0.0021645021645, 1e-12, "p is R's, base below patched");
	claim_near(rank_p(r_patched, 6, r_base, 6), 0.0021645021645, 1e-12, "and the other way round");
	claim(!rank_shift(&seen, r_base, 6, r_patched, 6, 0.03), "the shift can be estimated");
	claim_near(seen.shift, 47.65, 1e-9, "it is R's");
	claim_near(seen.low, 40.9, 1e-9, "its interval begins where R's does");
	claim_near(seen.high, 56.3, 1e-9, "and ends where R's does");
	rank_ratio(&seen, r_base, 6, r_patched, 6, 0.03);
	claim_near(seen.low, 1.05005520795, 1e-9, "the interval of the ratio is R's of the logarithms");
	claim_near(seen.high, 1.06952333910, 1e-9, "at both ends");

	/* The same of x <- c(100.2, ...), y <- c(101.3, ...): another number on each side. */
	claim_near(rank_p(x, 7, y, 5), 0.267676767677, 1e-11, "p of 7 and 5 is R's");
	rank_shift(&seen, x, 7, y, 5, 0.03);
	claim_near(seen.shift, 1.5, 1e-9, "so is the shift");
	claim_near(seen.low, -1.9, 1e-9, "so is the interval");
	claim_near(seen.high, 5.0, 1e-9, "at both ends");
}

static void ranks_at_the_edge(void)
{
	/* r <- rank(c(1,2,2,3,5, 2,4,5,5,6,7)); t <- combn(11, 5, function(i) sum(r[i])); mean(abs(t - 30) >= abs(sum(r[1:5]) - 30)) */
	static const double x[] = { 1, 2, 2, 3, 5 }, y[] = { 2, 4, 5, 5, 6, 7 };
	static const double same[] = { 5, 5, 5, 5 };
	double low[40], high[40], x_tied[40], y_tied[40];
	struct estimate seen;

	claim_near(rank_p(x, 5, y, 6), 0.0887445887446, 1e-12, "p with ties is that of all ways to part them");
	claim(rank_p(same, 4, same, 4) == 1.0, "what is all equal has p 1");
	claim(isnan(rank_p(x, 0, y, 6)), "an empty sample has no p");
	/* 2 / choose(c(8, 14, 9), c(4, 7, 4)) */
	claim_near(rank_least_p(4, 4), 0.0285714285714, 1e-12, "the least p of 4 and 4 is 2 of 70");
	claim_near(rank_least_p(7, 7), 0.000582750582751, 1e-12, "and of 7 and 7, 2 of 3432");
	claim_near(rank_least_p(5, 4), 0.0158730158730, 1e-12, "and of 5 and 4, 2 of 126");
	claim(rank_least_p(0, 4) == 1.0, "no boots tell nothing");
	rank_shift(&seen, x, 3, y, 3, 0.03);
	claim(isnan(seen.low) && !isnan(seen.shift), "3 and 3 have a shift, and no interval");
	rank_shift(&seen, x, 4, y, 4, 0.03);
	claim(seen.low == -1.0 && seen.high == 4.0, "4 and 4 have one: the whole range of differences");
	for (int i = 0; i < 40; i++) {
		low[i] = i + 1;
		high[i] = i + 4.5;
	}
	/* wilcox.test(1:40 + 3.5, 1:40, exact = FALSE, correct = TRUE)$p.value */
	claim_near(rank_p(low, 40, high, 40), 0.198930578186, 1e-10, "beyond 60 boots p is R's normal one");
	for (int i = 0; i < 40; i++) {
		x_tied[i] = i / 4;
		y_tied[i] = i / 5 + 3;
	}
	/* wilcox.test((0:39) %/% 5 + 3, (0:39) %/% 4, exact = FALSE, correct = TRUE)$p.value */
	claim_near(rank_p(x_tied, 40, y_tied, 40), 0.00275507688857, 1e-10, "so it is with ties");
	/* d <- sort(outer(1:40 + 3.5, 1:40, "-")); k <- qwilcox(.015, 40, 40); c(d[k], d[1601 - k]) */
	rank_shift(&seen, low, 40, high, 40, 0.03);
	claim(seen.low == -2.5 && seen.high == 9.5, "and the interval is R's exact one, or next to it");
}

/* Counts left out at each end, against qwilcox(.015, n, m): 4 and 4: 1; 8: 12; 5 and 7: 4; 15: 61; 30: 304. */
static void places_of_r(void)
{
	static const struct {
		size_t n, m, place;
	} known[] = { { 4, 4, 1 }, { 8, 8, 12 }, { 5, 7, 4 }, { 15, 15, 61 }, { 30, 30, 304 } };

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		double zero[30] = { 0 }, steps[30];
		struct estimate seen;
		size_t n = known[i].n, m = known[i].m, below = 0;

		/* x is all 0 but for parts of a step, so that the differences are 1 to n * m in order. */
		for (size_t j = 0; j < n; j++)
			zero[j] = -(double)j;
		for (size_t j = 0; j < m; j++)
			steps[j] = (double)(j * n);
		rank_shift(&seen, zero, n, steps, m, 0.03);
		below = (size_t)seen.low;
		claim(below + 1 == known[i].place, "with %zu and %zu boots the interval begins at R's place",
		      n, m);
	}
}

/* p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.5), "holm") */
static void holm(void)
{
	static const double p[] = { 0.01, 0.04, 0.03, 0.005, 0.5 };
	static const double adjusted[] = { 0.04, 0.09, 0.09, 0.025, 0.5 };
	struct comparison rows[6], *pointers[6];
	double worst = 0.0;

	for (size_t i = 0; i < 6; i++) {
		rows[i] = (struct comparison){ .estimated = i < 5, .p = i < 5 ? p[i] : (double)NAN,
					       .verdict = i < 5 ? VERDICT_UNSURE : VERDICT_EXACT,
					       .base.boots = 8, .patched.boots = 8, .base.median = 100.0,
					       .percent_low = -5.0, .percent_high = 5.0,
					       .difference = 1.0, .deviation = 1.0 };
		pointers[i] = &rows[i];
	}
	claim(compare_table(pointers, 6, 1.0) == 5, "only estimates are adjusted for");
	for (size_t i = 0; i < 5; i++)
		worst = fmax(worst, fabs(rows[i].p_holm - adjusted[i]));
	claim_near(worst, 0.0, 1e-12, "Holm's p are those of R's p.adjust()");
	claim(rows[3].verdict == VERDICT_CHANGED && rows[0].verdict == VERDICT_UNSURE,
	      "a p that is small alone may not be small among others");
	claim(rows[5].verdict == VERDICT_EXACT, "a fact stays a fact");
}

/* The quantiles of Student that are asked for, for all boots and rows there may be, are what they should be. */
static void student(void)
{
	double worst = 0.0;

	for (int freedom = 1; freedom < 2000; freedom += 1 + freedom / 20)
		for (int rows = 1; rows <= 1000; rows += 1 + rows / 10) {
			double p = COMPARE_STRICT / 2.0 / rows;
			double seen = gsl_cdf_tdist_Q(gsl_cdf_tdist_Qinv(p, freedom), freedom);

			worst = fmax(worst, fabs(seen / p - 1.0));
		}
	claim_near(worst, 0.0, 1e-6, "GSL's quantiles of Student converge for all boots and rows");
}

static void trends(void)
{
	/* cor.test(1:20, c(3,1,4,...), method = "kendall", exact = FALSE, continuity = TRUE)$p.value */
	static const double digits[] = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4 };
	static const double a[] = { 10, 12, 11, 14, 13, 16 }, b[] = { 5, 5, 6, 6, 7, 9 };
	static const double flat[] = { 7, 7, 7, 7 };
	const struct series one = { digits, 20 }, both[] = { { a, 6 }, { b, 6 } }, level = { flat, 4 };
	struct trend trend;

	claim(!trend_of(&trend, &one, 1), "a trend can be looked for");
	claim_near(trend.p, 0.200946226864, 1e-10, "p of one series is R's");
	/*
	 * S <- function(v) sum(sign(outer(v, v, "-"))[lower.tri(diag(length(v)))])
	 * V <- function(v) { n <- length(v); t <- table(v); (n*(n-1)*(2*n+5) - sum(t*(t-1)*(2*t+5))) / 18 }
	 * 2 * pnorm(-(S(a) + S(b) - 1) / sqrt(V(a) + V(b)))
	 */
	trend_of(&trend, both, 2);
	claim_near(trend.p, 0.00186606385663, 1e-12, "p of two series is that of the sums of S and of variances");
	claim_near(trend.slope, 1.0, 1e-12, "the slope is the median of all");
	trend_of(&trend, &level, 1);
	claim(trend.p == 1.0 && trend.slope == 0.0, "what is level has no trend");
	trend_of(&trend, NULL, 0);
	claim(trend.p == 1.0 && isnan(trend.slope), "nor has nothing");
}

enum { DRAWN = 2000 };

static int by_size(const void *a, const void *b)
{
	const struct weighted *left = a, *right = b;

	return (left->value > right->value) - (left->value < right->value);
}

/* Values at the quantiles of a distribution, some of them equal. */
static struct sorted shaped(struct weighted *items, double (*quantile)(double p))
{
	for (size_t i = 0; i < DRAWN; i++)
		items[i] = (struct weighted){ (uint64_t)quantile(((double)i + 0.5) / DRAWN), 1 };
	qsort(items, DRAWN, sizeof(*items), by_size);
	return (struct sorted){ items, DRAWN };
}

static double uniform(double p) { return 1000.0 + 1000.0 * p; }
static double normal(double p) { return 1000.0 + gsl_cdf_gaussian_Pinv(p, 50.0); }
static double exponential(double p) { return 1000.0 + gsl_cdf_exponential_Pinv(p, 100.0); }
static double lognormal(double p) { return 100.0 + gsl_cdf_lognormal_Pinv(p, 5.0, 0.5); }
static double coarse(double p) { return p < 0.5 ? 50.0 : 54.0; }
static double stray(double p) { return p < 0.96 ? normal(p / 0.96) : 5000.0; }

static double two(double p)
{
	return p < 0.3 ? 1400.0 + gsl_cdf_gaussian_Pinv(p / 0.3, 20.0) :
	       1000.0 + gsl_cdf_gaussian_Pinv((p - 0.3) / 0.7, 20.0);
}

static bool bimodal(double (*quantile)(double p))
{
	struct weighted items[DRAWN];
	struct groups groups = shape_split(shaped(items, quantile));

	return shape_is_bimodal(&groups);
}

static void shapes(void)
{
	struct weighted items[DRAWN];
	struct groups groups = shape_split(shaped(items, two));
	const struct weighted one[] = { { 5, 100 } };

	claim(bimodal(two), "two humps are two groups");
	claim_near(groups.low, 1000.0, 3.0, "the lower is where it was put");
	claim_near(groups.high, 1400.0, 5.0, "and the higher, but for what is trimmed");
	claim_near(groups.smaller, 0.3, 0.02, "and the share of the smaller is what was put in");
	claim(!bimodal(uniform) && !bimodal(normal) && !bimodal(exponential) && !bimodal(lognormal),
	      "one hump is not, be it flat, normal or with a tail");
	claim(!bimodal(coarse), "nor are two ticks of a coarse timer");
	claim(!bimodal(stray), "nor are a few samples far away");
	groups = shape_split((struct sorted){ one, 1 });
	claim(!shape_is_bimodal(&groups), "nor is one value");
	groups = shape_split((struct sorted){ NULL, 0 });
	claim(!shape_is_bimodal(&groups), "nor nothing");
	claim(shape_far_out(shaped(items, normal)) == 0, "of a normal hump nothing is far out");
	claim(shape_far_out(shaped(items, stray)) == DRAWN / 25, "strays are far out, each of them");
	claim(shape_far_out((struct sorted){ one, 1 }) == 0, "one value is not");
}

static struct comparison compare(double *base, size_t n, double *patched, size_t m, bool noiseless)
{
	struct comparison comparison;

	compare_boots(&comparison, (struct boots){ base, n }, (struct boots){ patched, m }, noiseless);
	return comparison;
}

static void verdicts(void)
{
	double base[] = { 1412, 1412 }, patched[] = { 1449, 1449 };
	double other[] = { 1449, 1451, 1450 }, zero[] = { 0, 0 };
	struct comparison seen = compare(base, 2, patched, 2, true);

	claim(seen.verdict == VERDICT_EXACT, "two boots a kernel that agree are exact");
	claim_near(seen.difference, 37.0, 0.0, "the difference is patched less base");
	claim_near(seen.percent, 2.62039660056657, 1e-9, "per cent are of base");

	claim(compare(base, 2, base, 2, true).difference == 0.0 &&
	      compare(base, 2, base, 2, true).verdict == VERDICT_EXACT,
	      "no difference is exact, too");
	claim(compare(base, 1, patched, 2, true).verdict == VERDICT_ONE_BOOT,
	      "one boot of base is not confirmed");
	claim(compare(base, 2, patched, 1, true).verdict == VERDICT_ONE_BOOT,
	      "one boot of patched is not confirmed");
	claim(compare(base, 2, patched, 2, false).verdict == VERDICT_UNSURE,
	      "two boots on a timed platform tell nothing, however well they agree");

	seen = compare(base, 2, other, 3, true);
	claim(seen.verdict == VERDICT_VARIES, "boots that differ are not exact");
	claim(seen.patched.min == 1449.0 && seen.patched.median == 1450.0 && seen.patched.max == 1451.0,
	      "and their spread is kept");
	claim(compare(base, 1, other, 3, true).verdict == VERDICT_VARIES,
	      "disagreement weighs more than a missing boot");
	claim(isnan(compare(zero, 2, patched, 2, true).percent), "there are no per cent of 0");
	claim(isnan(compare_spread((struct boots){ NULL, 0 }).median), "no boots have no median");
}

/* One row of a table of its own, or of @rows of which the others are the same throughout. */
static struct comparison judged(const double *base, const double *patched, size_t n, size_t rows,
				double equivalence)
{
	struct comparison items[30], *pointers[30];

	for (size_t i = 0; i < rows; i++) {
		double x[64], y[64];

		memcpy(x, base, n * sizeof(*x));
		memcpy(y, i ? base : patched, n * sizeof(*y));
		items[i] = compare(x, n, y, n, false);
		pointers[i] = &items[i];
	}
	compare_table(pointers, rows, equivalence);
	return items[0];
}

static void estimated_verdicts(void)
{
	static const double near[] = { 812.5, 815.0, 809.9, 811.2, 820.1, 813.6 };
	struct comparison seen = judged(r_base, r_patched, 6, 1, 1.0);

	claim(seen.verdict == VERDICT_CHANGED && seen.estimated, "boots that lie apart are changed");
	claim_near(seen.difference, 47.65, 1e-9, "by the shift of their boots");
	claim(seen.low < 47.65 && seen.high > 47.65 && !seen.boots_needed, "with an interval");
	claim_near(seen.p_holm, seen.p, 0.0, "a row alone is not adjusted");
	seen = judged(r_base, r_patched, 6, 24, 1.0);
	claim_near(seen.p_holm, 24.0 * seen.p, 1e-12, "one of 24 is adjusted by 24");
	claim(seen.verdict == VERDICT_UNSURE && seen.boots_needed == 7,
	      "and 6 boots can tell nothing over 24 rows; 7 could");
	seen = judged(r_base, near, 6, 1, 2.0);
	claim(seen.verdict == VERDICT_SAME && seen.within, "an interval within the bound is the same");
	seen = judged(r_base, near, 6, 1, 0.5);
	claim(seen.verdict == VERDICT_UNSURE && !seen.within, "within a tighter bound nobody can tell");
	claim(seen.boots_needed > 6 && seen.boots_needed <= COMPARE_MOST_BOOTS, "but more boots may");
	seen = judged(r_base, r_patched, 6, 1, 50.0);
	claim(seen.verdict == VERDICT_CHANGED && seen.within,
	      "what has changed is not called the same, however wide the bound");
	seen = judged(r_base, near, 3, 1, 50.0);
	claim(seen.verdict == VERDICT_UNSURE && seen.boots_needed == 4 && isnan(seen.low),
	      "three boots tell nothing, not even that it is the same");
	seen = judged(r_base, near, 1, 24, 1.0);
	claim(seen.verdict == VERDICT_UNSURE && seen.boots_needed == 7 && isnan(seen.detectable),
	      "one boot tells least of all, and what it would take is what chance asks for");
}

static void sizes(void)
{
	double base[8], patched[8];

	/* f <- function(n, m, s, rows) { df <- n + m - 2; a <- .03 / rows
	 *	(qt(1 - a/2, df) + qt(.8, df)) * s * sqrt(pi/3 * (1/n + 1/m)) }; f(8, 8, 10, c(1, 24)) */
	for (int i = 0; i < 8; i++)
		base[i] = patched[i] = 1000.0 + (i % 2 ? 1.0 : -1.0) * 10.0 * sqrt(14.0 / 16.0);
	claim_near(judged(base, patched, 8, 1, 1.0).detectable, 16.79766491741, 1e-8,
		   "the detectable difference is worked out as in R");
	claim_near(judged(base, patched, 8, 24, 1.0).detectable, 25.04247348760, 1e-8,
		   "and grows with the rows that are tested");
	claim(isnan(judged(base, patched, 3, 1, 1.0).detectable), "there is none below the least number of boots");
	/* n where 2 / choose(2 * n, n) <= .03 / rows */
	claim(compare_least_boots(1) == 4 && compare_least_boots(13) == 6 &&
	      compare_least_boots(14) == 7 && compare_least_boots(24) == 7 && compare_least_boots(200) == 9,
	      "how many boots a table takes follows from its rows");
}

static void exact_but_varying(void)
{
	double base[] = { 1412, 1412, 1412, 1412 }, patched[] = { 1449, 1460, 1449, 1449 };
	struct comparison seen = compare(base, 4, patched, 4, true), *row = &seen;

	claim(compare_table(&row, 1, 1.0) == 1 && seen.estimated && seen.verdict == VERDICT_CHANGED,
	      "on an exact platform boots that differ are told from chance, if there are enough");
	claim(seen.low == 37.0 && seen.high == 48.0, "with an interval instead of a fact");
	seen = compare(base, 2, (double[]){ 1449, 1460 }, 2, true);
	compare_table(&row, 1, 1.0);
	claim(seen.verdict == VERDICT_VARIES && !seen.estimated && seen.boots_needed == 4,
	      "if there are too few, how many it takes is told");
}

/* Deviation and quantiles by R: sd(), qt(1 - .03 / 2, 14), qt(.8, 14). */
static void repeats(void)
{
	double medians[] = { 107, 100, 101, 102, 103, 104, 105, 106 };
	struct repeats of = repeats_of((struct boots){ medians, 8 }, 2.0, 1);

	claim_near(of.median, 103.5, 0.0, "of processes the median is told");
	claim_near(of.low, 100.0 - 0.25 * 7.0 - 1.0, 1e-12,
		   "the interval begins a quarter of the range and half a tick below the least");
	claim_near(of.high, 107.0 + 0.25 * 7.0 + 1.0, 1e-12, "and ends so far above the largest");
	claim_near(of.detectable, (2.414898 + 0.8680548) * sqrt(6.0 + 4.0 / 12.0) * sqrt(M_PI / 3.0 / 4.0), 1e-5,
		   "what as many boots tell apart is Guenther's formula, with what a tick hides");
	claim_near(of.detectable_percent, 100.0 * of.detectable / 103.5, 1e-12, "in per cent of the median");
	of = repeats_of((struct boots){ medians, 5 }, 2.0, 1);
	claim(isnan(of.low) && isnan(of.high) && isnan(of.detectable) && of.median == 102.0,
	      "of five processes only the median is told");
	of = repeats_of((struct boots){ NULL, 0 }, 2.0, 1);
	claim(of.count == 0 && isnan(of.median) && isnan(of.low), "of none, nothing");
	of = repeats_of((struct boots){ (double[]){ 20, 20, 20, 20, 20, 20 }, 6 }, 10.0, 1);
	claim(of.low == 15.0 && of.high == 25.0 && of.detectable > 0.0,
	      "processes that agree are known no better than to a tick");
	of = repeats_of((struct boots){ (double[]){ 1, 2, 3, 4, 5, 90 }, 6 }, 1.0, 1);
	claim(of.low == 0.0, "no cost is below 0");
}

int main(void)
{
	known_by_hand();
	agrees_with_gsl();
	odd_sizes();
	ranks_of_r();
	ranks_at_the_edge();
	places_of_r();
	holm();
	student();
	trends();
	shapes();
	verdicts();
	estimated_verdicts();
	sizes();
	exact_but_varying();
	repeats();
	return claims_done();
}
