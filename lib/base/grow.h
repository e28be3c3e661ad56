/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * grow.h: arrays that get longer by one.
 */
#ifndef BASE_GROW_H
#define BASE_GROW_H

#include <stddef.h>

/*
 * Returns @items, which hold @count of @size bytes each, moved to where one
 * more fits; the room is doubled whenever @count reaches a power of two. Returns
 * NULL without memory, and @items is then as it was. Count up only after that:
 *
 *	more = grow(list->items, list->count, sizeof(*more));
 *	if (!more)
 *		return -ENOMEM;
 *	list->items = more;
 *	list->items[list->count++] = item;
 */
void *grow(void *items, size_t count, size_t size);

#endif /* BASE_GROW_H */
