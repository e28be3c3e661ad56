/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * large_steps.h: what the scenarios about large folios share.
 *
 * One target is one folio: its first page.
 */
#ifndef RUN_LARGE_STEPS_H
#define RUN_LARGE_STEPS_H

#include "run/run.h"
#include "sys/large.h"

/* For a scenario's table of parameters. */
#define PARAMETERS_LARGE							\
	{ "pages", "2048", NULL, 4, 1 << 20,					\
	  "pages of the region, a multiple of the folio's" },			\
	{ "folio_order", "9", NULL, 2, LARGE_MOST_ORDER,			\
	  "pages of a folio as a power of two; a PMD maps 9 on x86-64" }

static inline unsigned int large_order(const struct run *run)
{
	return (unsigned int)values_count(&run->values, "folio_order", 0);
}

static inline size_t large_pages(const struct run *run)
{
	return (size_t)1 << large_order(run);
}

/* Mapped by a PMD, until a page of it is made exclusive. */
static inline bool large_is_huge(const struct run *run)
{
	return large_order(run) == large_huge_order();
}

/*
 * A request for @count pages of a folio, from its page @first on; get_user_pages() splits
 * a PMD that maps it first.
 */
static inline void oracle_request_large(const struct run *run, struct oracle *page, size_t first, size_t count)
{
	if (large_is_huge(run) && page->index % large_pages(run) == 0)
		oracle_flush(page);
	oracle_make_large_exclusive(page, page->index % large_pages(run), first, count);
}

#endif /* RUN_LARGE_STEPS_H */
