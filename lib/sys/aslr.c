/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * aslr.c: personality(2) and execv(2).
 */
#include "sys/aslr.h"
#include "base/err.h"
#include "sys/knobs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <unistd.h>

/* Holds the setting, and tells the process that it has been here: some exec drop the flag again. */
#define MARK "DEXBENCH_ASLR_BEFORE"

static char found[16];

int aslr_leave(char **argv, const char **before)
{
	const char *mark = getenv(MARK);
	int now = personality(0xffffffff), err;
	bool left = now != -1 && (now & ADDR_NO_RANDOMIZE);

	*before = NULL;
	if (mark) {
		snprintf(found, sizeof(found), "%s", mark);
		unsetenv(MARK);
		if (!left)
			return err_set(EPERM, "the kernel took ADDR_NO_RANDOMIZE back when dexbench was started again");
		*before = found;
		return 0;
	}
	if (!knob_line("", "/proc/sys/kernel/randomize_va_space", found, sizeof(found)) || !strcmp(found, "0") || left)
		return 0;
	if (now == -1 || personality((unsigned int)now | ADDR_NO_RANDOMIZE) == -1)
		return err_set(errno, "personality(ADDR_NO_RANDOMIZE): %s", strerror(errno));
	if (!setenv(MARK, found, 1))
		execv("/proc/self/exe", argv);
	err = err_set(errno, "cannot start dexbench again: /proc/self/exe: %s", strerror(errno));
	unsetenv(MARK);
	personality((unsigned int)now);
	return err;
}
