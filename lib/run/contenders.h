/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contenders.h: others that touch pages at the same time as FIRE's own thread.
 */
#ifndef RUN_CONTENDERS_H
#define RUN_CONTENDERS_H

#include "run/workers.h"
#include "run/barrier.h"
#include "run/run.h"

enum { MOST_CONTENDERS = 1024 };

/* For a scenario's table of parameters; @what is "threads" or "processes". */
#define PARAMETERS_CONTENDERS(what)							\
	{ what, "2", NULL, 1, MOST_CONTENDERS,					\
	  "how many touch at once, FIRE's own among them, each on a CPU of its own" },	\
	{ "distance", "any", DISTANCE_WORDS, 0, 0,				\
	  "what the others' CPUs share with FIRE's, at the least" }

/*
 * Finds a CPU for each of @count contenders. Returns 0, or -EOPNOTSUPP with a line in
 * err_text() where the machine has too few at the run's "distance".
 */
int contenders_find_cpus(const struct run *run, size_t count, unsigned int cpus[MOST_CONTENDERS]);

/* The same, and starts one thread less than "threads": a pool as workers_start() gives it. */
int contenders_start(struct workers **workers, const struct run *run, void (*work)(struct worker *worker),
		void *context);

/* What a worker does until the barrier opens for @round. False: it must stop. */
static inline bool contenders_await(const struct worker *worker, const struct barrier *barrier, unsigned int round)
{
	for (;;) {
		unsigned int seen = atomic_load_explicit(&barrier->opened, memory_order_acquire);

		if (barrier_reached(seen, round))
			return true;
		if (worker_must_stop(worker))
			return false;
		barrier_rest(barrier, &barrier->opened, seen);
	}
}

/* The major faults of this process up to now. */
long contenders_major_faults(void);

/*
 * Adds the facts elapsed_ticks_per_touch (FIRE's time for @touches that ran at once: it
 * falls where they scale), touches_per_second, and major_faults, of which there were
 * @major. A fault that waits twice for the page's lock is accounted as major, although
 * nothing was read from anywhere (mm_account_fault()).
 */
void contenders_observe(struct run *run, double ticks_per_second, uint64_t touches, long major);

#endif /* RUN_CONTENDERS_H */
