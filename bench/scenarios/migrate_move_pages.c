/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * migrate_move_pages: move_pages() of pages that a device holds.
 *
 * It looks for pages through the page table and passes over what is not present: the status of an
 * exclusive page is ENOENT, as if there were none, and the entry stays. The target is the node where the
 * pages are, so that present ones need no copy either.
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <numaif.h>
#include <stdlib.h>

static struct state {
	void **pages;		/* of one sample */
	int *nodes, *status;
	size_t missing;		/* pages that were said not to be there */
} state;

static int setup(struct run *run)
{
	size_t pages = run->trial.pages_per_sample;
	int node = topology_node_of_cpu(run->topology, run->cpu);

	if (!region_has_numa() || node < 0)
		return err_set(EOPNOTSUPP, "this kernel has no NUMA");
	state.pages = calloc(pages, sizeof(*state.pages));
	state.nodes = calloc(pages, sizeof(*state.nodes));
	state.status = calloc(pages, sizeof(*state.status));
	if (!state.pages || !state.nodes || !state.status)
		return -ENOMEM;
	for (size_t i = 0; i < pages; i++)
		state.nodes[i] = node;
	return 0;
}

static int arm(struct run *run)
{
	state.missing = 0;
	/* FIRE writes them. */
	memset(state.status, 0, run->trial.pages_per_sample * sizeof(*state.status));
	return entries_make(run, &run->region);
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	int error = 0;

	for (size_t i = 0; i < trial->samples; i++) {
		uint64_t start;
		long failed;

		for (size_t page = 0; page < trial->pages_per_sample; page++)
			state.pages[page] = (char *)trial->targets[i] + page * run->region.page_size;
		start = clock_start();
		failed = move_pages(0, trial->pages_per_sample, state.pages, state.nodes, state.status,
				    MPOL_MF_MOVE);
		trial->ticks[i] = clock_stop() - start;
		if (failed < 0)
			error = errno;
		for (size_t page = 0; page < trial->pages_per_sample; page++)
			state.missing += state.status[page] == -ENOENT;
	}
	return error ? err_set(error, "move_pages: %s", strerror(error)) : 0;
}

static int observe(struct run *run)
{
	size_t expected = entries_are_exclusive(run) ? run->region.pages : 0;

	trial_add_fact(&run->trial, "missing_pages", UNIT_COUNT, (double)state.missing);
	if (state.missing != expected)
		trial_find(&run->trial, "expected move_pages() to miss %zu of %zu pages, not %zu", expected,
			   run->region.pages, state.missing);
	return entries_check_region(run);
}

static void teardown(struct run *run)
{
	free(state.pages);
	free(state.nodes);
	free(state.status);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
}

SCENARIO(migrate_move_pages) {
	.family		= "life cycle",
	.summary	= "move_pages() of \"batch\" exclusive pages, which it does not see",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_BATCH_OR_ALL, { 0 } },
	STATE(state),
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
