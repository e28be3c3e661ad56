/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bootstrap.h: the plain two-level bootstrap, which no verdict rests on.
 *
 * Over few boots its intervals are too narrow. It is here so that `tests/simulate
 * --bootstrap` can show by how much, beside the intervals that are printed.
 */
#ifndef TESTS_NOISE_BOOTSTRAP_H
#define TESTS_NOISE_BOOTSTRAP_H

#include "stats/rank.h"

#include <gsl/gsl_rng.h>

/* The medians of @trials trials in each of @boots boots, boot by boot. */
struct levels {
	const double *medians;
	size_t boots, trials;
};

/*
 * The percentile interval (Efron, Ann. Stat. 7 (1979); two levels as in Davison and
 * Hinkley, Bootstrap Methods (1997), 3.8) of the Hodges-Lehmann shift: boots are
 * drawn anew, then trials within a boot, @times over. Returns 0 or -ENOMEM.
 */
int bootstrap_shift(struct estimate *estimate, struct levels base, struct levels patched,
		    double alpha, size_t times, gsl_rng *random);

#endif /* TESTS_NOISE_BOOTSTRAP_H */
