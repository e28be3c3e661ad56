/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dontneed_exclusive: madvise(MADV_DONTNEED) of pages that a device holds.
 *
 * The entry goes away and the page with it: no restore, no fault. The device hears of it by its MMU
 * notifier alone.
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <sys/mman.h>

static int arm(struct run *run)
{
	return entries_make(run, &run->region);
}

static int dontneed(void *start, size_t bytes)
{
	return madvise(start, bytes, MADV_DONTNEED);
}

static int fire(struct run *run)
{
	return entries_fire(run, dontneed, "madvise(MADV_DONTNEED)");
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_discard(page);
}

SCENARIO(dontneed_exclusive) {
	.family		= "life cycle",
	.summary	= "madvise(MADV_DONTNEED) of \"batch\" exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_BATCH_OR_ALL, { 0 } },
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
