/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exit_exclusive: the end of a process whose pages a device holds.
 *
 * A child makes a region of its own exclusive and stops. One sample is from SIGKILL until the child is
 * reaped, two switches of tasks included. What an exit costs besides the region is measured by a
 * second child with an empty one: the fact exit_ticks_per_page is the difference, per page.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/child.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* What a child tells of itself, in memory that both share. */
struct report {
	int err;
	size_t ready;		/* pages that are as "exclusive" says */
};

static struct state {
	struct child child;
	uint64_t rest;		/* ticks of an exit without pages in the region */
	struct report *report;
	uint16_t *states;
} state;

static int setup(struct run *run)
{
	size_t bytes = run->region.pages * run->region.page_size;

	state.states = calloc(run->region.pages, sizeof(*state.states));
	state.report = mmap(NULL, sizeof(*state.report), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!state.states || state.report == MAP_FAILED)
		return -ENOMEM;
	/* The child's region starts out empty, and ours stays ours alone. */
	if (madvise(run->region.start, bytes, MADV_WIPEONFORK))
		return err_set(errno, "madvise(MADV_WIPEONFORK): %s", strerror(errno));
	return 0;
}

/* In the child. */
static void make_entries(void *context)
{
	struct run *run = context;
	unsigned int wanted = entries_bit(run);
	int err = entries_make(run, &run->region);

	if (!err)
		err = device_pte_states(run->device, run->region.start, run->region.pages, state.states);
	device_rest(run->device);
	state.report->err = err;
	for (size_t i = 0; !err && i < run->region.pages; i++)
		state.report->ready += !!(state.states[i] & wanted);
}

static int time_exit(struct child *child, uint64_t *ticks)
{
	pid_t pid = child->pid;
	int status = 0;
	uint64_t start = clock_start();
	bool reaped = !kill(pid, SIGKILL) && waitpid(pid, &status, 0) == pid;

	*ticks = clock_stop() - start;
	if (!reaped || !WIFSIGNALED(status))
		return err_set(ECHILD, "the child was not killed: wait status %#x", (unsigned int)status);
	child->pid = 0;
	return 0;
}

/* The exit to compare with comes first, so that both find the kernel's caches in the same state. */
static int arm(struct run *run)
{
	int err = child_start(&state.child);

	if (!err)
		err = time_exit(&state.child, &state.rest);
	*state.report = (struct report){ 0 };
	if (!err)
		err = child_start_with(&state.child, make_entries, run);
	if (!err && (state.report->err || state.report->ready != run->region.pages))
		err = err_set(ENODATA, "%s: %zu of %zu pages of the child are %s: %s", run->entry->name,
			      state.report->ready, run->region.pages,
			      entries_words(run), strerror(-state.report->err));
	return err;
}

static int fire(struct run *run)
{
	return time_exit(&state.child, run->trial.ticks);
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "unmapped_pages", UNIT_COUNT, (double)run->region.pages);
	trial_add_fact(&run->trial, "exit_ticks_without_region", UNIT_TICKS, (double)state.rest);
	trial_add_fact(&run->trial, "exit_ticks_per_page", UNIT_TICKS,
		       ((double)run->trial.ticks[0] - (double)state.rest) / (double)run->region.pages);
	return 0;
}

static void disarm(struct run *run)
{
	child_stop(&state.child);
}

static void teardown(struct run *run)
{
	if (state.report && state.report != MAP_FAILED)
		munmap(state.report, sizeof(*state.report));
	free(state.states);
}

/* Nothing happens to the parent's own pages. */
static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
}

SCENARIO(exit_exclusive) {
	.family		= "life cycle",
	.summary	= "the exit of a process over exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_ALL, { 0 } },
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
