/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * munmap_exclusive: munmap() of pages that a device holds.
 *
 * The pages unmapped are a copy of the region in size and shape, which each trial maps anew: the
 * region itself stays, so that its entries can be looked at. In a random order most calls split a
 * mapping in two; order=sequential cuts pages off its front.
 */
#include "run/copy.h"
#include "run/scenario.h"

#include <stdlib.h>

static struct state {
	struct copy copy;
	uint16_t *states;	/* of the copy's entries */
} state;

static int setup(struct run *run)
{
	state.states = calloc(run->region.pages, sizeof(*state.states));
	return state.states ? 0 : -ENOMEM;
}

/* The runner looks at the region only, so the proof that there is something to unmap is ours. */
static int check_entries(struct run *run)
{
	unsigned int wanted = entries_bit(run);
	int err = device_pte_states(run->device, state.copy.region.start, state.copy.region.pages, state.states);

	for (size_t i = 0; !err && i < state.copy.region.pages; i++)
		if (!(state.states[i] & wanted))
			err = err_set(ENODATA, "%s: page %zu is not %s", run->entry->name, i,
				      entries_words(run));
	return err;
}

static int arm(struct run *run)
{
	int err = copy_map(run);

	if (!err)
		err = entries_make(run, &state.copy.region);
	return err ? err : check_entries(run);
}

static int observe(struct run *run)
{
	int err = copy_check_unmapped(run);

	trial_add_fact(&run->trial, "unmapped_pages", UNIT_COUNT, (double)run->region.pages);
	return err;
}

static void teardown(struct run *run)
{
	copy_unmap(run);
	free(state.states);
}

/* Nothing happens to the region's own pages. */
static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
}

SCENARIO(munmap_exclusive) {
	.family		= "life cycle",
	.summary	= "munmap() of \"batch\" exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_BATCH_OR_ALL, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= copy_fire_munmap,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
