/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h: the figures of all variants, run by run.
 *
 * Only timed trials enter. A figure is per page, in the files' unit.
 */
#ifndef MODEL_ROWS_H
#define MODEL_ROWS_H

#include "model/health.h"
#include "model/quantities.h"
#include "result/reader.h"
#include "stats/compare.h"
#include "stats/summary.h"

struct variants;

/* The scenario that measures the harness: a touch of a page that is present. */
#define ROW_HARNESS	"null"

/* Per page; NAN where nothing was touched. */
struct faults {
	double restore, extra_write, other;
};

/* One variant's part of a row; trials is 0 where it has none. */
struct figure {
	struct boots boots;		/* the median of each boot */
	double min, p10, p90, max;	/* over the samples of all boots */
	uint64_t samples, trials;
	uint64_t unpredicted;		/* of the trials: the oracle knew nothing of them */
	uint64_t findings;		/* of the trials: with a finding */
	double touched_pages;
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
	struct figure *figures;		/* one per variant */
};

struct rows {
	struct row *items;		/* in the order of the base's plan */
	size_t count;
	size_t variant_count;
	const char *platform, *unit;
	bool noiseless;			/* exact: boots of one kernel should agree */
	bool has_time;			/* not smp-counts, whose samples mean nothing */
	bool has_ipis;			/* some row has to do with other CPUs' TLBs */
	bool has_memory;		/* loads, stores and cache lines were counted */
	double equivalence;		/* bound of it, in per cent; the caller may change it */
};

/*
 * Gathers the trials of @variants, which must outlive @rows. Returns 0 or -errno
 * with a line in err_text(); @rows is then empty.
 */
int rows_gather(struct rows *rows, const struct variants *variants);

void rows_free(struct rows *rows);

/* Scenario and parameters equal? The place in the plan is not asked. */
bool rows_same_run(const struct result_run *a, const struct result_run *b);

/* The value that @run has for @name, or NULL. */
const char *run_value(const struct result_run *run, const char *name);

/* Is it a state that no driver in the kernel leads to (folio=clean)? */
bool run_is_constructed(const struct result_run *run);

/* Does @figure rest on any trial? */
bool figure_known(const struct figure *figure);

/* The median of its boots. */
double figure_cost(const struct figure *figure);

double faults_sum(const struct faults *faults);

#endif /* MODEL_ROWS_H */
