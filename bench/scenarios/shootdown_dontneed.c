/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shootdown_dontneed: madvise(MADV_DONTNEED) of present pages while the process is busy elsewhere.
 *
 * The ordinary shootdown that gives pages back, for scale: what an allocator does. The pages
 * are freed in it.
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
		int failed = madvise(trial->targets[i], size, MADV_DONTNEED);

		trial->ticks[i] = clock_stop() - start;
		if (failed)
			state->error = errno;
	}
	return state->error ? err_set(state->error, "madvise(MADV_DONTNEED): %s", strerror(state->error)) : 0;
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_discard(page);
	/* One flush a call, however many pages it is for. */
	page->flushes = 1 / (double)values_count(&run->values, "batch", 1);
}

SCENARIO(shootdown_dontneed) {
	.family		= "shootdown",
	.summary	= "madvise(MADV_DONTNEED) of \"batch\" present pages while bystanders run",
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
