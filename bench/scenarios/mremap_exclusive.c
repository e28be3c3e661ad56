/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mremap_exclusive: mremap() of pages that a device holds.
 *
 * The entries move to the new place and stay exclusive, now marked soft-dirty: the device keeps its
 * pages and is told that the old addresses are gone. MREMAP_DONTUNMAP leaves the old mapping behind,
 * with empty entries, so that both places can be looked at.
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <stdlib.h>
#include <sys/mman.h>

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static struct state {
	void **moved;		/* where each sample's pages went, in the order of the targets */
	uint16_t *states;	/* of a sample's entries there */
} state;

static int setup(struct run *run)
{
	state.moved = calloc(run->trial.samples, sizeof(*state.moved));
	state.states = calloc(run->trial.pages_per_sample, sizeof(*state.states));
	return state.moved && state.states ? 0 : -ENOMEM;
}

static int arm(struct run *run)
{
	return entries_make(run, &run->region);
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	size_t bytes = trial->pages_per_sample * run->region.page_size;
	int error = 0;

	for (size_t i = 0; i < trial->samples; i++) {
		void *target = trial->targets[i];
		uint64_t start = clock_start();
		void *moved = mremap(target, bytes, bytes, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);

		trial->ticks[i] = clock_stop() - start;
		if (moved == MAP_FAILED)
			error = errno;
		state.moved[i] = moved == MAP_FAILED ? NULL : moved;
	}
	return error ? err_set(error, "mremap: %s", strerror(error)) : 0;
}

static size_t first_page(const struct run *run, size_t sample)
{
	return (size_t)((char *)run->trial.targets[sample] - run->region.start) / run->region.page_size;
}

static int check_sample(struct run *run, size_t sample)
{
	unsigned int wanted = entries_bit(run);
	size_t pages = run->trial.pages_per_sample;
	char words[PTE_WORDS_SIZE];
	int err = device_pte_states(run->device, state.moved[sample], pages, state.states);

	for (size_t i = 0; !err && i < pages; i++)
		if (!(state.states[i] & wanted))
			trial_find(&run->trial, "expected a moved entry to stay %s, saw \"%s\"",
				   entries_words(run), pte_words(state.states[i], words));
	return err ? err : entries_check(run, state.moved[sample], first_page(run, sample), pages);
}

static int observe(struct run *run)
{
	int err = 0;

	for (size_t i = 0; i < run->trial.samples && !err; i++)
		err = check_sample(run, i);
	trial_add_fact(&run->trial, "moved_pages", UNIT_COUNT, (double)run->region.pages);
	return err;
}

static void disarm(struct run *run)
{
	for (size_t i = 0; i < run->trial.samples; i++) {
		if (state.moved[i])
			munmap(state.moved[i], run->trial.pages_per_sample * run->region.page_size);
		state.moved[i] = NULL;
	}
}

static void teardown(struct run *run)
{
	free(state.moved);
	free(state.states);
}

/* The old place: its entries are empty. */
static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_discard(page);
}

SCENARIO(mremap_exclusive) {
	.family		= "life cycle",
	.summary	= "mremap() of \"batch\" exclusive pages to another place",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_BATCH_OR_ALL, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
