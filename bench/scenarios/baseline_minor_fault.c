/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_minor_fault: the first write to an empty anonymous page.
 *
 * The fault that everybody knows, page allocation and zeroing included: the
 * control for a restore, which has neither, on any machine without a module.
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
	oracle_discard(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(baseline_minor_fault) {
	.family		= "baseline",
	.summary	= "an anonymous minor fault, page zeroing included",
	.control	= "fault",
	.chart		= "touch",
	.in_c		= { "madvise(p, PAGES * size, MADV_DONTNEED);", "*page = 1;", false, 1 },
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
