/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk_ksm: the KSM scanner meets pages that a device holds.
 *
 * All pages have the same content and the mapping is mergeable. The scanner merges the present witnesses
 * and passes over the exclusive pages between them, whose entries stay. One sample is from switching it
 * on until it has been around four times; what its thread took of that is the fact walker_ns_per_page.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/setting.h"
#include "sys/walkers.h"

#include <sys/mman.h>
#include <unistd.h>

#define KSM "/sys/kernel/mm/ksm/"

/* A page is merged once it was seen unchanged twice; the rest is for pages that were in a batch. */
enum { ROUNDS = 4 };

static struct state {
	struct setting settings[4];
	clockid_t clock;	/* of the scanner's thread */
	uint64_t scans;		/* complete rounds, when to stop */
	uint64_t took_ns;
} state;

static int change(void)
{
	int err = setting_change(&state.settings[0], KSM "run", "0");

	if (!err)
		err = setting_change(&state.settings[1], KSM "pages_to_scan", "4096");
	if (!err)
		err = setting_change(&state.settings[2], KSM "sleep_millisecs", "1");
	/* Since 6.7 pages that once did not merge are left out for some rounds. */
	if (!err && !access(KSM "smart_scan", F_OK))
		err = setting_change(&state.settings[3], KSM "smart_scan", "0");
	return err == -ENOENT ? err_set(EOPNOTSUPP, "this kernel has no KSM (" KSM ")") : err;
}

static int setup(struct run *run)
{
	int err = change();

	return err ? err : walker_clock("ksmd", &state.clock);
}

static int advise(struct run *run, int advice, const char *name)
{
	if (madvise(run->region.start, run->region.pages * run->region.page_size, advice))
		return err_set(errno, "madvise(%s): %s", name, strerror(errno));
	return 0;
}

static int arm(struct run *run)
{
	int err = advise(run, MADV_UNMERGEABLE, "MADV_UNMERGEABLE");

	for (size_t i = 0; i < run->region.pages; i++)
		memset(region_page(&run->region, i), 0x5a, run->region.page_size);
	if (!err)
		err = entries_make_with_witnesses(run, &run->region);
	return err ? err : advise(run, MADV_MERGEABLE, "MADV_MERGEABLE");
}

static bool has_been_around(void *context)
{
	uint64_t scans = 0;

	return !walker_ask(KSM "full_scans", &scans) && scans >= state.scans;
}

static int fire(struct run *run)
{
	uint64_t ns = walker_time_ns(state.clock), start = clock_start();
	int err = walker_ask(KSM "full_scans", &state.scans);

	state.scans += ROUNDS;
	if (!err)
		err = walker_tell(KSM "run", "1");
	if (!err)
		err = walker_wait(has_been_around, NULL, "KSM");
	if (!err)
		err = walker_tell(KSM "run", "0");
	run->trial.ticks[0] = clock_stop() - start;
	state.took_ns = walker_time_ns(state.clock) - ns;
	return err;
}

/* Reading gives the exclusive pages back. */
static int check_content(const struct run *run)
{
	for (size_t i = 0; i < run->region.pages; i++)
		for (size_t at = 0; at < run->region.page_size; at++)
			if (region_page(&run->region, i)[at] != 0x5a)
				return err_set(ENODATA, "%s: page %zu lost its data", run->entry->name, i);
	return 0;
}

static int observe(struct run *run)
{
	uint64_t sharing = 0;
	int err = walker_ask(KSM "pages_sharing", &sharing);

	trial_add_fact(&run->trial, "merged_pages", UNIT_COUNT, (double)sharing);
	trial_add_fact(&run->trial, "walker_ns_per_page", UNIT_TICKS,
		       (double)state.took_ns / (double)run->region.pages);
	return err ? err : check_content(run);
}

static void teardown(struct run *run)
{
	/* What was merged is copied back first. */
	advise(run, MADV_UNMERGEABLE, "MADV_UNMERGEABLE");
	for (size_t i = 4; i-- > 0;)
		setting_restore(&state.settings[i]);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict_with_witnesses(run, page);
	oracle_fire(page);
	entries_predict_thread(page);
	oracle_merge(page);
	/* One page of all becomes the shared one: its entry is only write-protected, the others are new. */
	if (page->index == entries_are_exclusive(run))
		page->soft_dirty = true;
}

SCENARIO(walk_ksm) {
	.family		= "life cycle",
	.summary	= "the KSM scanner over exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_ALL, { 0 } },
	STATE(state),
	.counted	= COUNTED_PROCESS,
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
