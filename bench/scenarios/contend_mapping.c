/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contend_mapping: many threads touch exclusive pages of one mapping, each its own.
 *
 * No two meet on a page, but all share the mapping, its locks and its page tables: since
 * 6.4 a fault takes the mapping's own lock, before the one of the whole address space.
 * One sample is one touch, by whichever thread; all together share the pages.
 */
#include "run/contenders.h"
#include "run/scenario.h"
#include "run/steps.h"

static struct state {
	struct barrier barrier;
	struct workers *workers;
	struct trial *trial;
	size_t threads;
	double ticks_per_second;
	long major;
} state;

/* The samples of one thread lie side by side; the pages that they go to are shuffled. */
static void touch_share(size_t thread)
{
	struct trial *trial = state.trial;
	size_t end = (thread + 1) * trial->samples / state.threads;

	for (size_t i = thread * trial->samples / state.threads; i < end; i++) {
		uint64_t start = clock_start();

		touch_write(trial->targets[i]);
		trial->ticks[i] = clock_stop() - start;
	}
}

static void compete(struct worker *worker)
{
	if (!contenders_await(worker, &state.barrier, 1))
		return;
	touch_share(worker->index + 1);
	barrier_pass(&state.barrier);
}

static int setup(struct run *run)
{
	state.trial = &run->trial;
	state.threads = values_count(&run->values, "threads", 1);
	state.ticks_per_second = clock_ticks_per_second();
	return contenders_start(&state.workers, run, compete, NULL);
}

static int arm(struct run *run)
{
	int err = exclusive_arm(run);

	if (err)
		return err;
	barrier_reset(&state.barrier);
	workers_begin(state.workers);
	state.major = contenders_major_faults();
	return 0;
}

static int fire(struct run *run)
{
	barrier_open(&state.barrier, 1);
	touch_share(0);
	barrier_wait(&state.barrier, (unsigned int)state.threads - 1);
	return 0;
}

static int observe(struct run *run)
{
	contenders_observe(run, state.ticks_per_second, run->trial.samples, contenders_major_faults() - state.major);
	return 0;
}

static void disarm(struct run *run)
{
	workers_end(state.workers);
}

static void teardown(struct run *run)
{
	workers_stop(state.workers);
}

static void predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(contend_mapping) {
	.family		= "contention",
	.summary	= "writes to exclusive pages of one mapping by many threads, each to its own",
	.chart		= "contention",
	.chart_axis	= "threads",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, PARAMETERS_CONTENDERS("threads"), { 0 } },
	STATE(state),
	.counted	= COUNTED_PROCESS,
	.tolerates_major_faults = true,
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
