/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk_damon: DAMON watches pages that a device holds.
 *
 * It makes entries old and looks whether they become young again: through the process's page table
 * (addresses=virtual, where it passes over exclusive entries) or by the page's frame and reverse mapping
 * (addresses=physical, where since 6.15 it finds them and must spare them). One sample is some rounds of it, most
 * of which is waiting; what its thread took is the fact walker_ns_per_page. A page that it went to is marked idle.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/pagemap.h"
#include "sys/walkers.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DAMON	"/sys/kernel/mm/damon/admin/kdamonds/"
#define CONTEXT	DAMON "0/contexts/0/"
#define TARGET	CONTEXT "targets/0/"

/* It looks at each page once in this time; so long is it left to work. */
enum { SAMPLE_US = 1000, WORK_US = 20000 };

static struct state {
	struct pagemap_entry *entries;
	bool ours;		/* the one kdamond that there is */
	uint64_t took_ns;
} state;

static bool is_physical(const struct run *run)
{
	return !strcmp(values_text(&run->values, "addresses"), "physical");
}

static int tell_interval(const char *name, uint64_t us)
{
	char path[160];

	snprintf(path, sizeof(path), CONTEXT "monitoring_attrs/intervals/%s", name);
	return walker_tell_number(path, us);
}

/* Regions of one page each, so that none stands for another. */
static int tell_attributes(const struct run *run)
{
	size_t pages = run->region.pages;
	int err = walker_tell(CONTEXT "operations", is_physical(run) ? "paddr" : "fvaddr");

	if (!err)
		err = tell_interval("sample_us", SAMPLE_US);
	if (!err)
		err = tell_interval("aggr_us", 2 * SAMPLE_US);
	if (!err)
		err = walker_tell_number(CONTEXT "monitoring_attrs/nr_regions/max", 2 * pages + 4);
	if (!err)
		err = walker_tell_number(CONTEXT "monitoring_attrs/nr_regions/min", pages < 3 ? 3 : pages);
	return err;
}

static int setup(struct run *run)
{
	uint64_t others = 0;
	int err = walker_ask(DAMON "nr_kdamonds", &others);

	if (err)
		return err;
	if (others)
		return err_set(EOPNOTSUPP, DAMON "nr_kdamonds: somebody else uses DAMON");
	state.entries = calloc(run->region.pages, sizeof(*state.entries));
	if (!state.entries)
		return -ENOMEM;
	err = walker_tell(DAMON "nr_kdamonds", "1");
	state.ours = !err;
	if (!err)
		err = walker_tell(DAMON "0/contexts/nr_contexts", "1");
	if (!err)
		err = tell_attributes(run);
	return err ? err : walker_tell(CONTEXT "targets/nr_targets", "1");
}

static int tell_region(size_t index, uint64_t start, uint64_t bytes)
{
	char path[160];
	int err;

	snprintf(path, sizeof(path), TARGET "regions/%zu/start", index);
	err = walker_tell_number(path, start);
	snprintf(path, sizeof(path), TARGET "regions/%zu/end", index);
	return err ? err : walker_tell_number(path, start + bytes);
}

static int by_frame(const void *left, const void *right)
{
	uint64_t l = ((const struct pagemap_entry *)left)->frame, r = ((const struct pagemap_entry *)right)->frame;

	return l < r ? -1 : l > r;
}

/* In ascending order, as DAMON wants them. Sorts a copy: the order of the region is needed after. */
static int tell_frames(const struct run *run)
{
	size_t pages = run->region.pages, size = run->region.page_size;
	struct pagemap_entry *sorted = calloc(pages, sizeof(*sorted));
	int err = sorted ? 0 : -ENOMEM;

	if (!err) {
		memcpy(sorted, state.entries, pages * sizeof(*sorted));
		qsort(sorted, pages, sizeof(*sorted), by_frame);
	}
	for (size_t i = 0; i < pages && !err; i++)
		err = tell_region(i, sorted[i].frame * size, size);
	free(sorted);
	return err;
}

static int tell_targets(const struct run *run)
{
	int err = walker_tell_number(TARGET "regions/nr_regions", run->region.pages);

	if (!err && is_physical(run))
		return tell_frames(run);
	if (!err)
		err = walker_tell_number(TARGET "pid_target", (uint64_t)getpid());
	for (size_t i = 0; i < run->region.pages && !err; i++)
		err = tell_region(i, (uintptr_t)region_page(&run->region, i), run->region.page_size);
	return err;
}

static int arm(struct run *run)
{
	int err = region_discard(&run->region);

	/* New pages, which nobody has marked idle yet. */
	entries_write(&run->region);
	if (!err)
		err = entries_make_with_witnesses(run, &run->region);
	if (!err)
		err = walker_drain();
	if (!err)
		err = pagemap_read(&run->region, state.entries);
	return err ? err : tell_targets(run);
}

static int fire(struct run *run)
{
	clockid_t clock;
	uint64_t pid = 0, start = clock_start();
	int err = walker_tell(DAMON "0/state", "on");

	if (err)
		return err;
	err = walker_ask(DAMON "0/pid", &pid);
	if (!err)
		err = walker_clock_of(pid, &clock);
	usleep(WORK_US);
	if (!err)
		state.took_ns = walker_time_ns(clock);
	if (!err)
		err = walker_tell(DAMON "0/state", "off");
	run->trial.ticks[0] = clock_stop() - start;
	return err;
}

static int observe(struct run *run)
{
	size_t idle = 0, expected = 0;
	int err = 0;

	for (size_t i = 0; i < run->region.pages && !err; i++) {
		bool is_idle;

		err = pagemap_has_flag(state.entries[i].frame, PAGE_IS_IDLE, &is_idle);
		idle += is_idle;
		expected += is_physical(run) || entries_is_witness(run, i);
	}
	trial_add_fact(&run->trial, "idle_pages", UNIT_COUNT, (double)idle);
	trial_add_fact(&run->trial, "walker_ns_per_page", UNIT_TICKS,
		       (double)state.took_ns / (double)run->region.pages);
	if (!err && idle != expected)
		err = err_set(ENODATA, "%s: DAMON went to %zu pages, not to %zu of %zu", run->entry->name, idle,
			      expected, run->region.pages);
	return err ? err : entries_check_region(run);
}

static void teardown(struct run *run)
{
	if (state.ours) {
		walker_tell(DAMON "0/state", "off");
		walker_tell(DAMON "nr_kdamonds", "0");
	}
	free(state.entries);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict_with_witnesses(run, page);
	oracle_fire(page);
	oracle_make_old(page);
	entries_predict_thread(page);
}

SCENARIO(walk_damon) {
	.family		= "life cycle",
	.summary	= "DAMON over exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE,
		{ "addresses", "virtual", "virtual|physical", 0, 0, "what DAMON is asked to watch" },
		PARAMETER_ALL, { 0 }
	},
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
