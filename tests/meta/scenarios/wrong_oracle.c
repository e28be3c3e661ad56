/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wrong_oracle: a real minor fault, and a prediction of two, or of none.
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

static const struct parameter parameters[] = {
	{ "predicted", "2", NULL, 0, 9, "faults of a page" },
	{ 0 },
};

static void predict(const struct run *run, struct oracle *page)
{
	oracle_discard(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
	page->faults.other = (double)values_count(&run->values, "predicted", 2);
}

SCENARIO(wrong_oracle) {
	.summary	= "a minor fault, with a prediction that is wrong",
	.parameters	= parameters,
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
