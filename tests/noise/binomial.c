/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * binomial.c: bounds by halving. GSL's inverse of the beta distribution would be
 * shorter, but for some arguments it does not converge, and ends the program.
 */
#include "tests/noise/binomial.h"

#include <gsl/gsl_cdf.h>

enum { HALVINGS = 60 };

/* The chance of at most @hits falls with the chance of one; where does it pass @p? */
static double chance_of_at_most(uint64_t hits, uint64_t of, double p)
{
	double low = 0.0, high = 1.0;

	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2.0;

		if (gsl_cdf_binomial_P((unsigned int)hits, middle, (unsigned int)of) > p)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct bounds binomial_bounds(uint64_t hits, uint64_t of)
{
	return (struct bounds){
		.low = hits ? chance_of_at_most(hits - 1, of, 0.975) : 0.0,
		.high = hits < of ? chance_of_at_most(hits, of, 0.025) : 1.0,
	};
}
