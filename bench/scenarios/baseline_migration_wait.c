/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_migration_wait: a touch of a page that is on its way to another NUMA node.
 *
 * Another thread moves the region from node to node without end. FIRE looks at the page's entry
 * until it is a migration entry, and then touches it: the fault waits until the page
 * has arrived. When that is depends on how far the other thread is, so the samples are a
 * distribution and their spread is real. A touch that came too late took no fault and is
 * no sample: it is tried again.
 */
#include "base/err.h"
#include "run/workers.h"
#include "run/run.h"
#include "run/scenario.h"
#include "sys/migration.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

enum { PATIENCE = 20 };	/* seconds for one sample */

static struct state {
	struct migration migration;
	struct workers *workers;
	int error;		/* of the mover */
	uint64_t tries, slept;
} state;

static void move(struct worker *worker)
{
	while (!worker_must_stop(worker) && !state.error)
		state.error = migration_move_on(&state.migration);
}

static int setup(struct run *run)
{
	unsigned int cpu;
	int err = migration_open(&state.migration, run->topology, &run->region);

	if (!err && migration_move_on(&state.migration))
		err = err_set(EOPNOTSUPP, "move_pages: this process may not move its pages");
	if (!err && !topology_pick(run->topology, run->cpu, DISTANCE_ANY, &cpu, 1))
		err = err_set(EOPNOTSUPP, "CPU %u has no neighbour that this process may use", run->cpu);
	return err ? err : workers_start(&state.workers, run->topology, &cpu, 1, move, NULL);
}

static int arm(struct run *run)
{
	region_write(&run->region);
	state.tries = state.slept = 0;
	workers_begin(state.workers);
	return 0;
}

struct seen {
	long faults, sleeps;
};

static struct seen look(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return (struct seen){ usage.ru_minflt + usage.ru_majflt, usage.ru_nvcsw };
}

/* One touch that faulted. What it took is in *@ticks. */
static int take_sample(void *page, uint64_t *ticks)
{
	double end = clock_seconds() + PATIENCE;

	while (clock_seconds() < end && !state.error) {
		struct seen before, after;
		uint64_t start;

		if (!migration_is_under_way(&state.migration, page))
			continue;
		before = look();
		start = clock_start();
		touch_read(page);
		*ticks = clock_stop() - start;
		after = look();
		state.tries++;
		state.slept += after.sleeps != before.sleeps;
		if (after.faults != before.faults)
			return 0;
	}
	return -ENODATA;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	int err = 0;

	for (size_t i = 0; i < trial->samples && !err; i++)
		err = take_sample(trial->targets[i], &trial->ticks[i]);
	if (!err)
		return 0;
	if (state.error)
		return err_set(-state.error, "move_pages: the region does not move: %s", strerror(-state.error));
	return err_set(ENODATA, "%s: no touch met a migration entry within %d s", run->entry->name, PATIENCE);
}

static int observe(struct run *run)
{
	workers_end(state.workers);
	trial_add_fact(&run->trial, "touches", UNIT_COUNT, (double)state.tries);
	trial_add_fact(&run->trial, "touches_that_slept", UNIT_COUNT, (double)state.slept);
	return 0;
}

static void disarm(struct run *run)
{
	workers_end(state.workers);
}

static void teardown(struct run *run)
{
	workers_stop(state.workers);
	migration_close(&state.migration);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_wait_for_migration(page);
}

SCENARIO(baseline_migration_wait) {
	.family		= "baseline",
	.summary	= "a touch that waits for a page on its way to another NUMA node",
	.needs		= NEED_TWO_CPUS | NEED_TWO_NODES,
	STATE(state),
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
