/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof.h: the evidence that FIRE did the work, and what the oracle says of it.
 */
#ifndef RUN_PROOF_H
#define RUN_PROOF_H

#include "run/expectation.h"
#include "run/probe.h"
#include "run/run.h"
#include "sys/counters.h"
#include "sys/pmu.h"

/* How many of the touched pages were in each state. */
struct pte_census {
	bool known;			/* false without a device */
	bool whole;			/* the device sees all bits of an entry; else those of device_sees() */
	uint32_t pages[PTE_STATES];	/* indexed by PTE_* bits */
};

struct proof {
	struct counts counts;		/* of the fire step */
	struct pte_census before, after;
	bool counted;			/* libperf counted this trial as well */
	uint64_t events[EVENT_COUNT];

	bool has_pmu;			/* the next are known */
	struct pmu_reading pmu_before, pmu_after;
	struct pmu_counts pmu;		/* of the fire step, by the thread that runs it */

	size_t touched;			/* pages that FIRE went to */
	struct faults faults;		/* sums, read off all of the above */
	struct expectation expected;
	const char *unpredicted;	/* NULL: ->expected holds; or why nothing was expected */
	char finding[512];		/* where expected and seen differ; else empty */
};

/* Counts the entries of the region. Returns 0, or -errno with a line in err_text(). */
int census_take(struct pte_census *census, struct run *run);

/* How many pages of @census have all of @bits. */
size_t census_with(const struct pte_census *census, unsigned int bits);

/*
 * Asks the scenario's ->predict, sorts the faults by kind, and compares.
 *
 * Returns 0, with ->finding set where the kernel did its work but not as the
 * oracle or the scenario's ->observe says, or as no known kernel does; or -ENODATA with a line in err_text() where FIRE did not do
 * what is being timed (nothing was exclusive, nothing faulted), or where the
 * trial was disturbed by a major fault. Then its samples mean nothing.
 *
 * @alone tells that nothing else runs on the machine, so that system-wide
 * counts must agree as well: reused pages unless the CPU switched to some other
 * task meanwhile, and TLB-flush IPIs with what the spinning bystanders must receive.
 */
int proof_judge(struct proof *proof, const struct run *run, const struct probe *probe, bool alone);

#endif /* RUN_PROOF_H */
