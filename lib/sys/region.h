/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * region.h: the anonymous memory that a run measures on.
 */
#ifndef SYS_REGION_H
#define SYS_REGION_H

#include <stddef.h>

struct region {
	char *start;
	size_t pages;
	size_t page_size;	/* bytes */
	int node;		/* that it is bound to, or REGION_ANY_NODE */
};

enum { REGION_ANY_NODE = -1 };

/*
 * Maps @pages private anonymous pages in a VMA of their own (inaccessible
 * pages on either side keep it from merging), without transparent huge pages
 * and KSM, bound to NUMA @node or to none, and writes each page once.
 *
 * Returns 0, or -errno with a line in err_text(). A zeroed region, and one
 * that failed half-way, may be given to region_unmap().
 */
int region_map(struct region *region, size_t pages, int node);
void region_unmap(struct region *region);

/*
 * Maps it anew in its place, bound as before, and writes nothing: its memory, its page tables and
 * what was asked of its VMAs are gone. Returns 0, or -errno with a line in err_text().
 */
int region_renew(struct region *region);

/* The first byte of page @index. */
static inline char *region_page(const struct region *region, size_t index)
{
	return region->start + index * region->page_size;
}

/* Writes each page, so that all are present and writable again. */
void region_write(struct region *region);

/* Each returns 0, or -errno with a line in err_text(). */
int region_make_read_only(struct region *region);
int region_make_writable(struct region *region);
int region_discard(struct region *region);	/* MADV_DONTNEED: entries become empty */
int region_free_lazily(struct region *region);	/* MADV_FREE: entries become clean and old */

/* True if the kernel has NUMA and this process may ask about it. */
int region_has_numa(void);

/*
 * Counts the present pages whose memory is on NUMA @node; touches none. Returns 0 with *@pages, or
 * -errno with a line in err_text().
 */
int region_count_on_node(const struct region *region, int node, size_t *pages);

#endif /* SYS_REGION_H */
