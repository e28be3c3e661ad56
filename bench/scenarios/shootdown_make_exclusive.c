/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shootdown_make_exclusive: the device takes pages of a process that is busy elsewhere.
 *
 * Each page's entry is cleared and flushed, and each CPU that runs the process is
 * interrupted for it. One sample is one page and one request: what the initiator
 * waits. What its bystanders lose is the series bystander_gap.
 */
#include "run/bystanders.h"
#include "run/scenario.h"

#include <errno.h>

static struct state {
	struct device_request *request;
	int refused;		/* requests */
} state;

static int setup(struct run *run)
{
	int err = device_prepare(&state.request, run->device, 1, run_folio(run));

	return err ? err : bystanders_start(run);
}

static int arm(struct run *run)
{
	region_write(&run->region);
	bystanders_begin(run);
	return 0;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;

	for (size_t i = 0; i < trial->samples; i++) {
		uint64_t start = clock_start();
		int failed = device_fire(state.request, trial->targets[i]);

		trial->ticks[i] = clock_stop() - start;
		state.refused += !!failed;
	}
	return state.refused ? -EBUSY : 0;
}

static void teardown(struct run *run)
{
	bystanders_stop(run);
	device_release(state.request);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_make_exclusive(page, run_folio(run));
}

SCENARIO(shootdown_make_exclusive) {
	.family		= "shootdown",
	.summary	= "making a page exclusive while bystanders of the process run",
	.chart		= "shootdown",
	.chart_axis	= "bystanders",
	.needs		= NEED_MODULE | NEED_REQUEST | NEED_TWO_CPUS,
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
