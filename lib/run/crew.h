/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crew.h: threads of this process that do something while FIRE runs.
 *
 * Each member is pinned to a CPU of its own and sleeps until work begins, so
 * that a crew at rest receives no TLB-flush IPIs and takes no time.
 */
#ifndef RUN_CREW_H
#define RUN_CREW_H

#include "sys/topology.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct crew;

struct member {
	struct crew *crew;
	size_t index;		/* 0 to the crew's size - 1 */
	unsigned int cpu;	/* by OS number */
	void *context;		/* what crew_hire() was given */
};

/*
 * Starts one thread on each of @count @cpus. Returns 0 with *@crew for the caller
 * to crew_dismiss(), or -errno with a line in err_text().
 */
int crew_hire(struct crew **crew, struct topology *topology, const unsigned int *cpus, size_t count,
	      void (*work)(struct member *member), void *context);

/* Ends the threads. NULL is fine. */
void crew_dismiss(struct crew *crew);

/* Has every member enter work(), and returns once each has. */
void crew_begin(struct crew *crew);

/* What work() that goes on until it is told to end asks, often. */
bool crew_must_stop(const struct member *member);

/* Tells them to stop, and returns once no member is in work() any more. Nothing where none is. */
void crew_end(struct crew *crew);

/* Only waits until no member is in work() any more, for work() that ends by itself. */
void crew_wait(struct crew *crew);

/* Sleeps until crew_end(): work() that takes no CPU. */
void crew_sleep(struct member *member);

#endif /* RUN_CREW_H */
