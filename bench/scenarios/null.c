/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * null: the harness itself.
 *
 * The same loop as every other scenario, on pages that are present, writable
 * and recently read: no fault. What is left is the cost of the clock reads and
 * of the touch, and is printed beside every other figure, never subtracted.
 */
#include "run/run.h"
#include "run/scenario.h"

static int arm(struct run *run)
{
	touch_each(&run->trial, touch_read);
	return 0;
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_read);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(null) {
	.family		= "baseline",
	.summary	= "the harness itself: a read of a present page, without any fault",
	.control	= "harness",
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
