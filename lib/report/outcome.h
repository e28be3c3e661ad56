/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outcome.h: what a row comes to: worse, better, or neither.
 *
 * The one place that decides it, for the cover letter, the pages and
 * --fail-on-regression alike.
 */
#ifndef REPORT_OUTCOME_H
#define REPORT_OUTCOME_H

#include "report/text.h"
#include "report/versus.h"

/* What is certain of the figure. */
enum cost {
	COST_SAME,	/* exactly, or within the bound of equivalence */
	COST_MORE,
	COST_LESS,
	COST_UNKNOWN,	/* boots disagree, too few of them, or not yet */
	COST_NONE,	/* the platform has no times */
};

/* In the order in which reports show them. */
enum outcome {
	OUTCOME_WORSE,		/* costs more for certain, or takes more faults or IPIs */
	OUTCOME_BETTER,		/* not worse; costs less for certain, or takes fewer faults or IPIs */
	OUTCOME_UNKNOWN,	/* faults are as many as before, and the cost cannot be told */
	OUTCOME_MOVED,		/* same cost; another PTE or other kinds of faults */
	OUTCOME_SAME,
	OUTCOMES
};

/*
 * Faults are counted, but on a timed platform something else may fault now and
 * then: there, less than one fault in 100 pages is no difference.
 */
#define OUTCOME_STRAY_FAULTS	0.01

enum cost outcome_cost(const struct versus_row *item);

/* Patched's faults per page less base's, of all kinds; 0 where none differ for certain. */
double outcome_faults(const struct versus_row *item, const struct rows *rows);

/* Do faults of any kind differ for certain? */
bool outcome_faults_differ(const struct versus_row *item, const struct rows *rows);

/* Patched's TLB-flush IPIs per page less base's; 0 where they do not differ for certain. */
double outcome_ipis(const struct versus_row *item);

enum outcome outcome_of(const struct versus_row *item, const struct rows *rows);

/*
 * Per cent by which patched costs more for certain: of an estimate, the lower end
 * of its interval, or next to nothing where that is not above 0 or not known.
 * INFINITY where base is 0; 0 where patched does not cost more for certain.
 */
double outcome_least_percent(const struct versus_row *item);

/*
 * @value of @item's figures as text, with its sign if asked to: a fact to the last
 * digit, an estimate to as many as mean something. "=" for no difference.
 */
struct cell outcome_number(const struct versus_row *item, double value, bool sign);

/* Does @run show a state that no driver in the kernel leads to (folio=clean)? */
bool outcome_is_constructed(const struct result_run *run);

#endif /* REPORT_OUTCOME_H */
