/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare.h: two kernels, each known by one median per boot.
 */
#ifndef STATS_COMPARE_H
#define STATS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

/* What may be said of a difference. */
enum verdict {
	/* At least two boots of each kernel, and all boots of a kernel agree. */
	VERDICT_EXACT,

	/* Boots of one kernel disagree: nothing is known but the spread. */
	VERDICT_VARIES,

	/* A kernel has one boot only: nothing has confirmed its figure. */
	VERDICT_ONE_BOOT,

	/* A timed platform, for which there are no statistics yet. */
	VERDICT_NONE,
};

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
	double difference;	/* of the medians of the boots' medians */
	double percent;		/* of base; NAN where base is 0 */
	enum verdict verdict;
};

/* @noiseless: the platform counts, so that boots of one kernel should agree. */
void compare_boots(struct comparison *comparison, struct boots base,
		   struct boots patched, bool noiseless);

/* Minimum, median and maximum of one kernel's boots. */
struct spread compare_spread(struct boots boots);

/* "exact", "varies", "one boot", "no verdict". */
const char *compare_verdict_name(enum verdict verdict);

#endif /* STATS_COMPARE_H */
