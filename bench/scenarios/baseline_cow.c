/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_cow: the first write to a page that a child shares.
 *
 * The fault allocates a page and copies 4 KiB (or whatever a page is) into it.
 */
#include "run/run.h"
#include "run/scenario.h"
#include "sys/child.h"

static struct state {
	struct child child;
} state;

static int arm(struct run *run)
{
	region_write(&run->region);
	return child_start(&state.child);
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void disarm(struct run *run)
{
	child_stop(&state.child);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fork(page, true);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(baseline_cow) {
	.family		= "baseline",
	.summary	= "a copy-on-write fault on a page shared with a child",
	.in_c		= { "if (!fork())\n\tpause();", "*page = 1;", false, 1 },
	STATE(state),
	.arm		= arm,
	.fire		= fire,
	.disarm		= disarm,
	.predict	= predict,
};
