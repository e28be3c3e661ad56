/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracking.h: what watches the writes of a process: soft-dirty bits and
 * userfaultfd write protection.
 */
#ifndef SYS_TRACKING_H
#define SYS_TRACKING_H

#include "sys/region.h"

#include <stdbool.h>

/* True if the kernel keeps soft-dirty bits (CONFIG_MEM_SOFT_DIRTY), found by trying. */
bool tracking_has_soft_dirty(void);

/* Whether the page at @page is reported as written since the bits were cleared; false where nobody says. */
bool tracking_is_soft_dirty(const void *page);

/*
 * Clears the soft-dirty bits of the whole process (clear_refs, value 4). From
 * then on the first write to any old page of the process takes a fault.
 * Returns 0, or -errno with a line in err_text().
 */
int tracking_clear_soft_dirty(void);

enum wp_mode {
	WP_BLOCKING,	/* a write waits for a handler; none runs here */
	WP_ASYNC,	/* the kernel resolves a write by itself (Linux 6.7) */
	WP_RWP_ASYNC,	/* protects from reads as well (Linux 7.3), and resolves by itself */
};

/* A userfaultfd that write-protects one region; zeroed is closed. */
struct write_protection {
	int fd_plus_one;
	enum wp_mode mode;
};

/*
 * Registers @region with a new userfaultfd. Nothing is protected yet. Returns
 * 0 with @wp for the caller to wp_close(), or -errno with a line in
 * err_text(): -EOPNOTSUPP where the kernel cannot, -EPERM where this user may not.
 */
int wp_open(struct write_protection *wp, struct region *region, enum wp_mode mode);
void wp_close(struct write_protection *wp);

/* Protect or unprotect the whole region. Return 0, or -errno with a line in err_text(). */
int wp_arm(struct write_protection *wp, struct region *region);
int wp_resolve(struct write_protection *wp, struct region *region);

#endif /* SYS_TRACKING_H */
