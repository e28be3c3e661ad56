/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * not_exclusive: a restore_read that forgot to make its pages exclusive.
 *
 * The pages are discarded instead, so that every touch faults: fault counts
 * alone would be satisfied. The entries' states must give it away.
 */
#include "run/run.h"
#include "run/scenario.h"

static int arm(struct run *run)
{
	return region_discard(&run->region);
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void predict(const struct run *run, struct oracle *page)
{
	(void)run;
	oracle_make_exclusive(page, FOLIO_DIRTY);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(not_exclusive) {
	.summary	= "an ordinary fault, and says that it is a restore",
	.needs		= NEED_MODULE,
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
