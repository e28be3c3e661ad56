/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * copy.h: a copy of the region in size and shape, for calls that end a mapping.
 *
 * The region itself stays, so that the runner can look at its entries.
 */
#ifndef RUN_COPY_H
#define RUN_COPY_H

#include "run/entries.h"

#include <sys/mman.h>

/* The first member of a scenario's state. */
struct copy {
	struct region region;
};

static inline struct region *copy_region(const struct run *run)
{
	return &((struct copy *)run->entry->scenario->state)->region;
}

/* For ->arm: maps it anew. Returns 0 or -errno with a line in err_text(). */
static inline int copy_map(struct run *run)
{
	region_unmap(copy_region(run));
	return region_map(copy_region(run), run->region.pages, REGION_ANY_NODE);
}

/* For ->teardown. */
static inline void copy_unmap(struct run *run)
{
	region_unmap(copy_region(run));
}

/* Where in the copy the region's @target is. */
static inline void *copy_of(const struct run *run, const void *target)
{
	return copy_region(run)->start + ((const char *)target - run->region.start);
}

/* For ->fire: times munmap() of each sample's pages. */
static inline int copy_fire_munmap(struct run *run)
{
	struct trial *trial = &run->trial;

	for (size_t i = 0; i < trial->samples; i++)
		trial->targets[i] = copy_of(run, trial->targets[i]);
	return entries_fire(run, munmap, "munmap");
}

/* For ->observe: -ENODATA unless all is unmapped. mincore() knows no page of what is not mapped. */
static inline int copy_check_unmapped(const struct run *run)
{
	unsigned char present;

	for (size_t i = 0; i < run->region.pages; i++)
		if (!mincore(copy_of(run, region_page(&run->region, i)), run->region.page_size, &present))
			return err_set(ENODATA, "%s: page %zu is still mapped", run->entry->name, i);
	return 0;
}

#endif /* RUN_COPY_H */
