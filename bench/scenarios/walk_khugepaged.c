/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk_khugepaged, collapse_exclusive: small pages, some of them exclusive, are collapsed into a huge page.
 *
 * Whoever collapses takes an exclusive entry for one in swap and brings the page back first: the device
 * loses its pages without any CPU touching them. madvise(MADV_COLLAPSE) does so at once, however many they
 * are; khugepaged leaves ranges alone that have more than max_ptes_swap (64 of 512) such entries. One sample
 * is one huge page, or for khugepaged from switching it on until it has been around twice.
 *
 * "khugepaged will not collapse a THP if there is device-exclusive PTE", the series of 6.15 says. So that is
 * what collapse_exclusive expects since then; walk_khugepaged measures, whatever the kernel does.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/large.h"
#include "sys/setting.h"
#include "sys/walkers.h"

#include <sys/mman.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define THP "/sys/kernel/mm/transparent_hugepage/"

/* khugepaged/max_ptes_swap is an eighth of a huge page as the kernel boots. */
enum { SHARE_ALLOWED = 8 };

static struct state {
	struct large large;
	struct setting settings[4];
	size_t settings_count;
	clockid_t clock;	/* of khugepaged */
	uint64_t scans;		/* complete rounds, when to stop */
	uint64_t took_ns;
	int refusal;		/* errno of MADV_COLLAPSE */
} state;

static bool by_thread(const struct run *run)
{
	return !strcmp(values_text(&run->values, "by"), "khugepaged");
}

static size_t huge_pages(void)
{
	return (size_t)1 << large_huge_order();
}

/* Of each huge page. Not all: some kernels collapse nothing where no page is present. */
static size_t exclusive_pages(const struct run *run)
{
	const char *text = values_text(&run->values, "exclusive");

	if (!strcmp(text, "none"))
		return 0;
	if (!strcmp(text, "eighth"))
		return huge_pages() / SHARE_ALLOWED;
	return !strcmp(text, "one") ? 1 : huge_pages() / 2;
}

static int change(const char *path, const char *text)
{
	int err = setting_change(&state.settings[state.settings_count], path, text);

	state.settings_count += !err;
	return err;
}

static int set_thread_up(void)
{
	int err = change(THP "khugepaged/scan_sleep_millisecs", "1");

	if (!err)
		err = change(THP "khugepaged/pages_to_scan", "65536");
	if (!err)
		err = change(THP "enabled", "madvise");
	/* It runs while huge pages are allowed to anyone. */
	return err ? err : walker_clock("khugepaged", &state.clock);
}

static int setup(struct run *run)
{
	int err = large_map(&state.large, &run->region, large_huge_order());

	if (!err && by_thread(run))
		err = set_thread_up();
	return err;
}

static int advise(struct run *run, int advice, const char *name)
{
	if (madvise(run->region.start, run->region.pages * run->region.page_size, advice))
		return err_set(errno == EINVAL ? EOPNOTSUPP : errno, "madvise(%s): %s", name, strerror(errno));
	return 0;
}

static int arm(struct run *run)
{
	int err = region_discard(&run->region);

	if (!err)
		err = advise(run, MADV_NOHUGEPAGE, "MADV_NOHUGEPAGE");
	if (!err)
		entries_write(&run->region);
	for (size_t i = 0; i < run->region.pages && !err && exclusive_pages(run); i += huge_pages())
		err = device_make_exclusive(run->device, region_page(&run->region, i), exclusive_pages(run),
					    FOLIO_DIRTY);
	if (!err && !by_thread(run))
		err = walker_drain();
	return err;
}

/* A refusal is an answer where a device holds some: it is kept, and nothing else is written. */
static int collapse(struct run *run)
{
	struct trial *trial = &run->trial;
	size_t bytes = trial->pages_per_sample * run->region.page_size;

	state.refusal = 0;
	for (size_t i = 0; i < trial->samples; i++) {
		uint64_t start = clock_start();
		int failed = madvise(trial->targets[i], bytes, MADV_COLLAPSE);

		trial->ticks[i] = clock_stop() - start;
		if (failed)
			state.refusal = errno;
	}
	if (!state.refusal || exclusive_pages(run))
		return 0;
	return err_set(state.refusal, "madvise(MADV_COLLAPSE): %s", strerror(state.refusal));
}

static bool has_been_around(void *context)
{
	uint64_t scans = 0;

	return !walker_ask(THP "khugepaged/full_scans", &scans) && scans >= state.scans;
}

static int let_thread_work(struct run *run)
{
	uint64_t ns = walker_time_ns(state.clock), start = clock_start();
	int err = walker_ask(THP "khugepaged/full_scans", &state.scans);

	state.scans += 2;
	if (!err)
		err = advise(run, MADV_HUGEPAGE, "MADV_HUGEPAGE");
	if (!err)
		err = walker_wait(has_been_around, NULL, "khugepaged");
	run->trial.ticks[0] = clock_stop() - start;
	state.took_ns = walker_time_ns(state.clock) - ns;
	return err;
}

static int fire(struct run *run)
{
	int err;

	if (by_thread(run))
		return let_thread_work(run);
	/* Small pages until now, and nothing but the call may change that. */
	err = advise(run, MADV_HUGEPAGE, "MADV_HUGEPAGE");
	return err ? err : collapse(run);
}

static int observe(struct run *run)
{
	struct large_census census;
	int err = large_look(&run->region, &census);

	trial_add_fact(&run->trial, "huge_pages", UNIT_COUNT, (double)census.huge);
	if (!by_thread(run))
		trial_add_fact(&run->trial, "collapse_errno", UNIT_COUNT, state.refusal);
	if (by_thread(run))
		trial_add_fact(&run->trial, "walker_ns_per_page", UNIT_TICKS,
			       (double)state.took_ns / (double)run->region.pages);
	return err ? err : entries_check_region(run);
}

static void teardown(struct run *run)
{
	while (state.settings_count)
		setting_restore(&state.settings[--state.settings_count]);
	large_release(&state.large);
}

static int observe_refusal(struct run *run)
{
	int err = observe(run);
	double huge = run->trial.facts[0].value;

	if (huge > 0 && exclusive_pages(run) && !run->traits->read_only_type)
		trial_find(&run->trial, "%s made %.0f pages huge, of each %zu of which the device held %zu",
			   by_thread(run) ? "khugepaged" : "MADV_COLLAPSE", huge, huge_pages(),
			   exclusive_pages(run));
	return err;
}

/* With the page it is asked for made exclusive, if it is one of those. */
static bool is_collapsed(const struct run *run, struct oracle *page)
{
	size_t pages = exclusive_pages(run);

	if (page->index % huge_pages() < pages)
		oracle_make_exclusive(page, FOLIO_DIRTY);
	oracle_fire(page);
	entries_predict_thread(page);
	return !by_thread(run) || pages <= huge_pages() / SHARE_ALLOWED;
}

static void predict(const struct run *run, struct oracle *page)
{
	if (is_collapsed(run, page))
		oracle_collapse(page);
	page->any_entry = exclusive_pages(run) && !page->traits.read_only_type;
}

static void predict_refusal(const struct run *run, struct oracle *page)
{
	if (is_collapsed(run, page) && (page->traits.read_only_type || !exclusive_pages(run)))
		oracle_collapse(page);
}

#define COLLAPSE_SCENARIO							\
	.family		= "life cycle",						\
	.chart		= "touch",						\
	.needs		= NEED_MODULE | NEED_ROOT,				\
	.parameters	= (const struct parameter[]){				\
		{ "pages", "512", NULL, 512, 1 << 20, "pages of the region, a multiple of a huge page's" },	\
		{ "by", "madvise", "madvise|khugepaged", 0, 0, "MADV_COLLAPSE, or the kernel's thread" },	\
		{ "exclusive", "one", "none|one|eighth|half", 0, 0,		\
		  "pages of each huge page that the device holds" },		\
		{ "batch", "512", "all", 1, 1 << 20, "pages of a huge page, as one sample; all with khugepaged" },	\
		{ 0 }								\
	},									\
	STATE(state),								\
	.counted	= COUNTED_PROCESS,					\
	.leaves_cpu	= true,							\
	.setup		= setup,						\
	.arm		= arm,							\
	.fire		= fire,							\
	.teardown	= teardown

SCENARIO(walk_khugepaged) {
	COLLAPSE_SCENARIO,
	.summary	= "collapsing small pages, some of them exclusive, into a huge one",
	.observe	= observe,
	.predict	= predict,
};

SCENARIO(collapse_exclusive) {
	COLLAPSE_SCENARIO,
	.summary	= "whether small pages are collapsed into a huge one while a device holds some",
	.observe	= observe_refusal,
	.predict	= predict_refusal,
};
