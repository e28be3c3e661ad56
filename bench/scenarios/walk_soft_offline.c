/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk_soft_offline: madvise(MADV_SOFT_OFFLINE) of a page that a device holds.
 *
 * The kernel first looks the page up by its address, as for any access of its own, and that gives it back.
 * Then a present page is to be moved: the device has lost it, whether that works or not. It fails with EBUSY where
 * the look-up, a second access to the page, has put it into the CPU's batch of pages to activate, which holds
 * a reference. (By the page's frame, without that access, it is migrate_exclusive.)
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/pagemap.h"
#include "sys/walkers.h"

#include <stdlib.h>
#include <sys/mman.h>

#ifndef MADV_SOFT_OFFLINE
#define MADV_SOFT_OFFLINE 101
#endif

static struct state {
	struct pagemap_entry *before, *after;
	size_t refused;
} state;

static int setup(struct run *run)
{
	state.before = calloc(run->region.pages, sizeof(*state.before));
	state.after = calloc(run->region.pages, sizeof(*state.after));
	return state.before && state.after ? entries_check_sacrifice(run) : -ENOMEM;
}

static int arm(struct run *run)
{
	int err = entries_make(run, &run->region);

	state.refused = 0;
	if (!err)
		err = walker_drain();
	return err ? err : pagemap_read(&run->region, state.before);
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	int error = 0;

	for (size_t i = 0; i < trial->samples; i++) {
		void *target = trial->targets[i];
		uint64_t start = clock_start();
		int failed = madvise(target, run->region.page_size, MADV_SOFT_OFFLINE);

		trial->ticks[i] = clock_stop() - start;
		if (failed && errno == EBUSY)
			state.refused++;
		else if (failed)
			error = errno;
	}
	return error ? err_set(error, "madvise(MADV_SOFT_OFFLINE): %s", strerror(error)) : 0;
}

static int observe(struct run *run)
{
	size_t moved = 0;
	int err = pagemap_read(&run->region, state.after);

	for (size_t i = 0; i < run->region.pages && !err; i++)
		moved += state.before[i].frame != state.after[i].frame;
	trial_add_fact(&run->trial, "moved_pages", UNIT_COUNT, (double)moved);
	trial_add_fact(&run->trial, "refused_pages", UNIT_COUNT, (double)state.refused);
	if (!err && moved + state.refused != run->region.pages)
		trial_find(&run->trial, "%zu pages moved and %zu refused are not %zu", moved,
			   state.refused, run->region.pages);
	return err ? err : entries_check_region(run);
}

static void teardown(struct run *run)
{
	free(state.before);
	free(state.after);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	/* get_user_pages() for reading, which needs no young entry and makes none. */
	if (page->exclusive) {
		bool access_flag = page->traits.access_flag;

		page->traits.access_flag = true;
		oracle_touch(page, TOUCH_READ);
		page->traits.access_flag = access_flag;
		page->young = false;
	}
	oracle_migrate(page);
}

SCENARIO(walk_soft_offline) {
	.family		= "life cycle",
	.summary	= "madvise(MADV_SOFT_OFFLINE) of an exclusive page",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_SACRIFICE, { 0 } },
	STATE(state),
	.gup_faults	= true,
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
