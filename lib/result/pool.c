/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pool.c: pairs that are sorted and added up whenever the room is full.
 *
 * It is doubled where more than half stays full. So it is at most four times that of the distinct
 * values, and the work n log n.
 */
#include "result/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 4096 };

static int by_value(const void *a, const void *b)
{
	const struct weighted *left = a, *right = b;

	return (left->value > right->value) - (left->value < right->value);
}

static void merge(struct pool *pool)
{
	size_t kept = 0;

	if (pool->settled == pool->count)
		return;
	qsort(pool->items, pool->count, sizeof(*pool->items), by_value);
	for (size_t i = 1; i < pool->count; i++) {
		if (pool->items[i].value == pool->items[kept].value)
			pool->items[kept].count += pool->items[i].count;
		else
			pool->items[++kept] = pool->items[i];
	}
	pool->count = pool->settled = kept + 1;
}

static int resize(struct pool *pool, size_t room)
{
	struct weighted *moved = reallocarray(pool->items, room, sizeof(*moved));

	if (!moved)
		return -ENOMEM;
	pool->items = moved;
	pool->room = room;
	return 0;
}

int pool_add(struct pool *pool, const struct weighted *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (pool->count == pool->room) {
			merge(pool);
			if (2 * pool->count >= pool->room && resize(pool, 2 * pool->count + FIRST))
				return -ENOMEM;
		}
		pool->items[pool->count++] = pairs[i];
	}
	return 0;
}

void pool_settle(struct pool *pool)
{
	merge(pool);
	if (pool->count)
		resize(pool, pool->count);	/* smaller: what is there stays if that fails */
}

struct sorted pool_sorted(const struct pool *pool)
{
	return (struct sorted){ pool->items, pool->settled };
}

void pool_free(struct pool *pool)
{
	free(pool->items);
	memset(pool, 0, sizeof(*pool));
}
