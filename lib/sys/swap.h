/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * swap.h: a swap area in compressed memory, for as long as a scenario needs one.
 */
#ifndef SYS_SWAP_H
#define SYS_SWAP_H

#include "sys/region.h"

#include <stdbool.h>
#include <stddef.h>

/* A zram device of our own; zeroed is closed. */
struct swap {
	int device_plus_one;	/* the number in /dev/zramN */
	bool is_on;
};

/*
 * Makes a new zram device of @bytes and swaps to it before any other area, so that
 * areas that were on stay as they were. It lives no longer than swap_close(). Takes
 * root. Returns 0, or -errno with a line in err_text(): -EOPNOTSUPP where the kernel has
 * no swap or no zram. Whatever it returns, the caller calls swap_close().
 */
int swap_open(struct swap *swap, size_t bytes);

/*
 * Switches the area off, which brings its pages back into memory, and takes the device away.
 * Returns 0, or -errno with a line in err_text(): something is then left behind.
 */
int swap_close(struct swap *swap);

/*
 * Has the kernel reclaim all pages of @region (MADV_PAGEOUT). It may leave some: ask
 * swap_count(). Returns 0, or -errno with a line in err_text().
 */
int swap_out(struct region *region);

/*
 * Counts the pages of @region whose entries name a swap area, device-exclusive and
 * migration entries not among them. Needs root, which alone sees them. Returns 0 with *@pages, or -errno
 * with a line in err_text().
 */
int swap_count(const struct region *region, size_t *pages);

#endif /* SYS_SWAP_H */
