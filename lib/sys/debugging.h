/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debugging.h: what of the running kernel checks the kernel itself.
 */
#ifndef SYS_DEBUGGING_H
#define SYS_DEBUGGING_H

#include <stdbool.h>
#include <stddef.h>

enum { DEBUGGING_NAME_SIZE = 64, DEBUGGING_MOST = 32 };

struct debugging {
	char names[DEBUGGING_MOST][DEBUGGING_NAME_SIZE];	/* "KASAN", "slub_debug=P" */
	size_t count;
};

/*
 * Looks at the kernel's symbols below @root ("" for this machine), or at its configuration where it
 * has none, and at the arguments that it was booted with. @release is its own. False if there are
 * neither symbols nor a configuration, so that nobody can tell.
 */
bool debugging_find(struct debugging *debugging, const char *root, const char *release);

/* Their names with ", " between; "" if there is none. */
void debugging_words(const struct debugging *debugging, char *text, size_t size);

#endif /* SYS_DEBUGGING_H */
