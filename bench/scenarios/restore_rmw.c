/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * restore_rmw: the first atomic add to an exclusive page.
 *
 * What a CPU does to a lock or a counter that it shares with a device. x86
 * faults on it as on a write; arm64 as on a read first, then as on a write.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_rmw);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
	oracle_fire(page);
	oracle_touch(page, TOUCH_RMW);
}

SCENARIO(restore_rmw) {
	.family		= "restore",
	.summary	= "the first atomic add to an exclusive page",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= step_make_exclusive,
	.fire		= fire,
	.predict	= predict,
};
