/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reclaim.c: zram, a cgroup, and pagemap before and after.
 */
#include "run/reclaim.h"
#include "base/err.h"
#include "sys/walkers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MGLRU_PATH "/sys/kernel/mm/lru_gen/enabled"

static bool is_pageout(const struct run *run)
{
	return !strcmp(values_text(&run->values, "by"), "pageout");
}

static size_t bytes_of(const struct run *run)
{
	return run->region.pages * run->region.page_size;
}

/* A kernel without it has it off. */
static int set_mglru(struct reclaim *reclaim, const struct run *run)
{
	bool on = !strcmp(values_text(&run->values, "mglru"), "on");
	char found[16];

	if (!setting_read(MGLRU_PATH, found, sizeof(found)))
		return on ? err_set(EOPNOTSUPP, MGLRU_PATH ": this kernel has no multi-generational LRU") : 0;
	return setting_change(&reclaim->mglru, MGLRU_PATH, on ? "y" : "n");
}

int reclaim_setup(struct reclaim *reclaim, const struct run *run)
{
	int err = set_mglru(reclaim, run);

	reclaim->entries = calloc(run->region.pages, sizeof(*reclaim->entries));
	if (!reclaim->entries)
		return -ENOMEM;
	if (!err)
		err = swap_open(&reclaim->swap, 2 * bytes_of(run) + (1 << 20));
	if (!err && !is_pageout(run))
		err = cgroup_enter(&reclaim->cgroup);
	return err;
}

void reclaim_teardown(struct reclaim *reclaim)
{
	cgroup_leave(&reclaim->cgroup);
	swap_close(&reclaim->swap);
	setting_restore(&reclaim->mglru);
	free(reclaim->entries);
}

static int swap_areas(void)
{
	FILE *file = fopen("/proc/swaps", "re");
	char line[256];
	int lines = 0;

	while (file && fgets(line, sizeof(line), file))
		lines++;
	if (file)
		fclose(file);
	/* The first is the heading. */
	return lines ? lines - 1 : 0;
}

/* Each area has a type, the lowest that is free; the highest types are no swap. */
static void count_swapped(struct reclaim *reclaim, const size_t types[SWAP_TYPES])
{
	int areas = swap_areas();

	reclaim->swapped = reclaim->damaged = 0;
	for (int type = 0; type < SWAP_FIRST_OTHER_TYPE; type++)
		*(type < areas ? &reclaim->swapped : &reclaim->damaged) += types[type];
}

static int look(struct reclaim *reclaim, const struct run *run, int *type, size_t *of_type)
{
	size_t types[SWAP_TYPES];
	int err = pagemap_read(&run->region, reclaim->entries);

	if (err)
		return err;
	pagemap_count_types(reclaim->entries, run->region.pages, types);
	count_swapped(reclaim, types);
	*type = pagemap_main_type(types);
	*of_type = *type < 0 ? 0 : types[*type];
	return 0;
}

/* What decides whether reclaim finds an entry: whether the folio counts it as a mapping. */
static int count_mapped(struct reclaim *reclaim, const struct run *run)
{
	int err = 0;

	reclaim->mapped = 0;
	for (size_t i = 0; i < run->region.pages && !err; i++) {
		uint64_t count = 0;

		if (reclaim->entries[i].swap)
			err = pagemap_map_count(reclaim->entries[i].frame, &count);
		reclaim->mapped += count > 0;
	}
	return err;
}

static int reclaim_once(struct reclaim *reclaim, const struct run *run)
{
	struct region region = run->region;
	bool all;

	if (is_pageout(run))
		return swap_out(&region);
	return cgroup_reclaim(&reclaim->cgroup, bytes_of(run), &all);
}

/* One pass may find pages young, or still on their way to the lists: as long as it gets on. */
static int reclaim_all(struct reclaim *reclaim, const struct run *run)
{
	size_t swapped = 0, before, passes_without = 0;
	int err = 0;

	while (!err && swapped < run->region.pages && passes_without < 3) {
		before = swapped;
		err = reclaim_once(reclaim, run);
		if (!err)
			err = swap_count(&run->region, &swapped);
		passes_without = swapped > before ? 0 : passes_without + 1;
	}
	return err;
}

int reclaim_region(struct reclaim *reclaim, const struct run *run)
{
	uint64_t start;
	int err = look(reclaim, run, &reclaim->type_before, &reclaim->of_type_before);

	if (!err)
		err = count_mapped(reclaim, run);
	if (err)
		return err;

	start = clock_start();
	err = reclaim_all(reclaim, run);
	reclaim->ticks = clock_stop() - start;
	return err ? err : look(reclaim, run, &reclaim->type_after, &reclaim->of_type_after);
}

void reclaim_observe(const struct reclaim *reclaim, struct run *run)
{
	struct trial *trial = &run->trial;

	trial_add_fact(trial, "swapped_pages", UNIT_COUNT, (double)reclaim->swapped);
	trial_add_fact(trial, "damaged_entries", UNIT_COUNT, (double)reclaim->damaged);
	trial_add_fact(trial, "mapped_exclusive_pages", UNIT_COUNT, (double)reclaim->mapped);
	trial_add_fact(trial, "entry_type_before", UNIT_COUNT, reclaim->type_before);
	trial_add_fact(trial, "entry_type_after", UNIT_COUNT, reclaim->type_after);
	trial_add_fact(trial, "reclaim_ticks_per_page", UNIT_TICKS,
		       (double)reclaim->ticks / (double)run->region.pages);
}

void reclaim_find_stuck(const struct reclaim *reclaim, struct run *run)
{
	char line[160];

	trial_find(&run->trial, "the touch never ends: %zu entries of swap type %d before the reclaim, %zu of "
		   "type %d after it; the kernel says: %s", reclaim->of_type_before, reclaim->type_before,
		   reclaim->of_type_after, reclaim->type_after,
		   walker_log_line("Bad swap file entry", line, sizeof(line)));
}

/* What was not touched has no sample; the touch that did not end counts for what it took so far. */
static void drop_missing_samples(struct trial *trial)
{
	size_t done = 0;

	for (size_t i = 0; i < trial->samples; i++)
		if (trial->ticks[i])
			trial->ticks[done++] = trial->ticks[i];
	if (!done)
		trial->ticks[done++] = trial->ended - trial->began;
	trial->samples = done;
}

int reclaim_put_aside(struct run *run)
{
	drop_missing_samples(&run->trial);
	return region_map(&run->region, run->region.pages, run->region.node);
}

void reclaim_predict(const struct run *run, struct oracle *page)
{
	/* MADV_PAGEOUT looks at present entries only. */
	if (!is_pageout(run) || page->present)
		oracle_swap_out(page);
}
