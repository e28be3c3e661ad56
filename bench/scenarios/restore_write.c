/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * restore_write: the first write to an exclusive page.
 *
 * The restore does not ask whether the access was a write. Where the entry
 * comes back read-only, or clean and hardware sets no dirty bit, the write
 * faults once more, and both faults are in the sample.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(restore_write) {
	.family		= "restore",
	.summary	= "the first write to an exclusive page",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= step_make_exclusive,
	.fire		= fire,
	.predict	= predict,
};
