/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk_hwpoison: the first touch of a page whose memory has failed while a device held it.
 *
 * The failure is simulated (/sys/devices/system/memory/hard_offline_page), the memory is good. Since 6.15 the
 * kernel finds the exclusive entry and makes it a poisoned one: the touch gets SIGBUS, as it must. Up to
 * 6.14 it finds no mapping; the touch gives the failed page back to the process, which goes on to use it. A
 * sample includes the guard that catches the signal.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/guard.h"
#include "sys/pagemap.h"
#include "sys/walkers.h"

#include <stdlib.h>

#define HARD_OFFLINE "/sys/devices/system/memory/hard_offline_page"

/* CPU time for one touch. */
enum { LIMIT_MS = 100 };

static struct state {
	struct pagemap_entry *entries;
	size_t refused;		/* failures that the kernel could not deal with */
	size_t ends[3];		/* touches, by enum guard_end */
} state;

static int setup(struct run *run)
{
	state.entries = calloc(run->region.pages, sizeof(*state.entries));
	return state.entries ? entries_check_sacrifice(run) : -ENOMEM;
}

/* That the kernel could not deal with it is an answer. */
static int fail_memory(const struct run *run, size_t page)
{
	int err = walker_tell_number(HARD_OFFLINE, state.entries[page].frame * run->region.page_size);

	state.refused += err == -EBUSY;
	return err == -EBUSY ? 0 : err;
}

static int arm(struct run *run)
{
	int err = region_discard(&run->region);

	state.refused = 0;
	memset(state.ends, 0, sizeof(state.ends));
	if (!err)
		err = entries_make(run, &run->region);
	if (!err)
		err = walker_drain();
	if (!err)
		err = pagemap_read(&run->region, state.entries);
	for (size_t i = 0; i < run->region.pages && !err; i++)
		err = fail_memory(run, i);
	return err ? err : guard_settle();
}

static void touch_one(void *page)
{
	touch_read(page);
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	int err = 0;

	for (size_t i = 0; i < trial->samples && !err; i++) {
		enum guard_end end = GUARD_DONE;
		uint64_t start = clock_start();

		err = guard_call(touch_one, trial->targets[i], LIMIT_MS, &end);
		trial->ticks[i] = clock_stop() - start;
		state.ends[end]++;
	}
	return err;
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "refused_pages", UNIT_COUNT, (double)state.refused);
	trial_add_fact(&run->trial, "bus_errors", UNIT_COUNT, (double)state.ends[GUARD_BUS]);
	trial_add_fact(&run->trial, "failed_pages_used", UNIT_COUNT, (double)state.ends[GUARD_DONE]);
	if (state.ends[GUARD_STUCK])
		trial_find(&run->trial, "%zu touches never end", state.ends[GUARD_STUCK]);
	return 0;
}

static void teardown(struct run *run)
{
	free(state.entries);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	/* Whatever reclaim finds is found here; the entry then names the failed page, and no fault is counted. */
	oracle_swap_out(page);
	oracle_fire(page);
	if (page->exclusive)
		oracle_touch(page, TOUCH_READ);
}

SCENARIO(walk_hwpoison) {
	.family		= "life cycle",
	.summary	= "the first touch of an exclusive page whose memory has failed",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_SACRIFICE, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
