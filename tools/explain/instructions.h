/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * instructions.h: tell the instructions of a guest apart, for plugin.c.
 */
#ifndef TOOLS_EXPLAIN_INSTRUCTIONS_H
#define TOOLS_EXPLAIN_INSTRUCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
	IS_BOUND = 1 << 0,	/* a clock read that begins or ends FIRE */
	IS_MARK = 1 << 1,	/* one that begins or ends a touch within FIRE */
	IS_ENTRY = 1 << 2,	/* into the kernel's handlers of exceptions */
	IS_RETURN = 1 << 3,	/* from an exception */
	IS_CALL = 1 << 4,	/* an exception by intent: a system call */
	IS_ATOMIC = 1 << 5,
	IS_BARRIER = 1 << 6,
	IS_CLOCK = 1 << 7,	/* a read of the clock that FIRE uses */
};

struct target {
	const char *name;		/* as QEMU calls it */
	unsigned int (*kinds)(const unsigned char *bytes, size_t size);
	bool entry_takes_interrupts;	/* one entry for exceptions and interrupts */
};

/* The architecture that QEMU calls @name, or NULL. */
const struct target *target_find(const char *name);

#endif /* TOOLS_EXPLAIN_INSTRUCTIONS_H */
