/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * restore_read: the first read of an exclusive page.
 *
 * The read faults, the kernel tells the device to let go and gives the page
 * back. No other fault belongs to it, whatever the restore leaves behind.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_read);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(restore_read) {
	.family		= "restore",
	.summary	= "the first read of an exclusive page",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= step_make_exclusive,
	.fire		= fire,
	.predict	= predict,
};
