/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_noise: the statistics that tests/simulate judges verdicts with, against known answers.
 *
 * Where an answer is R's (4.2.2), the command that gave it stands beside it.
 * links: noise doc model stats result base
 */
#include "tests/noise/binomial.h"
#include "tests/noise/bootstrap.h"
#include "tests/tap.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* binom.test(9, 400)$conf.int */
static void rates(void)
{
	struct bounds bounds = binomial_bounds(9, 400);
	double worst = 0.0;

	claim_near(bounds.low, 0.01033885096, 1e-10, "the interval of a rate begins where R's does");
	claim_near(bounds.high, 0.04228103004, 1e-10, "and ends where R's does");
	claim(binomial_bounds(0, 50).low == 0.0 && binomial_bounds(50, 50).high == 1.0,
	      "a rate of none may be 0, one of all may be 1");
	for (unsigned int hits = 1; hits < 400; hits++) {
		bounds = binomial_bounds(hits, 400);
		worst = fmax(worst, fabs(gsl_cdf_binomial_P(hits, bounds.high, 400) - 0.025));
	}
	claim_near(worst, 0.0, 1e-9, "every rate has one");
}

/* How wide the bootstrap's interval is, is known where boots hold one trial each: not more than the data. */
static void bootstrap(void)
{
	static const double x[] = { 10, 11, 12, 13 }, y[] = { 30, 31, 32, 33 };
	const struct levels base = { x, 4, 1 }, patched = { y, 4, 1 };
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	struct estimate seen, again;

	claim(!bootstrap_shift(&seen, base, patched, 0.05, 500, random), "boots can be drawn anew");
	claim(seen.low >= 17.0 && seen.high <= 23.0 && seen.low < 20.0 && seen.high > 20.0,
	      "the interval lies about the shift, and within what was seen");
	gsl_rng_set(random, 0);
	bootstrap_shift(&again, base, patched, 0.05, 500, random);
	claim(again.low == seen.low && again.high == seen.high, "and is the same again for the same seed");
	gsl_rng_free(random);
}

int main(void)
{
	rates();
	bootstrap();
	return claims_done();
}
