/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h: what a result must say about where it was taken.
 */
#ifndef SYS_MACHINE_H
#define SYS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/utsname.h>

struct machine {
	struct utsname uname;
	char cpu[128];		/* the processor's own name for itself, or "unknown" */
	char hypervisor[16];	/* CPUID's signature of it, "unknown" if it has none; empty on bare metal */
	char boot_id[40];	/* random per boot; empty if the kernel does not tell */
	size_t page_size;	/* bytes */
};

/* Fills what can be read; never fails. */
void machine_read(struct machine *machine);

/* Whether the kernel can make pages exclusive at all, by any of the function's names. */
bool machine_can_make_exclusive(void);

/* Whether what it takes to build a module for the running kernel is there, at $KDIR if that is set. */
bool machine_has_headers(void);

#endif /* SYS_MACHINE_H */
