/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * weighted.h: a value, and how often it was measured.
 */
#ifndef BASE_WEIGHTED_H
#define BASE_WEIGHTED_H

#include <stddef.h>
#include <stdint.h>

/* @count samples that all measured @value. */
struct weighted {
	uint64_t value;
	uint64_t count;
};

/* One trial's, ascending by value, each value once; counts are 1 or more. */
struct sorted {
	const struct weighted *items;
	size_t count;
};

#endif /* BASE_WEIGHTED_H */
