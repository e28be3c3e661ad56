/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_uffd_minor: a touch of shared memory that userfaultfd has to map.
 *
 * The page is in the page cache of a memfd and no entry maps it: the handler tells
 * the kernel to (UFFDIO_CONTINUE), as live migration of virtual machines does. Nothing
 * is allocated, zeroed or copied; what it costs beyond baseline_uffd_wp and below it is
 * the way to the handler and back.
 */
#include "run/handler.h"
#include "run/scenario.h"
#include "sys/shmem.h"

static struct state {
	struct handler *handler;
} state;

static int setup(struct run *run)
{
	int err = shmem_map_over(&run->region);

	return err ? err : handler_start(&state.handler, run, USERFAULT_MINOR);
}

static int arm(struct run *run)
{
	int err = region_discard(&run->region);

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
	oracle_discard(page);
	oracle_fire(page);
	oracle_userfault(page, handler_is_signal(run));
}

SCENARIO(baseline_uffd_minor) {
	.family		= "baseline",
	.summary	= "a touch of shared memory that no entry maps, and its handler",
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
