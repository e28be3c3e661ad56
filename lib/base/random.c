/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * random.c: nrand48() in a struct.
 */
#include "base/random.h"

#include <stdlib.h>

void random_start(struct random *random, uint64_t seed, uint64_t stream)
{
	/* Odd multiplier of 2^64/golden ratio: neighbouring streams start far apart. */
	uint64_t mixed = (seed + 1) * 0x9e3779b97f4a7c15u ^ (stream + 1) * 0xbf58476d1ce4e5b9u;

	random->state[0] = (unsigned short)(mixed >> 16);
	random->state[1] = (unsigned short)(mixed >> 32);
	random->state[2] = (unsigned short)(mixed >> 48);
}

uint32_t random_below(struct random *random, uint32_t bound)
{
	/* Values above the last whole multiple of @bound would favour small results. */
	uint32_t limit = (UINT32_C(1) << 31) / bound * bound;
	uint32_t drawn;

	do {
		drawn = (uint32_t)nrand48(random->state);
	} while (drawn >= limit);
	return drawn % bound;
}

void random_shuffle(struct random *random, void **items, size_t count)
{
	for (size_t left = count; left > 1; left--) {
		size_t other = random_below(random, (uint32_t)left);
		void *item = items[left - 1];

		items[left - 1] = items[other];
		items[other] = item;
	}
}
