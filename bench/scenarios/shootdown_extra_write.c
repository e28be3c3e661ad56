/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shootdown_extra_write: the extra write fault while the process is busy elsewhere.
 *
 * The entry comes back write-protected, here by userfaultfd-wp, which both kernels
 * keep. Making it writable takes no flush on x86: other CPUs may hold the read-only
 * entry and will take a fault of their own. arm64 broadcasts one up to 6.18.
 */
#include "run/bystanders.h"
#include "run/scenario.h"
#include "run/steps.h"

static struct state {
	struct write_protection wp;
} state;

static int setup(struct run *run)
{
	int err = wp_open(&state.wp, &run->region, WP_ASYNC);

	return err ? err : bystanders_start(run);
}

static int arm(struct run *run)
{
	int err = exclusive_arm(run);

	if (!err)
		err = wp_arm(&state.wp, &run->region);
	if (err)
		return err;
	touch_each(&run->trial, touch_read);
	bystanders_begin(run);
	return 0;
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void teardown(struct run *run)
{
	bystanders_stop(run);
	wp_close(&state.wp);
}

static void predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_arm_uffd_wp(page);
	oracle_touch(page, TOUCH_READ);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(shootdown_extra_write) {
	.family		= "shootdown",
	.summary	= "the extra write fault while bystanders of the process run",
	.chart		= "shootdown",
	.chart_axis	= "bystanders",
	.needs		= NEED_MODULE | NEED_TWO_CPUS,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, PARAMETERS_BYSTANDERS, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= bystanders_observe,
	.disarm		= bystanders_end,
	.teardown	= teardown,
	.predict	= predict,
};
