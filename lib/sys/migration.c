/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * migration.c: move_pages(2) and /proc/self/pagemap.
 */
#include "sys/migration.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <numa.h>
#include <numaif.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Documentation/admin-guide/mm/pagemap.rst: bit 62, of entries for swap and for migration. */
static const uint64_t PAGEMAP_SWAP = UINT64_C(1) << 62;

static int find_ends(const struct topology *topology, int ends[2])
{
	struct bitmask *allowed = region_has_numa() ? numa_get_mems_allowed() : NULL;
	int found = 0;

	for (int node = 0; allowed && node <= numa_max_node() && found < 2; node++)
		if (numa_bitmask_isbitset(allowed, (unsigned int)node) && topology_has_node(topology, (unsigned int)node))
			ends[found++] = node;
	if (allowed)
		numa_bitmask_free(allowed);
	return found == 2 ? 0 : err_set(EOPNOTSUPP, "there is one NUMA node only to move pages to");
}

int migration_open(struct migration *migration, const struct topology *topology, const struct region *region)
{
	size_t count = region->pages;
	int err = find_ends(topology, migration->ends), fd;

	if (err)
		return err;
	migration->region = *region;
	migration->pages = calloc(count, sizeof(*migration->pages));
	migration->nodes = calloc(count, sizeof(*migration->nodes));
	migration->status = calloc(count, sizeof(*migration->status));
	if (!migration->pages || !migration->nodes || !migration->status)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		migration->pages[i] = region_page(region, i);

	fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(errno, "/proc/self/pagemap: %s", strerror(errno));
	migration->pagemap_plus_one = fd + 1;
	return 0;
}

void migration_close(struct migration *migration)
{
	if (migration->pagemap_plus_one)
		close(migration->pagemap_plus_one - 1);
	free(migration->pages);
	free(migration->nodes);
	free(migration->status);
	memset(migration, 0, sizeof(*migration));
}

int migration_move_on(struct migration *migration)
{
	size_t count = migration->region.pages;

	migration->to = !migration->to;
	for (size_t i = 0; i < count; i++)
		migration->nodes[i] = migration->ends[migration->to];
	if (move_pages(0, count, migration->pages, migration->nodes, migration->status, MPOL_MF_MOVE) < 0)
		return -errno;
	return 0;
}

bool migration_is_under_way(const struct migration *migration, const void *page)
{
	uint64_t entry = 0;
	off_t at = (off_t)((uintptr_t)page / migration->region.page_size * sizeof(entry));

	return pread(migration->pagemap_plus_one - 1, &entry, sizeof(entry), at) == sizeof(entry) &&
	       (entry & PAGEMAP_SWAP);
}
