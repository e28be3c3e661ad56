/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * expectation.c: predict each page by itself.
 */
#include "run/expectation.h"
#include "run/run.h"

#include <string.h>

static void add(struct expectation *expected, const struct oracle *page)
{
	const struct faults *faults = &page->faults;

	expected->faults.restore += faults->restore;
	expected->faults.extra_write += faults->extra_write;
	expected->faults.other += faults->other;
	expected->major += page->major;
	expected->maybe += page->maybe;
	expected->reuse += page->reuse;
	expected->flushes += page->flushes;
	expected->faulting += faults->restore + faults->extra_write + faults->other > 0;
	expected->exclusive_before += page->exclusive_at_fire;
	expected->exclusive_after += page->exclusive;
	expected->was_exclusive |= page->was_exclusive;
	expected->any_entry |= page->any_entry;
	expected->any_flushes |= page->any_flushes;
	expected->pages[oracle_pte(page)]++;
}

void expectation_of(struct expectation *expected, const struct run *run, enum semantics semantics,
		    const struct traits *traits)
{
	struct oracle page;

	memset(expected, 0, sizeof(*expected));
	for (size_t i = 0; i < run->region.pages; i++) {
		oracle_start(&page, semantics, traits);
		page.index = i;
		run->entry->scenario->predict(run, &page);
		add(expected, &page);
	}
}

unsigned int most_frequent(const uint32_t pages[PTE_STATES])
{
	unsigned int most = 0;

	for (unsigned int state = 0; state < PTE_STATES; state++)
		if (pages[state] > pages[most])
			most = state;
	return most;
}
