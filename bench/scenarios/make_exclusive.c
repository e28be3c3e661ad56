/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make_exclusive: the device takes pages.
 *
 * One sample is one request for "batch" pages that lie side by side, system
 * call included. The TLB flush of a create, and its IPIs where another CPU
 * runs the process, are in it; a restore has none.
 */
#include "run/run.h"
#include "run/scenario.h"

#include <errno.h>

static struct state {
	struct device_request *request;
	int failed;		/* how many requests the kernel refused */
} state;

static int setup(struct run *run)
{
	return device_prepare(&state.request, run->device, run->trial.pages_per_sample, run_folio(run));
}

static int arm(struct run *run)
{
	region_write(&run->region);
	return 0;
}

static int fire(struct run *run)
{
	struct device_request *request = state.request;
	struct trial *trial = &run->trial;

	for (size_t i = 0; i < trial->samples; i++) {
		void *target = trial->targets[i];
		uint64_t start = clock_start();
		int failed = device_fire(request, target);

		trial->ticks[i] = clock_stop() - start;
		state.failed += !!failed;
	}
	return state.failed ? -EBUSY : 0;
}

static void teardown(struct run *run)
{
	device_release(state.request);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_make_exclusive(page, run_folio(run));
}

SCENARIO(make_exclusive) {
	.family		= "create",
	.summary	= "making pages exclusive, by requests of \"batch\" pages",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_REQUEST,
	.parameters	= (const struct parameter[]){
		PARAMETER_FOLIO,
		PARAMETER_BATCH,
		{ 0 }
	},
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.teardown	= teardown,
	.predict	= predict,
};
