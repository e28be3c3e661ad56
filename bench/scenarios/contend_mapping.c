/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contend_mapping: many threads touch exclusive pages of one mapping, each its own.
 *
 * No two meet on a page, but all share the mapping, its locks and its page tables: since
 * 6.4 a fault takes the mapping's own lock, before the one of the whole address space.
 * One sample is one touch, by whichever thread; all together share the pages.
 */
#include "run/rivals.h"
#include "run/scenario.h"
#include "run/steps.h"

static struct state {
	struct gate gate;
	struct crew *crew;
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

static void compete(struct member *member)
{
	if (!rivals_await(member, &state.gate, 1))
		return;
	touch_share(member->index + 1);
	gate_pass(&state.gate);
}

static int setup(struct run *run)
{
	state.trial = &run->trial;
	state.threads = values_count(&run->values, "threads", 1);
	state.ticks_per_second = clock_ticks_per_second();
	return rivals_hire(&state.crew, run, compete, NULL);
}

static int arm(struct run *run)
{
	int err = exclusive_arm(run);

	if (err)
		return err;
	gate_reset(&state.gate);
	crew_begin(state.crew);
	state.major = rivals_major_faults();
	return 0;
}

static int fire(struct run *run)
{
	gate_open(&state.gate, 1);
	touch_share(0);
	gate_wait(&state.gate, (unsigned int)state.threads - 1);
	return 0;
}

static int observe(struct run *run)
{
	rivals_observe(run, state.ticks_per_second, run->trial.samples, rivals_major_faults() - state.major);
	return 0;
}

static void disarm(struct run *run)
{
	crew_end(state.crew);
}

static void teardown(struct run *run)
{
	crew_dismiss(state.crew);
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
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, PARAMETERS_RIVALS("threads"), { 0 } },
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
