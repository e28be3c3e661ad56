/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flush.c: what flushes TLBs here, found out once.
 */
#include "sys/flush.h"

enum flush_kind flush_kind(void)
{
	static int found = -1;

	if (found < 0)
		found = (int)arch_flush_kind();
	return (enum flush_kind)found;
}

const char *flush_words(enum flush_kind kind)
{
	static const char *const words[] = {
		[FLUSH_BY_IPI] = "by IPIs",
		[FLUSH_BY_BROADCAST] = "by a broadcast instruction",
		[FLUSH_BY_HYPERVISOR] = "by the hypervisor",
		[FLUSH_UNCOUNTED] = "by firmware or function calls",
	};

	return words[kind];
}
