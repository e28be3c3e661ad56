/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_zero_page_read: the first read of an empty anonymous page.
 *
 * It maps the zero page that all processes share: a fault that allocates nothing, zeroes
 * nothing and charges nobody. baseline_minor_fault is this fault, the zeroing
 * (baseline_page_zeroing), and as the rest the allocation: taking a page, charging it
 * to a cgroup, and making it known to the reverse map and to the LRU lists.
 */
#include "run/run.h"
#include "run/scenario.h"

static int arm(struct run *run)
{
	return region_discard(&run->region);
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_read);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_discard(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(baseline_zero_page_read) {
	.family		= "baseline",
	.summary	= "a read fault that maps the shared zero page: no allocation, no zeroing",
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
