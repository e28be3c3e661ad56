/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rivals.h: others that touch pages at the same time as FIRE's own thread.
 */
#ifndef RUN_RIVALS_H
#define RUN_RIVALS_H

#include "run/crew.h"
#include "run/gate.h"
#include "run/run.h"

enum { MOST_RIVALS = 1024 };

/* For a scenario's table of parameters; @what is "threads" or "processes". */
#define PARAMETERS_RIVALS(what)							\
	{ what, "2", NULL, 1, MOST_RIVALS,					\
	  "how many touch at once, FIRE's own among them, each on a CPU of its own" },	\
	{ "distance", "any", DISTANCE_WORDS, 0, 0,				\
	  "what the others' CPUs share with FIRE's, at the least" }

/*
 * Finds a CPU for each of @count rivals. Returns 0, or -EOPNOTSUPP with a line in
 * err_text() where the machine has too few at the run's "distance".
 */
int rivals_find_cpus(const struct run *run, size_t count, unsigned int cpus[MOST_RIVALS]);

/* The same, and hires one thread less than "threads": a crew as crew_hire() gives it. */
int rivals_hire(struct crew **crew, const struct run *run, void (*work)(struct member *member),
		void *context);

/* What a member does until the gate opens for @round. False: it must stop. */
static inline bool rivals_await(const struct member *member, const struct gate *gate, unsigned int round)
{
	for (;;) {
		unsigned int seen = atomic_load_explicit(&gate->opened, memory_order_acquire);

		if (gate_reached(seen, round))
			return true;
		if (crew_must_stop(member))
			return false;
		gate_rest(gate, &gate->opened, seen);
	}
}

/* The major faults of this process up to now. */
long rivals_major_faults(void);

/*
 * Adds the facts elapsed_ticks_per_touch (FIRE's time for @touches that ran at once: it
 * falls where they scale), touches_per_second, and major_faults, of which there were
 * @major. A fault that waits twice for the page's lock is accounted as major, although
 * nothing was read from anywhere (mm_account_fault()).
 */
void rivals_observe(struct run *run, double ticks_per_second, uint64_t touches, long major);

#endif /* RUN_RIVALS_H */
