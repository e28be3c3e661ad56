/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_swap_in: the first touch of a page that was swapped out to compressed memory.
 *
 * The area is a zram device of the run's own, so nothing waits for a disk: the fault
 * allocates a page and decompresses into it. The first word alone is not zero, as
 * region_write() leaves it, so that it compresses well. The swap cache is left out or
 * empty, hence it is a major fault.
 */
#include "base/err.h"
#include "run/run.h"
#include "run/scenario.h"
#include "sys/swap.h"

#include <errno.h>

enum { PUSHES = 50 };	/* pages that were just written may be skipped at first */

static struct state {
	struct swap swap;
} state;

static int push_out(struct run *run)
{
	size_t out = 0;
	int err = 0;

	for (int i = 0; i < PUSHES && !err && out < run->region.pages; i++) {
		err = swap_out(&run->region);
		if (!err)
			err = swap_count(&run->region, &out);
	}
	if (!err && out < run->region.pages)
		err = err_set(EAGAIN, "%s: the kernel swapped out %zu of %zu pages only", run->entry->name,
			      out, run->region.pages);
	return err;
}

static int setup(struct run *run)
{
	int err = swap_open(&state.swap, 2 * run->region.pages * run->region.page_size);

	if (!err)
		err = push_out(run);
	/* A cgroup may allow no swap. */
	return err == -EAGAIN ? err_set(EOPNOTSUPP, "the kernel does not swap out this process's pages") : err;
}

static int arm(struct run *run)
{
	region_write(&run->region);
	return push_out(run);
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_read);
}

static int observe(struct run *run)
{
	for (size_t i = 0; i < run->region.pages; i++)
		if (*(uint64_t *)region_page(&run->region, i) != i)
			return err_set(ENODATA, "%s: page %zu came back with other data", run->entry->name, i);
	return 0;
}

static void teardown(struct run *run)
{
	int err = swap_close(&state.swap);

	if (err)
		err_report("dexbench", err);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_swap_out(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(baseline_swap_in) {
	.family		= "baseline",
	.summary	= "a major fault that brings a page back from compressed memory (zram)",
	.needs		= NEED_ROOT,
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
