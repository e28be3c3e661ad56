/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uffd_wp_resolved_write: the first write after userfaultfd-wp was armed and resolved.
 *
 * Up to 6.14 arming turns the entry into the read-only type and resolving does
 * not turn it back, so the write costs an extra write fault although nothing
 * watches it any more. Nothing touches the pages while they are protected, so
 * that no handler is needed.
 */
#include "run/scenario.h"
#include "run/steps.h"

struct state {
	struct write_protection wp;
};

static int setup(struct run *run)
{
	struct state *state = run->state;

	return wp_open(&state->wp, &run->region, WP_BLOCKING);
}

static int arm(struct run *run)
{
	struct state *state = run->state;
	int err = step_make_exclusive(run);

	if (!err)
		err = wp_arm(&state->wp, &run->region);
	if (!err)
		err = wp_resolve(&state->wp, &run->region);
	return err;
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void teardown(struct run *run)
{
	struct state *state = run->state;

	wp_close(&state->wp);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
	oracle_arm_uffd_wp(page);
	oracle_resolve_uffd_wp(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(uffd_wp_resolved_write) {
	.family		= "upgrade",
	.summary	= "the first write after userfaultfd-wp was armed and resolved",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.state_size	= sizeof(struct state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.teardown	= teardown,
	.predict	= predict,
};
