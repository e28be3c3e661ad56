/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * migration.h: moving the pages of a region from one NUMA node to another.
 */
#ifndef SYS_MIGRATION_H
#define SYS_MIGRATION_H

#include "sys/region.h"
#include "sys/topology.h"

#include <stdbool.h>

/* Zeroed is closed. */
struct migration {
	struct region region;
	void **pages;
	int *nodes, *status;
	int ends[2];		/* the two nodes that it goes between */
	int to;			/* which of them is next */
	int pagemap_plus_one;
};

/*
 * Prepares for moves of @region between the first two nodes that this run may use. Returns 0,
 * or -errno with a line in err_text(): -EOPNOTSUPP where there are no two. Whatever it
 * returns, the caller calls migration_close().
 */
int migration_open(struct migration *migration, const struct topology *topology, const struct region *region);
void migration_close(struct migration *migration);

/* Moves all pages to the other node, but those that the kernel finds busy. Returns 0 or -errno. */
int migration_move_on(struct migration *migration);

/* True while the entry of @page is a migration entry. Wrong about pages that are swapped out. */
bool migration_is_under_way(const struct migration *migration, const void *page);

#endif /* SYS_MIGRATION_H */
