/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * large.h: regions whose folios have more than one page.
 *
 * A transparent huge page is a folio of the order that fills a PMD; since Linux 6.8
 * anonymous memory may also come in the orders between (mTHP). Which orders are given
 * is a setting of the machine, changed while a region of this kind exists, for those who
 * ask by madvise() alone, and put back after.
 */
#ifndef SYS_LARGE_H
#define SYS_LARGE_H

#include "sys/region.h"
#include "sys/setting.h"

enum { LARGE_MOST_ORDER = 13 };	/* a PMD on pages of 64 KiB */

/* Zeroed, it stands for none. */
struct large {
	unsigned int order;
	struct setting settings[LARGE_MOST_ORDER + 1];
	size_t settings_count;
};

/* The order of a folio that fills a PMD: 9 where pages have 4 KiB. */
unsigned int large_huge_order(void);

/*
 * Moves @region to where folios of @order fit and has the kernel give it such; large_fill()
 * brings them. Returns 0, or -errno with a line in err_text(): -EOPNOTSUPP where the
 * kernel has no such folios or this user may not ask for them. large_release() is fine, and
 * needed, in any case.
 */
int large_map(struct large *large, struct region *region, unsigned int order);
void large_release(struct large *large);

/*
 * Drops the region's memory and fills it with folios of the order, each page written: one
 * of PMD order is mapped by a PMD. khugepaged is kept away from it. Returns 0, or -errno
 * with a line in err_text(): -ENODATA unless every folio is proved to have the order.
 */
int large_fill(const struct large *large, struct region *region);

/* How the pages of a region are mapped, from /proc/self/smaps. */
struct large_census {
	size_t huge;		/* by a PMD */
	size_t present;
	size_t read_only;	/* in a mapping without write permission */
};

/* Returns 0, or -errno with a line in err_text(). */
int large_look(const struct region *region, struct large_census *census);

#endif /* SYS_LARGE_H */
