/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pool.h: one distribution out of many, with room for the distinct values only.
 */
#ifndef RESULT_POOL_H
#define RESULT_POOL_H

#include "base/weighted.h"

struct pool {
	struct weighted *items;
	size_t count;
	size_t room;
	size_t settled;		/* the first of @items, ascending by value, each value once */
};

/* Adds @count @pairs. Returns 0 or -ENOMEM. */
int pool_add(struct pool *pool, const struct weighted *pairs, size_t count);

/* Brings all that was added into order, for pool_sorted(). */
void pool_settle(struct pool *pool);

/* All that was added before pool_settle(): ascending by value, each value once. */
struct sorted pool_sorted(const struct pool *pool);

void pool_free(struct pool *pool);

#endif /* RESULT_POOL_H */
