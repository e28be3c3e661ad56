/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * random.h: seeded shuffles, the same on every machine.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* POSIX's 48-bit generator (nrand48): its sequence is given by the standard. */
struct random {
	unsigned short state[3];
};

/* Starts a stream of its own for each (@seed, @stream). */
void random_start(struct random *random, uint64_t seed, uint64_t stream);

/* Uniform in [0, @bound), @bound at least 1 and at most 2^31. */
uint32_t random_below(struct random *random, uint32_t bound);

/* Puts @count pointers in random order (Fisher and Yates). */
void random_shuffle(struct random *random, void **items, size_t count);

#endif /* BASE_RANDOM_H */
