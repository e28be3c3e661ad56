/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * soft_dirty_read: the first read after soft-dirty tracking was armed.
 *
 * Armed tracking must see the next write. Since 6.15 the restore leaves the
 * entry read-only for that; before, it came back writable and soft-dirty, as
 * if the page had been written.
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
	oracle_clear_soft_dirty(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(soft_dirty_read) {
	.family		= "upgrade",
	.summary	= "the first read after soft-dirty tracking was armed",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_SOFT_DIRTY,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= step_clear_soft_dirty,
	.fire		= fire,
	.predict	= predict,
};
