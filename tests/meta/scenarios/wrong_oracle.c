/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wrong_oracle: a real minor fault, and a prediction of two.
 *
 * Must be reported as a finding, with its samples kept.
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
	oracle_discard(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
	page->faults.other = 2;
}

SCENARIO(wrong_oracle) {
	.summary	= "a minor fault, with a prediction that is wrong",
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
