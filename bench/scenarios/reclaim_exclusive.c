/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reclaim_exclusive: the first touch of a page that the kernel tried to reclaim while a device held it.
 *
 * Up to 6.14 an exclusive page has no reverse mapping, so reclaim cannot reach its entry: it stays
 * exclusive, and the touch is a plain restore. Since 6.15 it is swapped out like any other and the touch
 * is a major fault. by=pageout is madvise(MADV_PAGEOUT), which walks page tables and passes over exclusive
 * entries on every kernel.
 *
 * A kernel that damages the entry makes the touch fault for ever. So the touches run under a guard, and the
 * region that is lost then is put aside, with a finding that says what the entries have become.
 */
#include "run/entries.h"
#include "run/reclaim.h"
#include "run/scenario.h"
#include "sys/guard.h"

/* CPU time for a touch: a swap-in takes microseconds, a thousand where the kernel checks all that it does. */
enum { LIMIT_MS = 10 };

static struct state {
	struct reclaim reclaim;
	enum guard_end end;
	size_t samples;		/* of a trial that comes to its end */
} state;

static int setup(struct run *run)
{
	state.samples = run->trial.samples;
	return reclaim_setup(&state.reclaim, run);
}

static int arm(struct run *run)
{
	int err = region_discard(&run->region);

	run->trial.samples = state.samples;
	if (!err)
		err = entries_make(run, &run->region);
	if (!err)
		err = reclaim_region(&state.reclaim, run);
	return err ? err : guard_settle();
}

static void touch_all(void *context)
{
	entries_touch(context);
}

static int fire(struct run *run)
{
	return guard_call(touch_all, run, LIMIT_MS * (unsigned int)run->region.pages, &state.end);
}

static int observe(struct run *run)
{
	reclaim_observe(&state.reclaim, run);
	if (state.end == GUARD_BUS)
		return err_set(EIO, "%s: a touch got SIGBUS", run->entry->name);
	if (state.end == GUARD_DONE)
		return entries_check_region(run);
	reclaim_find_stuck(&state.reclaim, run);
	return reclaim_put_aside(run);
}

static void teardown(struct run *run)
{
	reclaim_teardown(&state.reclaim);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	reclaim_predict(run, page);
	oracle_fire(page);
	entries_predict_touch(run, page);
}

SCENARIO(reclaim_exclusive) {
	.family		= "life cycle",
	.summary	= "the first touch of a page that was reclaimed, or could not be, while exclusive",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE, PARAMETER_TOUCH, PARAMETER_RECLAIM_BY, PARAMETER_MGLRU, { 0 }
	},
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
