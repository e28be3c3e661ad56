/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mprotect_cycle_read: the first read after mprotect() to read-only and back.
 *
 * Up to 6.14 mprotect() turns the entry into the read-only type and nothing
 * turns it back, so the restore leaves a read-only entry in a writable VMA.
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
	oracle_mprotect_cycle(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(mprotect_cycle_read) {
	.family		= "upgrade",
	.summary	= "the first read after mprotect() to read-only and back",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= step_mprotect_cycle,
	.fire		= fire,
	.predict	= predict,
};
