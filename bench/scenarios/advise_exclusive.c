/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * advise_exclusive: madvise() of pages that a device holds, with advice about pages that are not
 * needed soon.
 *
 * MADV_COLD makes present pages old, and MADV_FREE makes them clean as well, to be dropped
 * without being swapped out. Both pass over what is not present, and say nothing of it.
 * (MADV_PAGEOUT: reclaim_exclusive.)
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <sys/mman.h>

#ifndef MADV_COLD
#define MADV_COLD 20
#endif

static bool is_free(const struct run *run)
{
	return !strcmp(values_text(&run->values, "advice"), "free");
}

static int arm(struct run *run)
{
	return entries_make(run, &run->region);
}

static int cold(void *start, size_t bytes)
{
	return madvise(start, bytes, MADV_COLD);
}

static int free_lazily(void *start, size_t bytes)
{
	return madvise(start, bytes, MADV_FREE);
}

static int fire(struct run *run)
{
	if (is_free(run))
		return entries_fire(run, free_lazily, "madvise(MADV_FREE)");
	return entries_fire(run, cold, "madvise(MADV_COLD)");
}

static int observe(struct run *run)
{
	return entries_check_region(run);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_make_old(page);
	if (page->present && is_free(run))
		page->dirty = false;
	/* As many as the kernel likes: it gathers them. */
	page->any_flushes = true;
}

SCENARIO(advise_exclusive) {
	.family		= "life cycle",
	.summary	= "madvise() that \"batch\" exclusive pages are not needed soon",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE, PARAMETER_BATCH_OR_ALL,
		{ "advice", "cold", "cold|free", 0, 0, "MADV_COLD or MADV_FREE" }, { 0 }
	},
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.predict	= predict,
};
