/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * binomial.h: how well a rate is known.
 */
#ifndef TESTS_NOISE_BINOMIAL_H
#define TESTS_NOISE_BINOMIAL_H

#include <stdint.h>

struct bounds {
	double low, high;
};

/*
 * The exact 95 % interval of the chance behind @hits of @of, @of at least 1: Clopper
 * and Pearson, Biometrika 26 (1934); R's binom.test().
 */
struct bounds binomial_bounds(uint64_t hits, uint64_t of);

#endif /* TESTS_NOISE_BINOMIAL_H */
