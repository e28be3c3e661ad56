/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * userfault.h: faults of one region that the process handles by itself.
 *
 * tracking.h write-protects with userfaultfd and resolves whole regions; here is what a
 * handler needs to resolve one fault after the other.
 */
#ifndef SYS_USERFAULT_H
#define SYS_USERFAULT_H

#include "sys/region.h"

#include <stdbool.h>

enum userfault_kind {
	USERFAULT_WP,		/* a write to a write-protected page */
	USERFAULT_MINOR,	/* a touch of a page that shared memory has, but no entry maps (Linux 5.14) */
	USERFAULT_MISSING,	/* a touch of a page that is not there; for userfault_move() (Linux 6.8) */
};

/* Zeroed is closed. */
struct userfault {
	int fd_plus_one;
	enum userfault_kind kind;
	bool by_signal;
	struct region region;
};

/*
 * Registers @region with a new userfaultfd, as any user may: faults of the kernel's own are
 * not handled. With @by_signal the faulting thread gets a SIGBUS, else it waits for
 * userfault_resolve(). Returns 0 with @userfault for the caller to userfault_close(), or -errno with a line
 * in err_text(): -EOPNOTSUPP where the kernel cannot.
 */
int userfault_open(struct userfault *userfault, const struct region *region,
		   enum userfault_kind kind, bool by_signal);
void userfault_close(struct userfault *userfault);

/* Write-protects all of it. Returns 0, or -errno with a line in err_text(). */
int userfault_protect(const struct userfault *userfault);

/*
 * Waits for a fault that a thread waits in, or until the file descriptor @stop can be read. Returns the
 * page, or NULL for the latter.
 */
void *userfault_wait(const struct userfault *userfault, int stop);

/* Lets the touch of @page be done, and wakes whoever waits for it. Safe in a signal handler: 0 or -errno. */
int userfault_resolve(const struct userfault *userfault, void *page);

/*
 * Moves the pages of @bytes at @from to @to, which lies in the region and must be empty (UFFDIO_MOVE).
 * Returns 0 or -errno; *@moved becomes the bytes that were moved before, or at all.
 */
int userfault_move(const struct userfault *userfault, void *to, void *from, size_t bytes, size_t *moved);

/* Lets all touches of the region be done from now on, as if it had never been registered; safe there, too. */
void userfault_give_up(const struct userfault *userfault);

#endif /* SYS_USERFAULT_H */
