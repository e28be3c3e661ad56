/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shootdown_mprotect: mprotect() of present pages while the process is busy elsewhere.
 *
 * The ordinary shootdown that takes rights away, for scale. A call for part of the region also
 * splits its mapping; batch as large as pages leaves that out.
 */
#include "base/err.h"
#include "run/bystanders.h"
#include "run/scenario.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

struct state {
	int error;		/* of the last call that failed */
};

static int arm(struct run *run)
{
	int err = region_make_writable(&run->region);

	if (err)
		return err;
	region_write(&run->region);
	bystanders_begin(run);
	return 0;
}

static int fire(struct run *run)
{
	struct state *state = run->state;
	struct trial *trial = &run->trial;
	size_t size = trial->pages_per_sample * run->region.page_size;

	for (size_t i = 0; i < trial->samples; i++) {
		uint64_t start = clock_start();
		int failed = mprotect(trial->targets[i], size, PROT_READ);

		trial->ticks[i] = clock_stop() - start;
		if (failed)
			state->error = errno;
	}
	return state->error ? err_set(state->error, "mprotect(PROT_READ): %s", strerror(state->error)) : 0;
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_make_read_only(page);
	/* One flush a call, however many pages it is for. */
	page->flushes = 1 / (double)values_count(&run->values, "batch", 1);
}

SCENARIO(shootdown_mprotect) {
	.family		= "shootdown",
	.summary	= "mprotect(PROT_READ) of \"batch\" present pages while bystanders run",
	.chart		= "shootdown",
	.chart_axis	= "bystanders",
	.needs		= NEED_TWO_CPUS,
	.parameters	= (const struct parameter[]){ PARAMETER_BATCH, PARAMETERS_BYSTANDERS, { 0 } },
	.state_size	= sizeof(struct state),
	.setup		= bystanders_hire,
	.arm		= arm,
	.fire		= fire,
	.observe	= bystanders_observe,
	.disarm		= bystanders_end,
	.teardown	= bystanders_dismiss,
	.predict	= predict,
};
