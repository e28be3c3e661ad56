/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reclaim.h: having the kernel reclaim the pages of a run, and what becomes of their entries.
 */
#ifndef RUN_RECLAIM_H
#define RUN_RECLAIM_H

#include "run/run.h"
#include "sys/cgroup.h"
#include "sys/pagemap.h"
#include "sys/setting.h"
#include "sys/swap.h"

/* For a scenario's table of parameters. */
#define PARAMETER_RECLAIM_BY						\
	{ "by", "memory.reclaim", "memory.reclaim|pageout", 0, 0,	\
	  "who reclaims: the LRU lists of a cgroup, or madvise(MADV_PAGEOUT)" }

#define PARAMETER_MGLRU							\
	{ "mglru", "off", "off|on", 0, 0, "the multi-generational LRU; put back afterwards" }

/* Zeroed is nothing. */
struct reclaim {
	struct swap swap;
	struct cgroup cgroup;
	struct setting mglru;
	struct pagemap_entry *entries;
	int type_before, type_after;	/* swap type of most entries; -1 where there is none */
	size_t of_type_before, of_type_after;
	size_t mapped;			/* non-present entries that the kernel thinks map their page */
	size_t swapped;			/* pages in swap afterwards */
	size_t damaged;			/* entries that name a swap area that there is not */
	uint64_t ticks;			/* that the reclaim took */
};

/*
 * Sets up swap on zram and, for by=memory.reclaim, a cgroup of this process's own: only pages that are
 * touched for the first time from now on are reclaimed. For ->setup; returns 0 or -errno with a line in
 * err_text(), -EOPNOTSUPP where this machine cannot. reclaim_teardown() is needed in any case.
 */
int reclaim_setup(struct reclaim *reclaim, const struct run *run);
void reclaim_teardown(struct reclaim *reclaim);

/*
 * The last thing of ->arm: reclaims what it can of the region and looks at the entries before and after.
 * That nothing could be reclaimed is no error. Returns 0 or -errno with a line in err_text().
 */
int reclaim_region(struct reclaim *reclaim, const struct run *run);

/* Adds the facts. */
void reclaim_observe(const struct reclaim *reclaim, struct run *run);

/* Reports that a touch after the reclaim did not end, with what the entries were and are. */
void reclaim_find_stuck(const struct reclaim *reclaim, struct run *run);

/*
 * Leaves the region where it is, for nobody can use or free its pages any more, and goes on with another. The
 * trial keeps the samples of the touches that ended. Returns 0 or -errno with a line in err_text().
 */
int reclaim_put_aside(struct run *run);

/* Tells the oracle. */
void reclaim_predict(const struct run *run, struct oracle *page);

#endif /* RUN_RECLAIM_H */
