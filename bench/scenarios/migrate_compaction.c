/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * migrate_compaction: memory compaction while a device holds pages.
 *
 * One sample is a compaction of all memory (/proc/sys/vm/compact_memory), which moves what it pleases: an
 * exclusive page that it could move is present, read-only, old and clean afterwards, at another frame; one that
 * it could not, or did not want to, is exclusive at its old one. Up to 6.14 it can move none: the present
 * witnesses between them move.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/pagemap.h"
#include "sys/setting.h"
#include "sys/walkers.h"

#include <stdlib.h>
#include <sys/mman.h>

/*
 * Compaction moves pages from the beginning of memory into holes at its end, but not into memory that is free
 * by the huge page. So some is taken before and some after the region gets its own, since nobody knows which
 * lies where, and all of it but one page of each block is given back.
 */
enum { BALLAST = 32 << 20, BLOCK = 2 << 20 };

static struct state {
	struct setting cpu_lists;
	char *ballast[2];
	struct pagemap_entry *before, *after;
	uint16_t *states;
	uint64_t moved, failed;	/* of all memory, from vmstat */
} state;

static int setup(struct run *run)
{
	state.before = calloc(run->region.pages, sizeof(*state.before));
	state.after = calloc(run->region.pages, sizeof(*state.after));
	state.states = calloc(run->region.pages, sizeof(*state.states));
	if (!state.before || !state.after || !state.states)
		return -ENOMEM;
	/* What is freed is free for all, and not kept on a list of this CPU's (up to an eighth of memory). */
	return setting_change(&state.cpu_lists, "/proc/sys/vm/percpu_pagelist_high_fraction", "100000");
}

static int take_memory(char **ballast)
{
	*ballast = mmap(NULL, BALLAST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (*ballast != MAP_FAILED)
		return 0;
	*ballast = NULL;
	return err_set(errno, "mmap of %d bytes: %s", BALLAST, strerror(errno));
}

static int make_holes(char *ballast, size_t page_size)
{
	for (size_t at = 0; at < BALLAST; at += BLOCK)
		if (madvise(ballast + at, BLOCK - page_size, MADV_DONTNEED))
			return err_set(errno, "madvise(MADV_DONTNEED): %s", strerror(errno));
	return 0;
}

static int place(struct run *run)
{
	int err = region_discard(&run->region);

	if (!err)
		err = take_memory(&state.ballast[0]);
	entries_write(&run->region);
	if (!err)
		err = take_memory(&state.ballast[1]);
	for (int i = 0; i < 2 && !err; i++)
		err = make_holes(state.ballast[i], run->region.page_size);
	return err;
}

static int arm(struct run *run)
{
	int err = place(run);

	if (!err)
		err = entries_make_with_witnesses(run, &run->region);
	if (!err)
		err = walker_drain();
	if (!err)
		err = pagemap_read(&run->region, state.before);
	state.moved = walker_vmstat("pgmigrate_success");
	state.failed = walker_vmstat("pgmigrate_fail");
	return err;
}

static int fire(struct run *run)
{
	uint64_t start = clock_start();
	int err = walker_tell("/proc/sys/vm/compact_memory", "1");

	run->trial.ticks[0] = clock_stop() - start;
	return err;
}

/* What an exclusive page must have become. */
static bool is_right(unsigned int entry, bool has_moved)
{
	unsigned int bits = PTE_PRESENT | PTE_WRITE | PTE_DIRTY | PTE_YOUNG;

	return has_moved ? (entry & bits) == PTE_PRESENT : entry & PTE_EXCLUSIVE;
}

static int check_entries(struct run *run, size_t *witnesses, size_t *moved)
{
	char words[PTE_WORDS_SIZE];
	int err = device_pte_states(run->device, run->region.start, run->region.pages, state.states);

	for (size_t i = 0; i < run->region.pages && !err; i++) {
		bool has_moved = state.before[i].frame != state.after[i].frame;

		if (entries_is_witness(run, i)) {
			*witnesses += has_moved;
			continue;
		}
		*moved += has_moved;
		if (!is_right(state.states[i], has_moved))
			trial_find(&run->trial, "an exclusive page that %s is now \"%s\"",
				   has_moved ? "moved" : "stayed", pte_words(state.states[i], words));
	}
	return err;
}

static int observe(struct run *run)
{
	struct trial *trial = &run->trial;
	size_t witnesses = 0, moved = 0;
	int err = pagemap_read(&run->region, state.after);

	if (!err)
		err = check_entries(run, &witnesses, &moved);
	if (!err && !witnesses)
		err = err_set(ENODATA, "%s: compaction moved none of the present pages between the exclusive ones",
			      run->entry->name);
	trial_add_fact(trial, "moved_pages", UNIT_COUNT, (double)moved);
	trial_add_fact(trial, "moved_witnesses", UNIT_COUNT, (double)witnesses);
	trial_add_fact(trial, "compaction_moved", UNIT_COUNT,
		       (double)(walker_vmstat("pgmigrate_success") - state.moved));
	trial_add_fact(trial, "compaction_failed", UNIT_COUNT,
		       (double)(walker_vmstat("pgmigrate_fail") - state.failed));
	return err ? err : entries_check_region(run);
}

static void disarm(struct run *run)
{
	for (int i = 0; i < 2; i++) {
		if (state.ballast[i])
			munmap(state.ballast[i], BALLAST);
		state.ballast[i] = NULL;
	}
}

static void teardown(struct run *run)
{
	setting_restore(&state.cpu_lists);
	free(state.before);
	free(state.after);
	free(state.states);
}

/* Which pages move is not predicted, only, by observe(), what becomes of them. */
static void predict(const struct run *run, struct oracle *page)
{
	struct oracle moved;

	entries_predict_with_witnesses(run, page);
	oracle_fire(page);
	moved = *page;
	oracle_migrate(&moved);
	page->any_entry = moved.exclusive != page->exclusive;
}

SCENARIO(migrate_compaction) {
	.family		= "life cycle",
	.summary	= "memory compaction while pages are exclusive",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ENTRIES | NEED_ROOT,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_ALL, { 0 } },
	STATE(state),
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
