/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * noise.h: recorded trials, to be drawn from.
 */
#ifndef TESTS_NOISE_NOISE_H
#define TESTS_NOISE_NOISE_H

#include "base/weighted.h"

#include <gsl/gsl_rng.h>

struct model;
struct result;

struct noise {
	size_t rows, boots;
	size_t trials;		/* of each boot and row; the fewest that one has */

	struct result *results;	/* of each boot */

	/* Trial t of boot b of row r is at (r * boots + b) * trials + t. */
	struct sorted *samples;
	double *scales;		/* of a row: units per page in a tick */
	struct sorted *drawn;	/* room for one boot */
};

/*
 * Gathers the timed trials of all variants of @model, as boots of one kernel; a row that
 * some boot has not is left out. Their files are read again. Returns 0 or -errno with a
 * line in err_text(); @noise is then empty.
 */
int noise_gather(struct noise *noise, const struct model *model);

void noise_free(struct noise *noise);

/*
 * Draws a boot of @row, and its trials from that boot's, both with replacement. Sets
 * *@figure to the boot's figure, and fills @trials with the trials' medians, in the
 * files' unit per page. Returns 0 or -ENOMEM.
 */
int noise_draw(const struct noise *noise, size_t row, gsl_rng *random, double *figure,
	       double *trials);

#endif /* TESTS_NOISE_NOISE_H */
