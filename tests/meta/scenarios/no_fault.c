/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * no_fault: claims to time a minor fault, on pages that are present.
 *
 * The worst a benchmark can do is to time nothing. The proof must fail.
 */
#include "run/run.h"
#include "run/scenario.h"

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
}

SCENARIO(no_fault) {
	.summary	= "nothing, and says that it is a fault",
	.fire		= fire,
	.predict	= predict,
};
