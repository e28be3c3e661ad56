/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contend_page: many threads touch one exclusive page at once.
 *
 * Each that comes before the page is restored faults; one of them restores it, the others
 * wait for the folio's lock or find the work done. One sample is one page: from the
 * start shot until the last thread has its word. What each thread waited is the
 * series "touch".
 */
#include "base/err.h"
#include "run/contenders.h"
#include "run/scenario.h"
#include "run/steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct state {
	struct barrier barrier;
	struct workers *workers;
	struct trial *trial;
	size_t threads;
	uint64_t *touches;	/* ticks: the samples of FIRE's thread, then those of the others */
	double ticks_per_second;
	long major;
} state;

static void touch_timed(size_t thread, size_t sample)
{
	uint64_t *ticks = &state.touches[thread * state.trial->samples + sample];
	uint64_t start = clock_start();

	touch_rmw(state.trial->targets[sample]);
	*ticks = clock_stop() - start;
}

static void compete(struct worker *worker)
{
	for (size_t i = 0; i < state.trial->samples; i++) {
		if (!contenders_await(worker, &state.barrier, (unsigned int)i + 1))
			return;
		touch_timed(worker->index + 1, i);
		barrier_pass(&state.barrier);
	}
}

static int setup(struct run *run)
{
	state.trial = &run->trial;
	state.threads = values_count(&run->values, "threads", 1);
	state.ticks_per_second = clock_ticks_per_second();
	state.touches = calloc(state.threads * run->trial.samples, sizeof(*state.touches));
	return state.touches ? contenders_start(&state.workers, run, compete, NULL) : -ENOMEM;
}

static int arm(struct run *run)
{
	int err;

	/* Written, so that no sample faults on it. */
	memset(state.touches, 0, state.threads * run->trial.samples * sizeof(*state.touches));
	for (size_t i = 0; i < run->region.pages; i++)
		*(volatile uint64_t *)region_page(&run->region, i) = 0;
	err = exclusive_arm(run);
	if (err)
		return err;
	barrier_reset(&state.barrier);
	workers_begin(state.workers);
	state.major = contenders_major_faults();
	return 0;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;

	for (size_t i = 0; i < trial->samples; i++) {
		uint64_t start = clock_start();

		barrier_open(&state.barrier, (unsigned int)i + 1);
		touch_timed(0, i);
		barrier_wait(&state.barrier, (unsigned int)((i + 1) * (state.threads - 1)));
		trial->ticks[i] = clock_stop() - start;
	}
	return 0;
}

static int observe(struct run *run)
{
	long major = contenders_major_faults() - state.major;

	workers_end(state.workers);
	for (size_t i = 0; i < run->region.pages; i++) {
		uint64_t added = *(volatile uint64_t *)region_page(&run->region, i);

		if (added != state.threads)
			return err_set(ENODATA, "contend_page: %zu threads added 1 to page %zu each, and it holds %llu",
				       state.threads, i, (unsigned long long)added);
	}
	contenders_observe(run, state.ticks_per_second, state.threads * run->trial.samples, major);
	return trial_add_series(&run->trial, "touch", UNIT_TICKS, state.touches,
				state.threads * run->trial.samples);
}

static void disarm(struct run *run)
{
	workers_end(state.workers);
}

static void teardown(struct run *run)
{
	workers_stop(state.workers);
	free(state.touches);
}

static void predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_fire(page);
	oracle_touch_at_once(page, TOUCH_RMW, values_count(&run->values, "threads", 1));
}

SCENARIO(contend_page) {
	.family		= "contention",
	.summary	= "an atomic add to one exclusive page by many threads at once",
	.chart		= "contention",
	.chart_series	= "touch",
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
