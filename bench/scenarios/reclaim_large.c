/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reclaim_large: the first touch of the pages of a large folio that was reclaimed, some of them exclusive.
 *
 * Since 6.15 the folio is swapped out whole, whatever part of it a device holds, and each page comes back with
 * its data. Up to 6.14 the device's references keep all of it in memory; but once a page of it was restored,
 * reclaim finds the entries of all, and on arm64 damages them. As in reclaim_exclusive, a touch that
 * does not end is left and reported.
 */
#include "run/entries.h"
#include "run/large_steps.h"
#include "run/reclaim.h"
#include "run/scenario.h"
#include "sys/guard.h"

/* CPU time for a touch: a swap-in takes microseconds, a thousand where the kernel checks all that it does. */
enum { LIMIT_MS = 10 };

static struct state {
	struct large large;
	struct reclaim reclaim;
	enum guard_end end;
	size_t samples;		/* of a trial that comes to its end */
} state;

static size_t asked(const struct run *run)
{
	const char *text = values_text(&run->values, "exclusive");

	if (!strcmp(text, "none"))
		return 0;
	if (!strcmp(text, "one"))
		return 1;
	return !strcmp(text, "half") ? large_pages(run) / 2 : large_pages(run);
}

static int setup(struct run *run)
{
	int err = large_map(&state.large, &run->region, large_order(run));

	state.samples = run->trial.samples;
	return err ? err : reclaim_setup(&state.reclaim, run);
}

/* Up to 6.14 the first page stands for all, and a request for more is refused after it. */
static int request(struct run *run, size_t folio)
{
	int err = 0;

	if (asked(run))
		err = device_make_exclusive(run->device, region_page(&run->region, folio), asked(run),
					    FOLIO_DIRTY);
	return err == -EBUSY && asked(run) > 1 ? 0 : err;
}

static int arm(struct run *run)
{
	int err = large_fill(&state.large, &run->region);

	run->trial.samples = state.samples;
	if (!err)
		entries_write(&run->region);
	for (size_t i = 0; i < run->region.pages && !err; i += large_pages(run))
		err = request(run, i);
	if (!err)
		err = reclaim_region(&state.reclaim, run);
	return err ? err : guard_settle();
}

static void touch_all(void *context)
{
	entries_touch(context);
}

static int fire(struct run *run)
{
	return guard_call(touch_all, run, LIMIT_MS * (unsigned int)run->region.pages, &state.end);
}

static int observe(struct run *run)
{
	int err;

	reclaim_observe(&state.reclaim, run);
	if (state.end == GUARD_BUS)
		return err_set(EIO, "%s: a touch got SIGBUS", run->entry->name);
	if (state.end == GUARD_DONE)
		return entries_check_region(run);
	reclaim_find_stuck(&state.reclaim, run);
	large_release(&state.large);
	err = reclaim_put_aside(run);
	return err ? err : large_map(&state.large, &run->region, large_order(run));
}

static void teardown(struct run *run)
{
	reclaim_teardown(&state.reclaim);
	large_release(&state.large);
}

static void predict(const struct run *run, struct oracle *page)
{
	if (asked(run))
		oracle_request_large(run, page, 0, asked(run));
	if (!asked(run) || !page->traits.read_only_type)
		reclaim_predict(run, page);
	oracle_fire(page);
	entries_predict_touch(run, page);
}

SCENARIO(reclaim_large) {
	.family		= "life cycle",
	.summary	= "the first touch of pages of a large folio that was reclaimed while some were exclusive",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){
		{ "pages", "512", NULL, 4, 1 << 20, "pages of the region, a multiple of the folio's" },
		{ "folio_order", "9", NULL, 2, LARGE_MOST_ORDER,
		  "pages of a folio as a power of two; a PMD maps 9 on x86-64" },
		{ "exclusive", "one", "none|one|half|all", 0, 0, "pages of each folio that are asked for" },
		PARAMETER_TOUCH, PARAMETER_RECLAIM_BY, PARAMETER_MGLRU, { 0 }
	},
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
