/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clocks.c: a baton between two CPUs.
 */
#include "run/clocks.h"
#include "base/clock.h"
#include "run/workers.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	ROUNDS = 2000,		/* the tightest of so many is some hundred ticks */
	PATIENCE = 1 << 14,	/* looks at the baton before others may have the CPU */
};

#define OVER	UINT_MAX

/* On a machine that has other work, so long a pair is enough. */
static const double longest_pair = 0.05;

struct clock_offset clock_offset_any(void)
{
	return (struct clock_offset){ INT64_MIN, INT64_MAX };
}

void clock_offset_learn(struct clock_offset *offset, uint64_t before, uint64_t there, uint64_t after)
{
	int64_t least = (int64_t)(there - after), most = (int64_t)(there - before);

	offset->least = least > offset->least ? least : offset->least;
	offset->most = most < offset->most ? most : offset->most;
}

bool clock_offset_agrees(const struct clock_offset *offset)
{
	return offset->least <= 0 && offset->most >= 0;
}

uint64_t clock_offset_bound(const struct clock_offset *offset)
{
	uint64_t behind = -(uint64_t)offset->least, ahead = (uint64_t)offset->most;

	if (offset->least > 0)
		return ahead;
	return offset->most < 0 || behind > ahead ? behind : ahead;
}

struct pair {
	struct clock_offset offset;
	alignas(128) atomic_uint asked;		/* the number of the round, or OVER */
	alignas(128) atomic_uint answered;
	uint64_t there;
};

/* What stands there instead of @last, once it does. */
static unsigned int await_other(atomic_uint *baton, unsigned int last)
{
	for (unsigned int looks = 1;; looks++) {
		unsigned int now = atomic_load_explicit(baton, memory_order_acquire);

		if (now != last)
			return now;
		if (looks % PATIENCE == 0)
			sched_yield();
	}
}

static void ask(struct pair *pair)
{
	double until = clock_seconds() + longest_pair;

	for (unsigned int round = 1; round <= ROUNDS && (round == 1 || clock_seconds() < until); round++) {
		uint64_t before = clock_start(), after;

		atomic_store_explicit(&pair->asked, round, memory_order_release);
		await_other(&pair->answered, round - 1);
		after = clock_start();
		clock_offset_learn(&pair->offset, before, pair->there, after);
	}
	atomic_store_explicit(&pair->asked, OVER, memory_order_release);
}

static void answer(struct pair *pair)
{
	unsigned int round = 0;

	while ((round = await_other(&pair->asked, round)) != OVER) {
		pair->there = clock_start();
		atomic_store_explicit(&pair->answered, round, memory_order_release);
	}
}

static void take_part(struct worker *worker)
{
	if (worker->index)
		answer(worker->context);
	else
		ask(worker->context);
}

static int compare(struct clock_offset *offset, struct topology *topology, unsigned int cpu, unsigned int other)
{
	const unsigned int cpus[] = { cpu, other };
	struct pair pair = { .offset = clock_offset_any() };
	struct workers *workers = NULL;
	int err = workers_start(&workers, topology, cpus, 2, take_part, &pair);

	if (err)
		return err;
	workers_begin(workers);
	workers_wait(workers);
	workers_stop(workers);
	*offset = pair.offset;
	return 0;
}

static void note(struct clocks *clocks, unsigned int other, const struct clock_offset *offset)
{
	uint64_t bound = clock_offset_bound(offset);

	clocks->others++;
	if (bound > clocks->bound)
		clocks->bound = bound;
	if (clock_offset_agrees(offset) || clocks->disagreement[0])
		return;
	if (offset->least > offset->most)
		snprintf(clocks->disagreement, sizeof(clocks->disagreement),
			 "those of CPU %u and CPU %u do not run alike", other, clocks->cpu);
	else
		snprintf(clocks->disagreement, sizeof(clocks->disagreement),
			 "CPU %u is %lld ticks or more %s CPU %u", other,
			 (long long)(offset->least > 0 ? offset->least : -offset->most),
			 offset->least > 0 ? "ahead of" : "behind", clocks->cpu);
}

int clocks_check(struct clocks *clocks, struct topology *topology)
{
	size_t count = topology_cpus(topology), found;
	unsigned int *others = calloc(count, sizeof(*others));
	struct clock_offset offset;
	int err = 0;

	*clocks = (struct clocks){ .cpu = topology_quiet_cpu(topology) };
	if (!others)
		return -ENOMEM;
	found = topology_pick(topology, clocks->cpu, DISTANCE_ANY, others, count);
	for (size_t i = 0; i < found && i < count && !err; i++) {
		err = compare(&offset, topology, clocks->cpu, others[i]);
		if (!err)
			note(clocks, others[i], &offset);
	}
	clocks->checked = !err;
	free(others);
	return err;
}
