/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bystanders.h: threads of the process that a TLB shootdown interrupts.
 *
 * A spinning bystander reads its clock over and over: a gap between two readings
 * is time that something stole from it. A sleeping one is the control: its CPU is
 * lazy about the TLB, or runs something else, and is not interrupted.
 */
#ifndef RUN_BYSTANDERS_H
#define RUN_BYSTANDERS_H

#include "run/run.h"

/* For a scenario's table of parameters. Where bystanders are not what it is about, the default is 0. */
#define PARAMETERS_BYSTANDERS	PARAMETERS_BYSTANDERS_BY_DEFAULT("1")
#define PARAMETERS_BYSTANDERS_BY_DEFAULT(count)					\
	{ "bystanders", count, NULL, 0, 1024,					\
	  "other threads of the process, each on a CPU of its own" },		\
	{ "bystander", "spinning", "spinning|asleep", 0, 0,			\
	  "what they do; asleep is the control: none is interrupted" },		\
	{ "distance", "any", DISTANCE_WORDS, 0, 0,				\
	  "what their CPUs share with the initiator's, at the least" }

/*
 * Finds CPUs and starts the threads, which rest, as @run->bystanders. Returns 0, or -errno with a
 * line in err_text(): -EOPNOTSUPP where the machine has too few CPUs at that distance, or where their clocks
 * disagree. For
 * ->setup, and the next for ->teardown, where it is harmless if there are none.
 */
int bystanders_start(struct run *run);
void bystanders_stop(struct run *run);

/* The last thing of arm: from here on they do what "bystander" says. Sets @run->spinning. */
void bystanders_begin(struct run *run);

/* Back to rest; for ->disarm, and harmless where they rest. */
void bystanders_end(struct run *run);

/*
 * For ->observe: ends them, and adds to the trial the series bystander_gap (each gap that lay in
 * FIRE) and the facts bystanders, preempted and stolen_ticks_per_page (of one bystander). Returns
 * 0 or -errno with a line in err_text().
 */
int bystanders_observe(struct run *run);

#endif /* RUN_BYSTANDERS_H */
