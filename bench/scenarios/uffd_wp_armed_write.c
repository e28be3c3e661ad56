/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uffd_wp_armed_write: the first write after userfaultfd write protection was armed.
 *
 * The restore keeps the protection, so the write faults once more; asynchronous
 * mode lets the kernel resolve that fault without a handler. Both kernels take
 * the extra write fault here: the protection asks for it.
 */
#include "run/scenario.h"
#include "run/steps.h"

struct state {
	struct write_protection wp;
};

static int setup(struct run *run)
{
	struct state *state = run->state;

	return wp_open(&state->wp, &run->region, WP_ASYNC);
}

static int arm(struct run *run)
{
	struct state *state = run->state;
	int err = step_make_exclusive(run);

	return err ? err : wp_arm(&state->wp, &run->region);
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
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(uffd_wp_armed_write) {
	.family		= "upgrade",
	.summary	= "the first write after userfaultfd-wp was armed (async)",
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
