/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mprotect_cycle_write_after_read: the write after mprotect_cycle_read.
 *
 * Up to 6.14 mprotect() turns the entry into the read-only type and nothing
 * turns it back, so the restore leaves a read-only entry in a writable VMA.
 * The write then takes a write fault of its own.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int arm(struct run *run)
{
	return step_then_read(run, step_mprotect_cycle(run));
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
	oracle_mprotect_cycle(page);
	oracle_touch(page, TOUCH_READ);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(mprotect_cycle_write_after_read) {
	.family		= "upgrade",
	.summary	= "the write after mprotect_cycle_read",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
