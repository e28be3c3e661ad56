/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * region.c: mmap(), madvise(), mprotect() and libnuma.
 */
#include "sys/region.h"
#include "base/err.h"

#include <errno.h>
#include <numa.h>
#include <numaif.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t size_of(const struct region *region)
{
	return region->pages * region->page_size;
}

int region_has_numa(void)
{
	return numa_available() >= 0;
}

static int bind_to_node(struct region *region, int node)
{
	struct bitmask *nodes;
	int err = 0;

	if (node == REGION_ANY_NODE)
		return 0;
	if (!region_has_numa() || node > numa_max_node())
		return err_set(EINVAL, "node=%d: this kernel has no such NUMA node", node);

	nodes = numa_allocate_nodemask();
	if (!nodes)
		return -ENOMEM;
	numa_bitmask_setbit(nodes, (unsigned int)node);
	if (mbind(region->start, size_of(region), MPOL_BIND, nodes->maskp, nodes->size + 1,
		  MPOL_MF_STRICT))
		err = err_set(errno, "node=%d: cannot bind memory to it: %s", node, strerror(errno));
	numa_bitmask_free(nodes);
	return err;
}

/* EINVAL means that the kernel was built without the feature: nothing to switch off. */
static int advise_against(struct region *region, int advice, const char *name)
{
	if (madvise(region->start, size_of(region), advice) && errno != EINVAL)
		return err_set(errno, "madvise(%s): %s", name, strerror(errno));
	return 0;
}

int region_renew(struct region *region)
{
	char *start = mmap(region->start, size_of(region), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	int err;

	if (start == MAP_FAILED)
		return err_set(errno, "mmap of %zu pages: %s", region->pages, strerror(errno));

	err = advise_against(region, MADV_NOHUGEPAGE, "MADV_NOHUGEPAGE");
	if (!err)
		err = advise_against(region, MADV_UNMERGEABLE, "MADV_UNMERGEABLE");
	return err ? err : bind_to_node(region, region->node);
}

int region_map(struct region *region, size_t pages, int node)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	char *reserved;
	int err;

	if (pages > SIZE_MAX / page_size - 2)
		return err_set(EINVAL, "pages=%zu: more than there are addresses", pages);

	reserved = mmap(NULL, (pages + 2) * page_size, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (reserved == MAP_FAILED)
		return err_set(errno, "mmap of %zu pages: %s", pages, strerror(errno));
	*region = (struct region){ reserved + page_size, pages, page_size, node };

	err = region_renew(region);
	if (!err)
		region_write(region);
	return err;
}

void region_unmap(struct region *region)
{
	if (region->start)
		munmap(region->start - region->page_size, size_of(region) + 2 * region->page_size);
	*region = (struct region){ 0 };
}

void region_write(struct region *region)
{
	for (size_t i = 0; i < region->pages; i++)
		*(volatile uint64_t *)region_page(region, i) = i;
}

static int protect(struct region *region, int protection, const char *name)
{
	if (mprotect(region->start, size_of(region), protection))
		return err_set(errno, "mprotect(%s): %s", name, strerror(errno));
	return 0;
}

int region_make_read_only(struct region *region)
{
	return protect(region, PROT_READ, "PROT_READ");
}

int region_make_writable(struct region *region)
{
	return protect(region, PROT_READ | PROT_WRITE, "PROT_READ | PROT_WRITE");
}

int region_discard(struct region *region)
{
	if (madvise(region->start, size_of(region), MADV_DONTNEED))
		return err_set(errno, "madvise(MADV_DONTNEED): %s", strerror(errno));
	return 0;
}

int region_free_lazily(struct region *region)
{
	if (madvise(region->start, size_of(region), MADV_FREE))
		return err_set(errno, "madvise(MADV_FREE): %s", strerror(errno));
	return 0;
}

/* move_pages(2) without nodes to move to only tells where each page is. */
int region_count_on_node(const struct region *region, int node, size_t *pages)
{
	void **list = calloc(region->pages, sizeof(*list));
	int *nodes = calloc(region->pages, sizeof(*nodes)), err = list && nodes ? 0 : -ENOMEM;

	for (size_t i = 0; i < region->pages && !err; i++)
		list[i] = region_page(region, i);
	if (!err && move_pages(0, region->pages, list, NULL, nodes, 0))
		err = err_set(errno, "move_pages: cannot ask where pages are: %s", strerror(errno));
	*pages = 0;
	for (size_t i = 0; i < region->pages && !err; i++)
		*pages += nodes[i] == node;
	free(nodes);
	free(list);
	return err;
}
