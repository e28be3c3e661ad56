/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fork_contended: fork() while somebody else holds the lock of an exclusive page's folio.
 *
 * A driver holds it while it maps the page for its device, and reclaim and migration hold it,
 * too. fork() gives exclusive pages back, but does not wait for that lock: it gives up, and its
 * caller hears ENOMEM, which is said to be for a lack of memory. One sample is all fork()s; each
 * finds the pages exclusive. One hold begins before each and goes on when it is done, if it is
 * long enough; with many forks and short holds, or reclaim, some forks meet the lock: the fact
 * fork_failures_per_10000.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/cgroup.h"
#include "sys/child.h"
#include "sys/swap.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static struct state {
	struct child child;
	struct swap swap;
	struct cgroup cgroup;
	unsigned int hold_us;
	size_t forks, failed;
	int held;		/* what the request, or the reclaim, came to */
	int error;		/* of the last fork() that failed */
	atomic_bool stop;
} state;

static bool by_reclaim(const struct run *run)
{
	return !strcmp(values_text(&run->values, "by"), "reclaim");
}

static int setup(struct run *run)
{
	int err = 0;

	state.hold_us = (unsigned int)values_count(&run->values, "hold_us", 0);
	state.forks = values_count(&run->values, "forks", 0);
	if (!by_reclaim(run))
		return 0;
	err = swap_open(&state.swap, 2 * run->region.pages * run->region.page_size + (1 << 20));
	if (!err)
		err = cgroup_enter(&state.cgroup);
	return err ? err : region_discard(&run->region);
}

static int arm(struct run *run)
{
	state.failed = 0;
	state.error = 0;
	state.stop = false;
	run->trial.ticks[0] = 0;
	return entries_make(run, &run->region);
}

/* Once for each fork, or until there is no further one. */
static void *hold(void *of_run)
{
	struct run *run = of_run;
	bool all;

	do {
		state.held = by_reclaim(run) ?
			     cgroup_reclaim(&state.cgroup, run->region.page_size, &all) :
			     device_hold(run->device, run->region.start, state.hold_us);
	} while (!state.held && state.forks > 1 && !state.stop);
	return NULL;
}

static void time_fork(struct run *run)
{
	uint64_t start = clock_start();
	int error = child_fork(&state.child) ? errno : 0;

	run->trial.ticks[0] += clock_stop() - start;
	state.failed += error != 0;
	state.error = error ? error : state.error;
}

/* Each takes the pages from the device. */
static int fork_all(struct run *run)
{
	int err = 0;

	for (size_t i = 0; i < state.forks && !err; i++) {
		size_t failed = state.failed;

		if (i)
			child_stop(&state.child);
		if (i)
			err = entries_make(run, &run->region);
		if (!err)
			time_fork(run);
		if (!err && state.failed == failed)
			err = child_settle(&state.child);
	}
	return err;
}

/* The thread is in the middle of its hold, or where there is none, asleep for as long. */
static int fire(struct run *run)
{
	bool holds = entries_are_exclusive(run) && (state.hold_us || by_reclaim(run));
	pthread_t thread;
	int error = holds ? pthread_create(&thread, NULL, hold, run) : 0;

	if (error)
		return err_set(error, "cannot start a thread: %s", strerror(error));
	usleep(state.hold_us / 4);
	error = fork_all(run);
	state.stop = true;
	if (holds)
		pthread_join(thread, NULL);
	return error;
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "fork_errno", UNIT_COUNT, state.error);
	trial_add_fact(&run->trial, "fork_failures_per_10000", UNIT_COUNT,
		       1e4 * (double)state.failed / (double)state.forks);
	if (state.held)
		return err_set(-state.held, "cannot hold a page: %s", strerror(-state.held));
	if (state.failed)
		trial_find(&run->trial, "fork() failed %zu of %zu times while %s held the folio "
			   "of an exclusive page: %s", state.failed, state.forks,
			   by_reclaim(run) ? "reclaim" : "the device", strerror(state.error));
	return entries_check_region(run);
}

static void disarm(struct run *run)
{
	child_stop(&state.child);
}

static void teardown(struct run *run)
{
	cgroup_leave(&state.cgroup);
	swap_close(&state.swap);
}

/* Where it waits, all pages are given back; which ones are before it gives up is not predicted. */
static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_fork(page, true);
	/* Each fork but the last is followed by writes to pages that were shared or swapped. */
	page->maybe += 4.0 * (double)(values_count(&run->values, "forks", 0) - 1);
	entries_predict_harness(page);
	page->any_entry = true;
	page->any_flushes = true;
}

SCENARIO(fork_contended) {
	.family		= "life cycle",
	.summary	= "fork() while the lock of an exclusive page's folio is held",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_REQUEST,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE, PARAMETER_ALL,
		{ "hold_us", "20000", NULL, 0, 1000000,
		  "microseconds that the device holds the folio; 0: it does not" },
		{ "forks", "1", NULL, 1, 100000, "fork()s a sample" },
		{ "by", "device", "device|reclaim", 0, 0,
		  "who holds: the device, or memory.reclaim over and over (as root)" },
		{ 0 }
	},
	STATE(state),
	.counted	= COUNTED_PROCESS,
	.leaves_cpu	= true,
	.tolerates_major_faults = true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
