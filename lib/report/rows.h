/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h: the figures of all kernels, run by run.
 *
 * Only timed trials enter. A figure is per page, in the files' unit.
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include "report/health.h"
#include "report/quantities.h"
#include "result/reader.h"
#include "stats/compare.h"
#include "stats/summary.h"

struct sides;

/* Per page; NAN where nothing was touched. */
struct faults {
	double restore, extra_write, other;
};

/* One kernel's part of a row; boots.count is 0 where it has none. */
struct figure {
	struct boots boots;		/* the median of each boot */
	double min, p10, p90, max;	/* over the samples of all boots */
	uint64_t samples, trials, touched_pages;
	struct faults faults;
	double maybe_faults;		/* per page, that came or came not by chance */
	struct result_state *after;	/* PTE states over all pages; may be none */
	size_t after_count;
	struct quantities quantities;	/* whatever else there is */
	struct health health;
	double overhead;		/* an empty sample, per page; 0: not known */
	double unit_per_tick;		/* of one sample, per page: for @health */
};

struct row {
	const struct result_run *run;
	struct figure *figures;		/* one per side */
};

struct rows {
	struct row *items;		/* in the order of the base's plan */
	size_t count;
	size_t side_count;
	const char *platform, *unit;
	bool noiseless;			/* exact: boots of one kernel should agree */
	bool has_time;			/* not smp-counts, whose samples mean nothing */
	bool has_ipis;			/* some row has to do with other CPUs' TLBs */
	double equivalence;		/* bound of "the same", in per cent; who reads may change it */
};

/*
 * Gathers the trials of @sides, which must outlive @rows. Returns 0 or -errno
 * with a line in err_text(); @rows is then empty.
 */
int rows_gather(struct rows *rows, const struct sides *sides);

void rows_free(struct rows *rows);

/* Scenario and parameters equal? The place in the plan is not asked. */
bool rows_same_run(const struct result_run *a, const struct result_run *b);

/*
 * By how many faults per page @base and @patched may differ and be the same: where boots repeat to
 * the instruction none, elsewhere @stray, and where CPUs race as many as may come by chance.
 */
double rows_stray_faults(const struct rows *rows, const struct figure *base,
			 const struct figure *patched, double stray);

/* Does @figure rest on any trial? */
bool rows_has(const struct figure *figure);

#endif /* REPORT_ROWS_H */
