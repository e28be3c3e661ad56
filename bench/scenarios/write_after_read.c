/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * write_after_read: the first write after a read has restored the page.
 *
 * The read has taken the restore fault, untimed. Whether the write costs
 * nothing, a hardware dirty-bit update or an extra write fault depends on what
 * the restore left behind.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int arm(struct run *run)
{
	return step_then_read(run, step_make_exclusive(run));
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
	oracle_touch(page, TOUCH_READ);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(write_after_read) {
	.family		= "upgrade",
	.summary	= "the first write after a read has restored the page",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
