/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * health.h: what in the samples themselves may spoil a median.
 */
#ifndef MODEL_HEALTH_H
#define MODEL_HEALTH_H

#include <stddef.h>
#include <stdint.h>

/* Of one variant in one row. Each trial is looked at by itself; values are in ticks. */
struct health {
	uint64_t samples;	/* of the trials that were looked at */
	uint64_t far_out;	/* of these: beyond Tukey's outer fences */
	size_t looked_at;	/* trials with SHAPE_LEAST samples or more */
	size_t bimodal;		/* of these: bimodal samples */
	double low_group, high_group;	/* their means in the first such trial; else NAN */
	double drift;		/* of a trial's median, first to last, in per cent, or NAN */
	double drift_p;		/* of no trend, over all boots; 1 where it is not known */
};

struct result_trial;

/* Looks at the samples of a timed trial while they are there: a result_look_fn. */
int health_look(struct result_trial *trial, void *unused);

/*
 * Sums up @n @trials that were looked at, boot by boot and in order within a boot; @boots says
 * which boot each is of. Returns 0 or -ENOMEM.
 */
int health_of(struct health *health, const struct result_trial **trials, const size_t *boots,
	      size_t n);

#endif /* MODEL_HEALTH_H */
