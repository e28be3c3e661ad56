/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fork_exclusive: fork() of a process whose pages a device holds.
 *
 * Each page is given back first and then shared as any other: what was exclusive is present and
 * read-only in both processes. One sample is one fork(), the bare system call as the parent
 * sees it. What a fork costs besides the region is measured by a second one, which leaves the region
 * out (MADV_DONTFORK): the fact fork_ticks_per_page is the difference, per page.
 *
 * Where the folio of an exclusive page is locked at that moment, fork() fails with EBUSY, an error
 * that its manual page does not know.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/child.h"

#include <sys/mman.h>

static struct state {
	struct child child;
	uint64_t rest;		/* ticks of a fork without the region */
} state;

static int time_fork(struct child *child, uint64_t *ticks)
{
	uint64_t start = clock_start();
	int failed = child_fork(child);

	*ticks = clock_stop() - start;
	return failed ? err_set(errno, "fork: %s", strerror(errno)) : child_settle(child);
}

static int advise(struct run *run, int advice, const char *name)
{
	if (madvise(run->region.start, run->region.pages * run->region.page_size, advice))
		return err_set(errno, "madvise(%s): %s", name, strerror(errno));
	return 0;
}

/* The fork to compare with comes first, so that both find the kernel's caches in the same state. */
static int arm(struct run *run)
{
	int err = advise(run, MADV_DONTFORK, "MADV_DONTFORK");

	if (!err)
		err = time_fork(&state.child, &state.rest);
	child_stop(&state.child);
	if (!err)
		err = advise(run, MADV_DOFORK, "MADV_DOFORK");
	return err ? err : entries_make(run, &run->region);
}

static int fire(struct run *run)
{
	return time_fork(&state.child, run->trial.ticks);
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "fork_ticks_without_region", UNIT_TICKS, (double)state.rest);
	trial_add_fact(&run->trial, "fork_ticks_per_page", UNIT_TICKS,
		       ((double)run->trial.ticks[0] - (double)state.rest) / (double)run->region.pages);
	return entries_check_region(run);
}

static void disarm(struct run *run)
{
	child_stop(&state.child);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_fork(page, true);
	entries_predict_harness(page);
}

SCENARIO(fork_exclusive) {
	.family		= "life cycle",
	.summary	= "fork() over exclusive pages, in the parent",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_ALL, { 0 } },
	STATE(state),
	.counted	= COUNTED_PROCESS,
	.leaves_cpu	= true,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.predict	= predict,
};
