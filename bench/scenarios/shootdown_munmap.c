/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shootdown_munmap: munmap() of present pages while the process is busy elsewhere.
 *
 * The ordinary shootdown that ends a mapping, for scale. The pages unmapped are a copy of the
 * region in size and shape, which each trial maps anew: the region itself stays.
 */
#include "base/err.h"
#include "run/bystanders.h"
#include "run/scenario.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

struct state {
	struct region copy;
	int error;		/* of the last call that failed */
};

static int arm(struct run *run)
{
	struct state *state = run->state;
	int err;

	region_unmap(&state->copy);
	err = region_map(&state->copy, run->region.pages, REGION_ANY_NODE);
	if (!err)
		bystanders_begin(run);
	return err;
}

static void *in_copy(const struct run *run, const void *target)
{
	const struct state *state = run->state;

	return state->copy.start + ((const char *)target - run->region.start);
}

static int fire(struct run *run)
{
	struct state *state = run->state;
	struct trial *trial = &run->trial;
	size_t size = trial->pages_per_sample * run->region.page_size;

	for (size_t i = 0; i < trial->samples; i++) {
		void *target = in_copy(run, trial->targets[i]);
		uint64_t start = clock_start();
		int failed = munmap(target, size);

		trial->ticks[i] = clock_stop() - start;
		if (failed)
			state->error = errno;
	}
	return state->error ? err_set(state->error, "munmap: %s", strerror(state->error)) : 0;
}

/* mincore() knows no page of what is not mapped. */
static int observe(struct run *run)
{
	unsigned char present;

	for (size_t i = 0; i < run->region.pages; i++)
		if (!mincore(in_copy(run, region_page(&run->region, i)), run->region.page_size, &present))
			return err_set(ENODATA, "%s: page %zu is still mapped", run->entry->name, i);
	return bystanders_observe(run);
}

static void teardown(struct run *run)
{
	struct state *state = run->state;

	bystanders_dismiss(run);
	region_unmap(&state->copy);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	/* One flush a call, however many pages it is for. */
	page->flushes = 1 / (double)values_count(&run->values, "batch", 1);
}

SCENARIO(shootdown_munmap) {
	.family		= "shootdown",
	.summary	= "munmap() of \"batch\" present pages while bystanders run",
	.chart		= "shootdown",
	.chart_axis	= "bystanders",
	.needs		= NEED_TWO_CPUS,
	.parameters	= (const struct parameter[]){ PARAMETER_BATCH, PARAMETERS_BYSTANDERS, { 0 } },
	.state_size	= sizeof(struct state),
	.setup		= bystanders_hire,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= bystanders_end,
	.teardown	= teardown,
	.predict	= predict,
};
