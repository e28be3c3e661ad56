/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fork_contended: fork() while the device holds the lock of an exclusive page's folio.
 *
 * A driver holds it while it maps the page for its device, and reclaim and migration hold it,
 * too. fork() gives exclusive pages back, but does not wait for that lock: it gives up, and its
 * caller hears ENOMEM, which is said to be for a lack of memory. One sample is one fork(); the
 * hold begins before it and is longer.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/child.h"

#include <pthread.h>
#include <unistd.h>

static struct state {
	struct child child;
	struct device *device;
	void *page;
	unsigned int hold_us;
	int held;		/* what the request came to */
	int error;		/* of fork() */
} state;

static int setup(struct run *run)
{
	state.device = run->device;
	state.page = run->region.start;
	state.hold_us = (unsigned int)values_count(&run->values, "hold_us", 0);
	return 0;
}

static int arm(struct run *run)
{
	return entries_make(run, &run->region);
}

static void *hold(void *of_run)
{
	state.held = device_hold(state.device, state.page, state.hold_us);
	return NULL;
}

static void time_fork(struct run *run)
{
	uint64_t start = clock_start();

	state.error = child_fork(&state.child) ? errno : 0;
	run->trial.ticks[0] = clock_stop() - start;
}

/* The thread is in the middle of its hold, or where there is none, asleep for as long. */
static int fire(struct run *run)
{
	bool holds = entries_are_exclusive(run) && state.hold_us;
	pthread_t thread;
	int error = holds ? pthread_create(&thread, NULL, hold, NULL) : 0;

	if (error)
		return err_set(error, "cannot start a thread: %s", strerror(error));
	usleep(state.hold_us / 4);
	time_fork(run);
	if (holds)
		pthread_join(thread, NULL);
	return state.error ? 0 : child_settle(&state.child);
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "fork_errno", UNIT_COUNT, state.error);
	if (state.held)
		return err_set(-state.held, "the device cannot hold a page: %s",
			       strerror(-state.held));
	if (state.error)
		trial_find(&run->trial, "fork() failed while the device held the folio of an "
			   "exclusive page: %s", strerror(state.error));
	return entries_check_region(run);
}

static void disarm(struct run *run)
{
	child_stop(&state.child);
}

/* Where it waits, all pages are given back; which ones are before it gives up is not predicted. */
static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_fork(page, true);
	entries_predict_harness(page);
	page->any_entry = true;
	page->any_flushes = true;
}

SCENARIO(fork_contended) {
	.family		= "life cycle",
	.summary	= "fork() while the device holds the lock of an exclusive page's folio",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_REQUEST,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE, PARAMETER_ALL,
		{ "hold_us", "20000", NULL, 0, 1000000,
		  "microseconds that the device holds the folio; 0: it does not" },
		{ 0 }
	},
	STATE(state),
	.counted	= COUNTED_PROCESS,
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.predict	= predict,
};
