/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup_fails: a setup that gives up half-way.
 *
 * Must be recorded as an error, torn down, and must not keep the next run
 * from measuring.
 */
#include "base/err.h"
#include "run/run.h"
#include "run/scenario.h"

#include <errno.h>
#include <stdio.h>

static struct state {
	int entered;
} state;

static int setup(struct run *run)
{
	state.entered = 1;
	return err_set(EIO, "the ring broke half-way");
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_read);
}

static void teardown(struct run *run)
{
	if (state.entered)
		fprintf(stderr, "setup_fails: torn down\n");
}

static void predict(const struct run *run, struct oracle *page)
{
	(void)run;
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(setup_fails) {
	.summary	= "nothing: its setup fails",
	STATE(state),
	.setup		= setup,
	.fire		= fire,
	.teardown	= teardown,
	.predict	= predict,
};
