/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grow.c: room for one more.
 */
#include "base/grow.h"

#include <stdlib.h>

void *grow(void *items, size_t count, size_t size)
{
	if (count & (count - 1))
		return items;
	return reallocarray(items, count ? 2 * count : 1, size);
}
