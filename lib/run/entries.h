/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entries.h: system calls on exclusive pages, with present pages as the control.
 */
#ifndef RUN_ENTRIES_H
#define RUN_ENTRIES_H

#include "base/err.h"
#include "run/run.h"

#include <errno.h>
#include <string.h>

/* For a scenario's table of parameters. */
#define PARAMETER_EXCLUSIVE						\
	{ "exclusive", "yes", "yes|no", 0, 0,				\
	  "no: the same on present pages, as a control" }

#define PARAMETER_TOUCH							\
	{ "touch", "write", "read|write", 0, 0, "how the CPU touches each page" }

#define PARAMETER_BATCH_OR_ALL						\
	{ "batch", "1", "all", 1, 1 << 20,				\
	  "pages a call; the number of pages is a multiple of it" }

/* What one sample takes whole: a fork, an exit, a scan. */
#define PARAMETER_ALL							\
	{ "batch", "all", "all", 0, 0, "a sample is of the whole region" }

/* What takes memory out of use until the next boot happens only where somebody says so. */
#define PARAMETER_SACRIFICE						\
	{ "sacrifice", "no", "no|yes", 0, 0,				\
	  "yes allows that a page of memory for each sample is lost until the next boot" }

static inline int entries_check_sacrifice(const struct run *run)
{
	if (!strcmp(values_text(&run->values, "sacrifice"), "yes"))
		return 0;
	return err_set(EOPNOTSUPP, "it takes memory out of use until the next boot: say sacrifice=yes");
}

static inline bool entries_are_exclusive(const struct run *run)
{
	return !strcmp(values_text(&run->values, "exclusive"), "yes");
}

/* What the entries are in words, and what of PTE_* that is. */
static inline const char *entries_words(const struct run *run)
{
	return entries_are_exclusive(run) ? "exclusive" : "present";
}

static inline unsigned int entries_bit(const struct run *run)
{
	return entries_are_exclusive(run) ? PTE_EXCLUSIVE : PTE_PRESENT;
}

static inline bool touch_is_write(const struct run *run)
{
	return !strcmp(values_text(&run->values, "touch"), "write");
}

/* The mark of page @page of @region: in its second word, since touches go to the first. */
static inline uint64_t *entries_mark(const struct region *region, size_t page)
{
	return (uint64_t *)region_page(region, page) + 1;
}

static inline uint64_t entries_mark_of(size_t page)
{
	return (page + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Writes and marks the pages. */
static inline void entries_write(struct region *region)
{
	region_write(region);
	for (size_t i = 0; i < region->pages; i++)
		*entries_mark(region, i) = entries_mark_of(i);
}

/* The same, and makes them exclusive if the run is about such. */
static inline int entries_make(const struct run *run, struct region *region)
{
	entries_write(region);
	if (!entries_are_exclusive(run))
		return 0;
	return device_make_exclusive(run->device, region->start, region->pages, FOLIO_DIRTY);
}

/*
 * What some of the kernel's own threads have visited shows in ordinary pages only. So every second page
 * stays present, as a witness that the walker came by its exclusive neighbours.
 */
static inline bool entries_is_witness(const struct run *run, size_t page)
{
	return page % 2 || !entries_are_exclusive(run);
}

static inline int entries_make_with_witnesses(const struct run *run, struct region *region)
{
	int err = 0;

	for (size_t i = 0; i < region->pages && !err; i++)
		if (!entries_is_witness(run, i))
			err = device_make_exclusive(run->device, region_page(region, i), 1, FOLIO_DIRTY);
	return err;
}

static inline void entries_predict_with_witnesses(const struct run *run, struct oracle *page)
{
	if (!entries_is_witness(run, page->index))
		oracle_make_exclusive(page, FOLIO_DIRTY);
}

/* The same for the oracle, where all pages are alike. */
static inline void entries_predict(const struct run *run, struct oracle *page)
{
	if (entries_are_exclusive(run))
		oracle_make_exclusive(page, FOLIO_DIRTY);
}

/*
 * For FIRE that is much of the harness's own code, or after which the harness writes what it now shares with a
 * child: its own pages may fault as well.
 */
static inline void entries_predict_harness(struct oracle *page)
{
	enum { PAGES = 64 };

	if (!page->index)
		page->maybe += PAGES;
}

/* The same where a thread of the kernel's works meanwhile, which flushes TLBs from another CPU if there is one. */
static inline void entries_predict_thread(struct oracle *page)
{
	entries_predict_harness(page);
	page->any_flushes = true;
}

/* Times the touch that "touch" names, on each target. */
static inline int entries_touch(struct run *run)
{
	if (touch_is_write(run))
		return fire_each(&run->trial, touch_write);
	return fire_each(&run->trial, touch_read);
}

static inline void entries_predict_touch(const struct run *run, struct oracle *page)
{
	oracle_touch(page, touch_is_write(run) ? TOUCH_WRITE : TOUCH_READ);
}

/*
 * Times @call, which returns -1 with errno as system calls do, on each target with the bytes of a
 * sample. Always inlined with a constant @call. Returns 0, or -errno of the last that failed with a
 * line in err_text() that names @name.
 */
__attribute__((always_inline))
static inline int entries_fire(struct run *run, int (*call)(void *start, size_t bytes), const char *name)
{
	struct trial *trial = &run->trial;
	size_t bytes = trial->pages_per_sample * run->region.page_size;
	int error = 0;

	for (size_t i = 0; i < trial->samples; i++) {
		void *target = trial->targets[i];
		uint64_t start = clock_start();
		int failed = call(target, bytes);

		trial->ticks[i] = clock_stop() - start;
		if (failed)
			error = errno;
	}
	return error ? err_set(error, "%s: %s", name, strerror(error)) : 0;
}

/*
 * Reads the marks of @pages pages at @start, the first of which is the region's page @first; what is
 * still exclusive is given back by that. Returns 0, or -ENODATA with a line in err_text(): then a page
 * has lost its data.
 */
static inline int entries_check(const struct run *run, void *start, size_t first, size_t pages)
{
	const struct region part = { .start = start, .pages = pages, .page_size = run->region.page_size };

	for (size_t i = 0; i < pages; i++) {
		uint64_t mark = *(volatile uint64_t *)entries_mark(&part, i);

		if (mark != entries_mark_of(first + i))
			return err_set(ENODATA, "%s: page %zu lost its data: its mark is %#llx, not %#llx",
				       run->entry->name, first + i, (unsigned long long)mark,
				       (unsigned long long)entries_mark_of(first + i));
	}
	return 0;
}

/* The same for the whole region, for ->observe. */
static inline int entries_check_region(const struct run *run)
{
	return entries_check(run, run->region.start, 0, run->region.pages);
}

#endif /* RUN_ENTRIES_H */
