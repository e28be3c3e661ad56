/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * thp_split: what it costs to split the mapping of a huge page, for scale.
 *
 * One sample is one system call on one page of an ordinary huge page, no device near:
 * mprotect() of it to read-only, or its MADV_DONTNEED. The kernel splits the PMD, which is
 * one TLB flush, then does to one entry what was asked. With before=split the mapping was
 * split beforehand by discarding another page, so the difference is the split alone.
 */
#include "base/err.h"
#include "run/bystanders.h"
#include "run/large_steps.h"
#include "run/scenario.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* Pages of a folio: the one that is asked about, and the one that is given up to split it. */
enum { ASKED = 1, GIVEN_UP = 3 };

static struct state {
	struct large large;
	size_t failed;		/* system calls of a trial */
} state;

static bool by_mprotect(const struct run *run)
{
	return !strcmp(values_text(&run->values, "by"), "mprotect");
}

static bool was_split(const struct run *run)
{
	return !strcmp(values_text(&run->values, "before"), "split");
}

static int setup(struct run *run)
{
	int err = large_map(&state.large, &run->region, large_huge_order());

	return err ? err : bystanders_start(run);
}

static int split_all(struct run *run)
{
	struct trial *trial = &run->trial;
	size_t size = run->region.page_size;

	for (size_t i = 0; i < trial->samples; i++)
		if (madvise((char *)trial->targets[i] + GIVEN_UP * size, size, MADV_DONTNEED))
			return err_set(errno, "madvise(MADV_DONTNEED) of one page: %s", strerror(errno));
	return 0;
}

static int arm(struct run *run)
{
	int err = large_fill(&state.large, &run->region);

	state.failed = 0;
	if (!err && was_split(run))
		err = split_all(run);
	if (!err)
		bystanders_begin(run);
	return err;
}

__attribute__((always_inline))
static inline void fire_one(struct run *run, int (*split)(void *page, size_t size))
{
	struct trial *trial = &run->trial;
	size_t size = run->region.page_size;

	for (size_t i = 0; i < trial->samples; i++) {
		char *page = (char *)trial->targets[i] + ASKED * size;
		uint64_t start = clock_start();
		int failed = split(page, size);

		trial->ticks[i] = clock_stop() - start;
		state.failed += !!failed;
	}
}

static int protect(void *page, size_t size)
{
	return mprotect(page, size, PROT_READ);
}

static int discard(void *page, size_t size)
{
	return madvise(page, size, MADV_DONTNEED);
}

static int fire(struct run *run)
{
	if (by_mprotect(run))
		fire_one(run, protect);
	else
		fire_one(run, discard);
	return 0;
}

/* Nothing is huge any more, and each folio has lost what it had to lose. */
static int check(struct run *run)
{
	size_t folios = run->trial.samples, present = run->region.pages, read_only = 0;
	struct large_census census;
	int err = large_look(&run->region, &census);

	if (err)
		return err;
	present -= was_split(run) ? folios : 0;
	present -= by_mprotect(run) ? 0 : folios;
	read_only = by_mprotect(run) ? folios : 0;
	if (!census.huge && census.present == present && census.read_only == read_only)
		return 0;
	return err_set(ENODATA, "the split did not do its work: %zu huge, %zu present and %zu read-only pages, "
		       "expected 0, %zu and %zu", census.huge, census.present, census.read_only, present,
		       read_only);
}

static int observe(struct run *run)
{
	int err = bystanders_observe(run);

	if (!err && state.failed)
		err = err_set(EIO, "%zu of %zu system calls failed", state.failed, run->trial.samples);
	return err ? err : check(run);
}

static void disarm(struct run *run)
{
	bystanders_end(run);
	/* One mapping again. */
	region_make_writable(&run->region);
}

static void teardown(struct run *run)
{
	bystanders_stop(run);
	large_release(&state.large);
}

static size_t stride(const struct run *run)
{
	return (size_t)1 << large_huge_order();
}

static void predict(const struct run *run, struct oracle *page)
{
	if (was_split(run) && page->index % stride(run) == GIVEN_UP)
		oracle_discard(page);
	oracle_fire(page);
	if (page->index % stride(run) != ASKED)
		return;
	if (!was_split(run))
		oracle_flush(page);
	oracle_flush(page);
	if (by_mprotect(run))
		oracle_make_read_only(page);
	else
		oracle_discard(page);
}

SCENARIO(thp_split) {
	.family		= "thp",
	.summary	= "splitting the mapping of a huge page by a system call on one page of it",
	.chart		= "touch",
	.parameters	= (const struct parameter[]){
		{ "pages", "2048", NULL, 4, 1 << 20, "pages of the region, a multiple of a huge page's" },
		{ "by", "discard", "discard|mprotect", 0, 0, "the system call: MADV_DONTNEED or mprotect()" },
		{ "before", "huge", "huge|split", 0, 0, "how the page is mapped; split is the control" },
		PARAMETERS_BYSTANDERS_BY_DEFAULT("0"),
		{ 0 }
	},
	STATE(state),
	.stride		= stride,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
