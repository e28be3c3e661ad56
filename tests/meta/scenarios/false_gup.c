/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * false_gup: claims that its faults are get_user_pages()'s, and takes exceptions.
 *
 * Where libperf can count, it must be reported as a finding.
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
	oracle_gup_write(page);
}

SCENARIO(false_gup) {
	.summary	= "a minor fault of its own, and says that it is get_user_pages()'s",
	.gup_faults	= true,
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
