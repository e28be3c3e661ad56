/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.h: two kernels, each known by one median per boot.
 *
 * Where boots of a kernel agree on a platform without noise, the difference is a
 * fact. Elsewhere it is estimated: docs/statistics.md names each formula's source.
 */
#ifndef STATS_COMPARE_H
#define STATS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

/* What may be said of a difference. */
enum verdict {
	/* At least two boots of each kernel, and all boots of a kernel agree. */
	VERDICT_EXACT,

	/* Exact platform, but boots differ, and are too few for an interval. */
	VERDICT_VARIES,

	/* Exact platform; a kernel has one boot only: nothing has confirmed its figure. */
	VERDICT_ONE_BOOT,

	/* The platform has no times. */
	VERDICT_NONE,

	/* Estimated: Holm's p is at most COMPARE_STRICT. */
	VERDICT_CHANGED,

	/* Estimated: not changed, and the interval lies within the bound of equivalence. */
	VERDICT_SAME,

	/* Estimated: neither, so far. */
	VERDICT_UNSURE,
};

/* What is promised: false positives over a whole table, and intervals that miss. */
#define COMPARE_ALPHA		0.05
/*
 * What p and intervals are held to. The promise is exact for boots that come in any
 * order with the same chance; real ones do so nearly, and the rest pays for that.
 */
#define COMPARE_STRICT		0.03
/* The chance at which a difference of the detectable size is found; of few boots, 0.7. */
#define COMPARE_POWER		0.80
/* The bound within which two figures count as the same, in per cent. */
#define COMPARE_EQUIVALENCE	1.0
/* More boots than this are not worth promising. */
#define COMPARE_MOST_BOOTS	((size_t)1000)

/* One kernel: a median per boot, which compare_boots() brings into order. */
struct boots {
	double *medians;
	size_t count;
};

/* All NAN where there is no boot. */
struct spread {
	double min, median, max;
	size_t boots;
};

struct comparison {
	struct spread base, patched;

	/* A fact: of the medians of the boots. @estimated: the Hodges-Lehmann shift. */
	double difference;
	double percent;		/* of base; NAN where base is 0 */
	enum verdict verdict;

	/* From here on: only where @estimated; NAN or 0 where not known. */
	bool estimated;
	double low, high;	/* interval of @difference: 1 - COMPARE_ALPHA and more */
	double percent_low, percent_high;
	double p;		/* exact Wilcoxon-Mann-Whitney, two-sided, this row alone */
	double p_holm;		/* the same, adjusted for all rows of the table */
	double deviation;	/* of boots about their kernel's mean, pooled */
	bool within;		/* the interval in per cent lies within the bound */
	double detectable;	/* least difference found so often; NAN: none can be */
	double detectable_percent;

	/*
	 * VERDICT_UNSURE and VERDICT_VARIES: boots of each kernel with which a
	 * verdict may be expected, if the estimate is right. Above
	 * COMPARE_MOST_BOOTS: more than that. 0: no such number.
	 */
	size_t boots_needed;
};

/*
 * Fills all of @comparison but what depends on the other rows of a table, which
 * compare_table() adds. @noiseless: the platform counts, so that boots of one
 * kernel should agree. Returns 0 or -ENOMEM.
 */
int compare_boots(struct comparison *comparison, struct boots base,
		  struct boots patched, bool noiseless);

/*
 * Adjusts the p of the @estimated among @count @rows (Holm), and gives these
 * their verdict. @equivalence is in per cent. Returns how many were estimated,
 * or -ENOMEM.
 */
int compare_table(struct comparison **rows, size_t count, double equivalence);

/* Boots of each kernel with which one of @rows may come to be called changed. */
size_t compare_least_boots(size_t rows);

/*
 * What @n and @m boots with that @deviation tell apart with COMPARE_POWER where @rows are
 * tested at COMPARE_STRICT together. NAN where the test cannot reach that level at all.
 */
double compare_detectable(double deviation, size_t n, size_t m, size_t rows);

/* Minimum, median and maximum of one kernel's boots. */
struct spread compare_spread(struct boots boots);

/* "exact", "varies", "one boot", "no verdict", "changed", "same", "inconclusive". */
const char *compare_verdict_name(enum verdict verdict);

#endif /* STATS_COMPARE_H */
