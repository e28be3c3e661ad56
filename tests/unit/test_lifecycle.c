/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_lifecycle: the oracle's steps of a page's life, a way out of a touch that does not end, and
 * page tables as /proc shows them.
 * links: run sys result base
 */
#include "base/err.h"
#include "run/oracle.h"
#include "sys/guard.h"
#include "sys/pagemap.h"
#include "sys/walkers.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct traits before_6_15 = { .access_flag = true, .dirty_flag = true, .soft_dirty = true,
					   .read_only_type = true };
static const struct traits since_6_15 = { .access_flag = true, .dirty_flag = true, .soft_dirty = true };

static struct oracle exclusive_page(const struct traits *traits)
{
	enum semantics semantics = traits->read_only_type ? SEMANTICS_ALWAYS_DIRTY : SEMANTICS_FOLLOWS_FOLIO;
	struct oracle page;

	oracle_start(&page, semantics, traits);
	oracle_make_exclusive(&page, FOLIO_DIRTY);
	return page;
}

static void claim_entry(const struct oracle *page, const char *wanted, const char *sentence)
{
	char words[PTE_WORDS_SIZE];

	claim_text(pte_words(oracle_pte(page), words), wanted, sentence);
}

static void fork_and_copy(void)
{
	struct oracle page = exclusive_page(&before_6_15);

	oracle_fire(&page);
	oracle_fork(&page, true);
	claim_entry(&page, "present dirty soft-dirty", "fork() gives an exclusive page back, read-only");
	claim(page.faults.restore == 0, "without a fault");
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.other == 1 && page.faults.extra_write == 0 && page.reuse == 0,
	      "the first write after it copies the page: an ordinary fault, and no reuse");
}

static void reclaim(void)
{
	struct oracle page = exclusive_page(&before_6_15);

	oracle_swap_out(&page);
	claim_entry(&page, "exclusive write soft-dirty", "up to 6.14 reclaim does not find an exclusive page");

	page = exclusive_page(&since_6_15);
	oracle_swap_out(&page);
	claim_entry(&page, "non-present", "since 6.15 it is swapped out");
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_READ);
	claim(page.major == 1 && page.faults.other == 1 && page.faults.restore == 0,
	      "the touch is one major fault, and no restore");
	claim_entry(&page, "present write young soft-dirty", "after a read the page is clean");
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.other == 1 && page.faults.extra_write == 0, "and a write costs nothing more");
}

static void migrate(void)
{
	struct oracle page = exclusive_page(&before_6_15);

	oracle_migrate(&page);
	claim(page.exclusive, "up to 6.14 an exclusive page cannot be moved");

	page = exclusive_page(&since_6_15);
	oracle_migrate(&page);
	claim_entry(&page, "present soft-dirty", "since 6.15 it is present, read-only, old and clean afterwards");
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_READ);
	claim(page.faults.restore + page.faults.extra_write + page.faults.other == 0, "a read costs no fault");
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.extra_write == 1 && page.reuse == 1, "the first write one extra write fault");
}

static void walkers(void)
{
	struct oracle page = exclusive_page(&since_6_15);

	oracle_make_old(&page);
	oracle_merge(&page);
	claim_entry(&page, "exclusive write soft-dirty", "idle tracking and KSM leave an exclusive entry alone");
	oracle_collapse(&page);
	claim_entry(&page, "huge write dirty young soft-dirty", "collapsing takes the page from the device");
}

static void do_nothing(void *context)
{
	*(int *)context += 1;
}

static void spin(void *context)
{
	for (;;)
		*(volatile int *)context += 1;
}

static void touch(void *page)
{
	*(volatile char *)page = 1;
}

static void guards(void)
{
	enum guard_end end = GUARD_STUCK;
	volatile int count = 0;
	FILE *empty = tmpfile();
	char *beyond = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_SHARED,
			    fileno(empty), 0);

	claim(!guard_settle(), "a guard can be settled");
	claim(!guard_call(do_nothing, (void *)&count, 1000, &end) && end == GUARD_DONE && count == 1,
	      "what comes to its end is done, once");
	claim(!guard_call(spin, (void *)&count, 20, &end) && end == GUARD_STUCK && count > 1,
	      "what does not is left, and told from what is done");
	claim(!guard_call(touch, beyond, 1000, &end) && end == GUARD_BUS, "SIGBUS is told from both");
	claim(!guard_call(do_nothing, (void *)&count, 1000, &end) && end == GUARD_DONE,
	      "and the next call is none the worse for it");
	munmap(beyond, (size_t)sysconf(_SC_PAGESIZE));
	fclose(empty);
}

static void count_types(void)
{
	const struct pagemap_entry entries[] = {
		{ .present = true, .frame = 7 }, { .swap = true, .type = 30 }, { .swap = true, .type = 14 },
		{ .swap = true, .type = 30 }, { 0 },
	};
	size_t types[SWAP_TYPES];

	pagemap_count_types(entries, 5, types);
	claim(types[30] == 2 && types[14] == 1 && types[0] == 0, "entries are counted by their swap type");
	claim(pagemap_main_type(types) == 30, "the type of most is found");
	pagemap_count_types(entries, 1, types);
	claim(pagemap_main_type(types) == -1, "where none is in swap there is no type");
}

static void look(void)
{
	struct pagemap_entry entries[4];
	struct region region = { 0 };
	uint64_t count = 0;
	int err;

	claim(!region_map(&region, 4, REGION_ANY_NODE), "four pages are mapped");
	err = pagemap_read(&region, entries);
	if (err == -EPERM) {
		claim_skip("frames are shown", "this user may not see them");
	} else {
		claim(!err && entries[3].present && !entries[3].swap && entries[3].frame, "a page has a frame");
		err = pagemap_map_count(entries[3].frame, &count);
		if (err)
			claim_skip("a page that is mapped once is counted once", err_text(err));
		else
			claim(count == 1, "a page that is mapped once is counted once");
		region_discard(&region);
		claim(!pagemap_read(&region, entries) && !entries[3].present && !entries[3].frame,
		      "a page that was dropped has none");
	}
	region_unmap(&region);
}

static void ask(void)
{
	uint64_t number = 0;

	claim(!walker_ask("/proc/sys/kernel/pid_max", &number) && number > 0, "a number is read");
	claim(walker_ask("/proc/sys/kernel/there-is-none", &number) == -EOPNOTSUPP,
	      "what this kernel has not is told from what fails");
	claim(walker_tell("/proc/sys/kernel/there-is-none", "1") == -EOPNOTSUPP, "also where it is written");
	claim(!walker_drain(), "pages can be put on the lists");
}

int main(void)
{
	fork_and_copy();
	reclaim();
	migrate();
	walkers();
	guards();
	count_types();
	look();
	ask();
	return claims_done();
}
