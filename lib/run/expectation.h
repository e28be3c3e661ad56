/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * expectation.h: what the oracle predicts for all pages of a run together.
 *
 * Pages may differ: a request for one page of a large folio, say, leaves the
 * others as they were. So the scenario describes what happens to each page, and sums are
 * compared with sums.
 */
#ifndef RUN_EXPECTATION_H
#define RUN_EXPECTATION_H

#include "run/oracle.h"

struct run;

struct expectation {
	struct faults faults;
	double major, maybe, reuse, flushes;	/* as in struct oracle, but sums */
	size_t faulting;		/* pages with at least one fault */
	size_t exclusive_before, exclusive_after;	/* FIRE */
	bool was_exclusive;		/* some page was, in arm or in FIRE */
	bool any_entry;			/* of some page the entry afterwards is not predicted */
	bool any_flushes;		/* nor how often it is flushed */
	uint32_t pages[PTE_STATES];	/* entries after FIRE, by PTE_* bits */
};

/* Asks the scenario's ->predict about each page of the region. */
void expectation_of(struct expectation *expected, const struct run *run, enum semantics semantics,
		    const struct traits *traits);

/* All faults, by kind or not. */
static inline double expectation_faults(const struct expectation *expected)
{
	return expected->faults.restore + expected->faults.extra_write + expected->faults.other;
}

/* The most frequent of some states, indexed by PTE_* bits. */
unsigned int most_frequent(const uint32_t pages[PTE_STATES]);

#endif /* RUN_EXPECTATION_H */
