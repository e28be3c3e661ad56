/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pool.c: pairs that are sorted and added up whenever they have doubled.
 *
 * So the room is at most twice that of the distinct values, and the work n log n.
 */
#include "result/pool.h"
#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 4096 };

static int by_value(const void *a, const void *b)
{
	const struct weighted *left = a, *right = b;

	return (left->value > right->value) - (left->value < right->value);
}

static void settle(struct pool *pool)
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

int pool_add(struct pool *pool, const struct weighted *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct weighted *more;

		if (pool->count >= 2 * pool->settled + FIRST)
			settle(pool);
		more = grow(pool->items, pool->count, sizeof(*more));
		if (!more)
			return -ENOMEM;
		pool->items = more;
		pool->items[pool->count++] = pairs[i];
	}
	return 0;
}

struct sorted pool_sorted(struct pool *pool)
{
	settle(pool);
	return (struct sorted){ pool->items, pool->count };
}

void pool_free(struct pool *pool)
{
	free(pool->items);
	memset(pool, 0, sizeof(*pool));
}
