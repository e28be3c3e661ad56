/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * munmap_exclusive: munmap() of pages that a device holds.
 *
 * The pages unmapped are a copy of the region in size and shape, which each trial maps anew: the
 * region itself stays, so that its entries can be looked at. In a random order most calls split a
 * mapping in two; order=sequential cuts pages off its front.
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <stdlib.h>
#include <sys/mman.h>

struct state {
	struct region copy;
	uint16_t *states;	/* of the copy's entries */
};

static int setup(struct run *run)
{
	struct state *state = run->state;

	state->states = calloc(run->region.pages, sizeof(*state->states));
	return state->states ? 0 : -ENOMEM;
}

/* The runner looks at the region only, so the proof that there is something to unmap is ours. */
static int check_entries(struct run *run)
{
	struct state *state = run->state;
	unsigned int wanted = entries_are_exclusive(run) ? PTE_EXCLUSIVE : PTE_PRESENT;
	int err = device_pte_states(run->device, state->copy.start, state->copy.pages, state->states);

	for (size_t i = 0; !err && i < state->copy.pages; i++)
		if (!(state->states[i] & wanted))
			err = err_set(ENODATA, "%s: page %zu is not %s", run->entry->name, i,
				      values_text(&run->values, "entries"));
	return err;
}

static int arm(struct run *run)
{
	struct state *state = run->state;
	int err;

	region_unmap(&state->copy);
	err = region_map(&state->copy, run->region.pages, REGION_ANY_NODE);
	if (!err)
		err = entries_make(run, &state->copy);
	return err ? err : check_entries(run);
}

static void *in_copy(const struct run *run, const void *target)
{
	const struct state *state = run->state;

	return state->copy.start + ((const char *)target - run->region.start);
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;

	for (size_t i = 0; i < trial->samples; i++)
		trial->targets[i] = in_copy(run, trial->targets[i]);
	return entries_fire(run, munmap, "munmap");
}

/* mincore() knows no page of what is not mapped. */
static int observe(struct run *run)
{
	unsigned char present;

	for (size_t i = 0; i < run->region.pages; i++)
		if (!mincore(in_copy(run, region_page(&run->region, i)), run->region.page_size, &present))
			return err_set(ENODATA, "%s: page %zu is still mapped", run->entry->name, i);
	trial_add_fact(&run->trial, "unmapped_pages", UNIT_COUNT, (double)run->region.pages);
	return 0;
}

static void teardown(struct run *run)
{
	struct state *state = run->state;

	region_unmap(&state->copy);
	free(state->states);
}

/* Nothing happens to the region's own pages. */
static void predict(const struct run *run, struct oracle *page)
{
	(void)run;
	oracle_fire(page);
}

SCENARIO(munmap_exclusive) {
	.family		= "life cycle",
	.summary	= "munmap() of \"batch\" exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_ENTRIES, PARAMETER_BATCH_OR_ALL, { 0 } },
	.state_size	= sizeof(struct state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
