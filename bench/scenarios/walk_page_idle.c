/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk_page_idle: idle page tracking asks for a page that a device holds.
 *
 * One sample is one page marked idle (/sys/kernel/mm/page_idle/bitmap), for which the kernel clears the
 * young bit of each entry that maps it. An exclusive entry has none and must stay as it is: up to 6.14 it is
 * not found, since 6.15 it is found and must be spared.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/pagemap.h"
#include "sys/walkers.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BITMAP "/sys/kernel/mm/page_idle/bitmap"

static struct state {
	int fd_plus_one;
	struct pagemap_entry *entries;
	uint64_t *frames;	/* by sample */
} state;

static int setup(struct run *run)
{
	int fd = open(BITMAP, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return err_set(errno == ENOENT ? EOPNOTSUPP : errno, BITMAP ": %s", strerror(errno));
	state.fd_plus_one = fd + 1;
	state.entries = calloc(run->region.pages, sizeof(*state.entries));
	state.frames = calloc(run->trial.samples, sizeof(*state.frames));
	return state.entries && state.frames ? 0 : -ENOMEM;
}

static size_t page_of(const struct run *run, size_t sample)
{
	return (size_t)((char *)run->trial.targets[sample] - run->region.start) / run->region.page_size;
}

static int arm(struct run *run)
{
	int err = region_discard(&run->region);

	/* New entries: a TLB may think that old ones are young, which the last trial made old. */
	if (!err)
		err = entries_make(run, &run->region);
	/* What is not on a list yet is passed over. */
	if (!err)
		err = walker_drain();
	if (!err)
		err = pagemap_read(&run->region, state.entries);
	for (size_t i = 0; i < run->trial.samples && !err; i++)
		state.frames[i] = state.entries[page_of(run, i)].frame;
	return err;
}

/* The bitmap is written by words of 64 pages; pages whose bit is 0 are left alone. */
static off_t word_of(uint64_t frame)
{
	return (off_t)(frame / 64 * sizeof(uint64_t));
}

static uint64_t bit_of(uint64_t frame)
{
	return UINT64_C(1) << frame % 64;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	int fd = state.fd_plus_one - 1, error = 0;

	for (size_t i = 0; i < trial->samples; i++) {
		uint64_t word = bit_of(state.frames[i]);
		uint64_t start = clock_start();
		ssize_t written = pwrite(fd, &word, sizeof(word), word_of(state.frames[i]));

		trial->ticks[i] = clock_stop() - start;
		/* Of the last word of memory, where that is not whole, the kernel does its bits and says 0. */
		if (written < 0)
			error = errno;
	}
	return error ? err_set(error, BITMAP ": cannot write it: %s", strerror(error)) : 0;
}

/* A page that was passed over is not idle. */
static int observe(struct run *run)
{
	size_t idle = 0;
	int err = 0;

	/* Not by the bitmap, where reading has a look at the entries itself. */
	for (size_t i = 0; i < run->trial.samples && !err; i++) {
		bool is_idle = false;

		err = pagemap_has_flag(state.frames[i], PAGE_IS_IDLE, &is_idle);
		idle += is_idle;
	}
	if (err)
		return err;
	trial_add_fact(&run->trial, "idle_pages", UNIT_COUNT, (double)idle);
	if (idle != run->trial.samples)
		return err_set(ENODATA, "%s: %zu of %zu pages were marked idle", run->entry->name, idle,
			       run->trial.samples);
	return entries_check_region(run);
}

static void teardown(struct run *run)
{
	if (state.fd_plus_one)
		close(state.fd_plus_one - 1);
	free(state.entries);
	free(state.frames);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_make_old(page);
}

SCENARIO(walk_page_idle) {
	.family		= "life cycle",
	.summary	= "marking an exclusive page idle",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
