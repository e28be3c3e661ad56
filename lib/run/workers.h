/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * workers.h: threads of this process that do something while FIRE runs.
 *
 * Each worker is pinned to a CPU of its own and sleeps until work begins, so
 * that a pool at rest receives no TLB-flush IPIs and takes no time.
 */
#ifndef RUN_WORKERS_H
#define RUN_WORKERS_H

#include "sys/topology.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct workers;

struct worker {
	struct workers *workers;
	size_t index;		/* 0 to the pool's size - 1 */
	unsigned int cpu;	/* by OS number */
	void *context;		/* what workers_start() was given */
};

/*
 * Starts one thread on each of @count @cpus. Returns 0 with *@workers for the caller
 * to workers_stop(), or -errno with a line in err_text().
 */
int workers_start(struct workers **workers, struct topology *topology, const unsigned int *cpus, size_t count,
	      void (*work)(struct worker *worker), void *context);

/* Ends the threads. NULL is fine. */
void workers_stop(struct workers *workers);

/* Has every worker enter work(), and returns once each has. */
void workers_begin(struct workers *workers);

/* What work() that goes on until it is told to end asks, often. */
bool worker_must_stop(const struct worker *worker);

/* Tells them to stop, and returns once no worker is in work() any more. Nothing where none is. */
void workers_end(struct workers *workers);

/* Only waits until no worker is in work() any more, for work() that ends by itself. */
void workers_wait(struct workers *workers);

/* Sleeps until workers_end(): work() that takes no CPU. */
void worker_sleep(struct worker *worker);

#endif /* RUN_WORKERS_H */
