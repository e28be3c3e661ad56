/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * thp_touch_all: a CPU writes every page of a large folio of which the device asked for some.
 *
 * One sample is one folio. Up to 6.14 a request for the first page takes all, and each
 * of them faults; since 6.15 a folio faults once for each page that was asked for. A
 * request for more than the first is refused up to 6.14, after the first took all: then
 * one page fewer faults, since the refusal gave it back.
 *
 * On arm64 the last page of each contiguous block (16 pages of 4 KiB) takes no access-flag fault
 * since 6.9: its restore completes the block, which the kernel folds, and the block's one access flag is
 * that of the pages before it.
 */
#include "base/err.h"
#include "run/large_steps.h"
#include "run/scenario.h"

#include <errno.h>
#include <string.h>

static struct state {
	struct large large;
	size_t refused;		/* requests of a trial's arm */
} state;

static size_t asked(const struct run *run)
{
	const char *exclusive = values_text(&run->values, "exclusive");

	if (!strcmp(exclusive, "one"))
		return 1;
	return !strcmp(exclusive, "half") ? large_pages(run) / 2 : large_pages(run);
}

static int setup(struct run *run)
{
	int err = large_map(&state.large, &run->region, large_order(run));

	run->trial.pages_per_sample = large_pages(run);
	return err;
}

static int arm(struct run *run)
{
	struct trial *trial = &run->trial;
	int err = large_fill(&state.large, &run->region);

	state.refused = 0;
	for (size_t i = 0; i < trial->samples && !err; i++) {
		size_t done;

		err = device_try_make_exclusive(run->device, trial->targets[i], asked(run), &done);
		state.refused += !!err;
		if (err == -EBUSY)
			err = 0;
		else if (err)
			err = err_set(-err, "make exclusive: %s", strerror(-err));
	}
	return err;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	size_t size = run->region.page_size, length = trial->pages_per_sample * size;

	for (size_t i = 0; i < trial->samples; i++) {
		char *page = trial->targets[i], *end = page + length;
		uint64_t start = clock_start();

		for (; page < end; page += size)
			touch_write(page);
		trial->ticks[i] = clock_stop() - start;
	}
	return 0;
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "refused", UNIT_COUNT, (double)state.refused);
	return 0;
}

static void teardown(struct run *run)
{
	large_release(&state.large);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_request_large(run, page, 0, asked(run));
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
	oracle_fold(page, page->index % large_pages(run));
}

SCENARIO(thp_touch_all) {
	.family		= "thp",
	.summary	= "writing all pages of a large folio, some of them exclusive",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){
		PARAMETERS_LARGE,
		{ "exclusive", "one", "one|half|all", 0, 0, "pages of each folio that are asked for, from its first" },
		{ 0 }
	},
	STATE(state),
	.stride		= large_pages,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
