/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_uffd_wp: a write to a page that userfaultfd protects, and its handler.
 *
 * What a program pays that tracks writes or guards pages by itself, and the longest
 * way in which one touch can be answered: with a thread the fault, a message, a
 * poll, a read and an ioctl of the handler, and two switches of threads; with a
 * signal the fault, a signal frame, the ioctl, and the return from both.
 */
#include "run/handler.h"
#include "run/scenario.h"

static struct state {
	struct handler *handler;
} state;

static int setup(struct run *run)
{
	return handler_start(&state.handler, run, USERFAULT_WP);
}

static int arm(struct run *run)
{
	int err = userfault_protect(handler_userfault(state.handler));

	if (!err)
		handler_begin(state.handler);
	return err;
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static int observe(struct run *run)
{
	return handler_observe(state.handler, run);
}

static void disarm(struct run *run)
{
	handler_end(state.handler);
}

static void teardown(struct run *run)
{
	handler_stop(state.handler);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_arm_uffd_wp(page);
	oracle_fire(page);
	oracle_userfault(page, handler_is_signal(run));
}

SCENARIO(baseline_uffd_wp) {
	.family		= "baseline",
	.summary	= "a write to a page that userfaultfd protects, and its handler",
	.parameters	= (const struct parameter[]){ PARAMETERS_HANDLER, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
