/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * turns.h: the trials of all runs of a plan, in one order.
 */
#ifndef RUN_TURNS_H
#define RUN_TURNS_H

#include "run/plan.h"

#include <stddef.h>
#include <stdint.h>

/* One trial of one run. */
struct turn {
	size_t run;		/* index in the plan */
	unsigned int trial;
};

/* Zeroed, there are none. */
struct turns {
	struct turn *list;
	size_t count;
};

/* How many trials a run of the plan has, @extra ones included. */
unsigned int turns_of_run(const struct plan_run *run, unsigned int extra);

/* The most that a run of the plan has. */
unsigned int turns_most(const struct plan *plan, unsigned int extra);

/*
 * All trials of all runs, shuffled across runs: what drifts in the course of a
 * boot then falls on every run alike. The order is given by @seed and the plan
 * alone. Returns 0 with @turns for the caller to turns_free(), or -ENOMEM.
 */
int turns_shuffled(struct turns *turns, const struct plan *plan, unsigned int extra, uint64_t seed);

void turns_free(struct turns *turns);

#endif /* RUN_TURNS_H */
