/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.c: difference, interval and verdict.
 */
#include "stats/compare.h"
#include "stats/rank.h"

#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

struct spread compare_spread(struct boots boots)
{
	struct spread spread = { (double)NAN, (double)NAN, (double)NAN, boots.count };

	if (!boots.count)
		return spread;
	gsl_stats_minmax(&spread.min, &spread.max, boots.medians, 1, boots.count);
	spread.median = gsl_stats_median(boots.medians, 1, boots.count);
	return spread;
}

/* The verdict as far as this row alone can tell. */
static enum verdict judge_alone(const struct spread *base, const struct spread *patched,
				bool noiseless)
{
	if (!base->boots || !patched->boots)
		return VERDICT_NONE;
	if (!noiseless)
		return VERDICT_UNSURE;
	if (base->min != base->max || patched->min != patched->max)
		return rank_least_p(base->boots, patched->boots) <= COMPARE_STRICT ?
		       VERDICT_UNSURE : VERDICT_VARIES;
	if (base->boots < 2 || patched->boots < 2)
		return VERDICT_ONE_BOOT;
	return VERDICT_EXACT;
}

static int estimate(struct comparison *comparison, struct boots base, struct boots patched)
{
	struct estimate shift, ratio;
	int err;

	err = rank_shift(&shift, base.medians, base.count, patched.medians, patched.count,
			 COMPARE_STRICT);
	if (err)
		return err;
	comparison->estimated = true;
	comparison->difference = shift.shift;
	comparison->low = shift.low;
	comparison->high = shift.high;
	comparison->p = rank_p(base.medians, base.count, patched.medians, patched.count);
	if (isnan(comparison->p))
		return -ENOMEM;

	comparison->percent = (double)NAN;
	if (comparison->base.min <= 0.0)
		return 0;
	err = rank_ratio(&ratio, base.medians, base.count, patched.medians, patched.count,
			 COMPARE_STRICT);
	if (err)
		return err;
	comparison->percent = 100.0 * (ratio.shift - 1.0);
	comparison->percent_low = 100.0 * (ratio.low - 1.0);
	comparison->percent_high = 100.0 * (ratio.high - 1.0);
	return 0;
}

/* Standard deviation of boots about their own kernel's mean, pooled; NAN where none is known. */
static double pooled_deviation(struct boots base, struct boots patched)
{
	size_t freedom = base.count + patched.count - 2;
	double squares = 0.0;

	if (base.count < 2 && patched.count < 2)
		return (double)NAN;
	if (base.count > 1)
		squares += gsl_stats_tss(base.medians, 1, base.count);
	if (patched.count > 1)
		squares += gsl_stats_tss(patched.medians, 1, patched.count);
	return sqrt(squares / (double)freedom);
}

int compare_boots(struct comparison *comparison, struct boots base,
		  struct boots patched, bool noiseless)
{
	double from, to, none = (double)NAN;

	*comparison = (struct comparison){
		.base = compare_spread(base), .patched = compare_spread(patched),
		.low = none, .high = none, .percent_low = none, .percent_high = none,
		.p = none, .p_holm = none, .detectable = none, .detectable_percent = none,
		.deviation = none,
	};
	comparison->verdict = judge_alone(&comparison->base, &comparison->patched, noiseless);
	from = comparison->base.median;
	to = comparison->patched.median;
	comparison->difference = to - from;
	comparison->percent = from != 0.0 ? 100.0 * (to - from) / from : none;
	if (comparison->verdict != VERDICT_UNSURE)
		return 0;
	comparison->deviation = pooled_deviation(base, patched);
	return estimate(comparison, base, patched);
}

/*
 * The sample size formula of two means with Student's quantiles (Guenther, The American
 * Statistician 35 (1981)), widened by pi / 3, the efficiency of ranks on normal boots
 * (Hodges and Lehmann, Ann. Math. Stat. 27 (1956)).
 */
double compare_detectable(double deviation, size_t n, size_t m, size_t rows)
{
	double freedom = (double)(n + m) - 2.0, alpha = COMPARE_STRICT / (double)rows;

	if (freedom < 1.0 || rank_least_p(n, m) > alpha)
		return (double)NAN;
	return (gsl_cdf_tdist_Qinv(alpha / 2.0, freedom) +
		gsl_cdf_tdist_Pinv(COMPARE_POWER, freedom)) * deviation *
	       sqrt(M_PI / 3.0 * (1.0 / (double)n + 1.0 / (double)m));
}

/* Half the width that an interval over @n boots of each kernel may be expected to have. */
static double half_width(double deviation, size_t n)
{
	double freedom = 2.0 * (double)n - 2.0;

	return gsl_cdf_tdist_Qinv(COMPARE_STRICT / 2.0, freedom) * deviation *
	       sqrt(M_PI / 3.0 * 2.0 / (double)n);
}

size_t compare_least_boots(size_t rows)
{
	size_t n = 1;

	while (rank_least_p(n, n) > COMPARE_STRICT / (double)(rows ? rows : 1))
		n++;
	return n;
}

/* The first number of boots above those there are at which either verdict may be expected. */
static size_t boots_needed(const struct comparison *row, size_t rows, double equivalence)
{
	size_t n = GSL_MIN(row->base.boots, row->patched.boots) + 1;
	double bound = equivalence / 100.0 * row->base.median;

	n = GSL_MAX(n, compare_least_boots(1));
	/* Without two boots of a kernel nobody knows how far boots lie apart. */
	if (isnan(row->deviation))
		return GSL_MAX(n, compare_least_boots(rows));
	for (; n <= COMPARE_MOST_BOOTS; n++) {
		if (compare_detectable(row->deviation, n, n, rows) <= fabs(row->difference))
			return n;
		if (fabs(row->difference) + half_width(row->deviation, n) <= bound)
			return n;
	}
	return n;
}

static void finish(struct comparison *row, size_t rows, double equivalence)
{
	row->within = row->percent_low >= -equivalence && row->percent_high <= equivalence;
	row->verdict = row->p_holm <= COMPARE_STRICT ? VERDICT_CHANGED :
		       row->within ? VERDICT_SAME : VERDICT_UNSURE;
	row->detectable = compare_detectable(row->deviation, row->base.boots, row->patched.boots,
					     rows);
	if (row->base.median > 0.0)
		row->detectable_percent = 100.0 * row->detectable / row->base.median;
	if (row->verdict == VERDICT_UNSURE)
		row->boots_needed = boots_needed(row, rows, equivalence);
}

static int by_p(const void *a, const void *b)
{
	const struct comparison *const *left = a, *const *right = b;

	return ((*left)->p > (*right)->p) - ((*left)->p < (*right)->p);
}

/* Holm, Scandinavian Journal of Statistics 6 (1979): step down; as R's p.adjust(). */
static void adjust(struct comparison **sorted, size_t count)
{
	double most = 0.0;

	for (size_t i = 0; i < count; i++) {
		most = fmax(most, fmin(1.0, sorted[i]->p * (double)(count - i)));
		sorted[i]->p_holm = most;
	}
}

int compare_table(struct comparison **rows, size_t count, double equivalence)
{
	struct comparison **sorted = calloc(count + 1, sizeof(struct comparison *));
	size_t tested = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		if (rows[i]->estimated)
			sorted[tested++] = rows[i];
	if (tested)
		qsort(sorted, tested, sizeof(struct comparison *), by_p);
	adjust(sorted, tested);
	for (size_t i = 0; i < tested; i++)
		finish(sorted[i], tested, equivalence);
	for (size_t i = 0; i < count; i++)
		if (rows[i]->verdict == VERDICT_VARIES)
			rows[i]->boots_needed = compare_least_boots(1);
	free(sorted);
	return (int)tested;
}

const char *compare_verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_EXACT] = "exact", [VERDICT_VARIES] = "varies",
		[VERDICT_ONE_BOOT] = "one boot", [VERDICT_NONE] = "no verdict",
		[VERDICT_CHANGED] = "changed", [VERDICT_SAME] = "same",
		[VERDICT_UNSURE] = "inconclusive",
	};

	return names[verdict];
}
