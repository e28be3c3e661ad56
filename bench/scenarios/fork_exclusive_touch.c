/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fork_exclusive_touch: the parent's touches after a fork() over exclusive pages.
 *
 * The fork has given each page back, so nothing is left to restore: a read costs what any present page
 * costs, and the first write copies the page, as after any fork.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/child.h"

static struct state {
	struct child child;
} state;

static int arm(struct run *run)
{
	int err = entries_make(run, &run->region);

	return err ? err : child_start(&state.child);
}

static int observe(struct run *run)
{
	return entries_check_region(run);
}

static void disarm(struct run *run)
{
	child_stop(&state.child);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fork(page, true);
	oracle_fire(page);
	entries_predict_touch(run, page);
}

SCENARIO(fork_exclusive_touch) {
	.family		= "life cycle",
	.summary	= "a touch by the parent after fork() over exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_TOUCH, { 0 } },
	STATE(state),
	.arm		= arm,
	.fire		= entries_touch,
	.observe	= observe,
	.disarm		= disarm,
	.predict	= predict,
};
