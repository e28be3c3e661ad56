/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guard.h: a way out of a touch that never ends.
 *
 * A CPU that faults on one page for ever runs no user instruction any more, but it takes signals between
 * two of its faults.
 */
#ifndef SYS_GUARD_H
#define SYS_GUARD_H

#include <signal.h>
#include <stdbool.h>

enum guard_end {
	GUARD_DONE,	/* @work came to its end */
	GUARD_STUCK,	/* it took more than the CPU time allowed */
	GUARD_BUS,	/* it got SIGBUS: its memory is poisoned, or cannot be had */
};

/*
 * Calls @work, which may be left in the middle: it owns nothing and holds nothing. @limit_ms is
 * CPU time of the process, in milliseconds, so that waiting for swap does not count. Returns 0 with
 * *@end, or -errno with a line in err_text(). Not for two threads at once.
 */
int guard_call(void (*work)(void *context), void *context, unsigned int limit_ms, enum guard_end *end);

/*
 * Goes all the way once, signal included, so that nothing that a guard writes itself faults when it counts.
 * Returns 0 or -errno with a line in err_text().
 */
int guard_settle(void);

#endif /* SYS_GUARD_H */
