/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_stats: order statistics and verdicts against known answers.
 * links: stats
 */
#include "stats/compare.h"
#include "stats/summary.h"
#include "tests/tap.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

/* Worked out by hand, type 7: of 1 1 2 3 4 5 6 9, the 90th percentile stands 0.9 * 7 = 6.3 places up. */
static void known_by_hand(void)
{
	struct weighted samples[] = { { 3, 1 }, { 1, 2 }, { 4, 1 }, { 5, 1 },
				      { 9, 1 }, { 2, 1 }, { 6, 1 } };
	struct summary summary;

	summary_of(&summary, samples, 7);
	claim(summary.count == 8, "counts add up");
	claim_near(summary.min, 1.0, 0.0, "the minimum is the least value");
	claim_near(summary.p10, 1.0, 1e-12, "the 10th percentile is the one worked out by hand");
	claim_near(summary.median, 3.5, 1e-12, "the median of an even number lies between two samples");
	claim_near(summary.p90, 6.9, 1e-12, "the 90th percentile is the one worked out by hand");
	claim_near(summary.max, 9.0, 0.0, "the maximum is the greatest value");
}

/* The same samples, one array element each, through GSL. */
static void agrees_with_gsl(void)
{
	static const double fractions[] = { 0.0, 0.1, 0.25, 0.5, 0.9, 0.99, 1.0 };
	struct weighted samples[40];
	double expanded[4000], worst = 0.0;
	size_t n = 0;

	srand(1);
	for (size_t i = 0; i < 40; i++) {
		samples[i] = (struct weighted){ 1400 + 3 * i, 1 + (uint64_t)rand() % 90 };
		for (uint64_t j = 0; j < samples[i].count; j++)
			expanded[n++] = (double)samples[i].value;
	}
	for (size_t i = 0; i < sizeof(fractions) / sizeof(fractions[0]); i++)
		worst = fmax(worst, fabs(summary_quantile(samples, 40, fractions[i]) -
			gsl_stats_quantile_from_sorted_data(expanded, 1, n, fractions[i])));
	claim_near(worst, 0.0, 1e-9, "quantiles of counted samples are GSL's of the samples themselves");
}

static void odd_sizes(void)
{
	struct weighted many[] = { { 7, UINT64_C(1) << 51 }, { 9, UINT64_C(1) << 51 } };
	struct weighted one[] = { { 1412, 1 } };
	struct summary summary;

	summary_of(&summary, one, 1);
	claim(summary.p10 == 1412.0 && summary.median == 1412.0 && summary.max == 1412.0,
	      "one sample is all of its quantiles");
	summary_of(&summary, NULL, 0);
	claim(summary.count == 0 && isnan(summary.median), "no samples have no median, and not 0");
	summary_of(&summary, many, 2);
	claim_near(summary.median, 8.0, 0.0, "2^52 samples are counted and not expanded");
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
	claim(compare(base, 2, patched, 2, false).verdict == VERDICT_NONE,
	      "a timed platform gets no verdict, however well boots agree");

	seen = compare(base, 2, other, 3, true);
	claim(seen.verdict == VERDICT_VARIES, "boots that disagree are not exact");
	claim(seen.patched.min == 1449.0 && seen.patched.median == 1450.0 && seen.patched.max == 1451.0,
	      "and their spread is kept");
	claim(compare(base, 1, other, 3, true).verdict == VERDICT_VARIES,
	      "disagreement weighs more than a missing boot");
	claim(isnan(compare(zero, 2, patched, 2, true).percent), "there are no per cent of 0");
	claim(isnan(compare_spread((struct boots){ NULL, 0 }).median), "no boots have no median");
}

int main(void)
{
	known_by_hand();
	agrees_with_gsl();
	odd_sizes();
	verdicts();
	return claims_done();
}
