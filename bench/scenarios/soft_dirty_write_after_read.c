/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * soft_dirty_write_after_read: the write after soft_dirty_read.
 *
 * Armed tracking must see the next write. Since 6.15 the restore leaves the
 * entry read-only for that; before, it came back writable and soft-dirty, as
 * if the page had been written.
 * The read-only entry costs a write fault of its own.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int arm(struct run *run)
{
	return step_then_read(run, step_clear_soft_dirty(run));
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
	oracle_clear_soft_dirty(page);
	oracle_touch(page, TOUCH_READ);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(soft_dirty_write_after_read) {
	.family		= "upgrade",
	.summary	= "the write after soft_dirty_read",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_SOFT_DIRTY,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
