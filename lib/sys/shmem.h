/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmem.h: a region of shared memory in place of an anonymous one.
 */
#ifndef SYS_SHMEM_H
#define SYS_SHMEM_H

#include "sys/region.h"

/*
 * Maps a memfd over @region, and writes each page once. Its memory comes from the node of the CPU that
 * calls, whatever the region was bound to. region_discard() then drops the entries and
 * leaves the pages. Returns 0, or -errno with a line in err_text().
 */
int shmem_map_over(struct region *region);

#endif /* SYS_SHMEM_H */
