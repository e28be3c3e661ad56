/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_kernel_touch: the model of a page that get_user_pages() takes.
 * links: run sys result base
 *
 * The numbers of faults were seen on x86-64.
 */
#include "run/oracle.h"
#include "tests/tap.h"

static const struct traits x86 = { .access_flag = true, .dirty_flag = true, .soft_dirty = true };
static const struct traits no_flags = { 0 };

static struct oracle exclusive(enum semantics semantics, const struct traits *traits, enum folio folio)
{
	struct traits own = *traits;
	struct oracle page;

	own.read_only_type = semantics == SEMANTICS_ALWAYS_DIRTY;
	oracle_start(&page, semantics, &own);
	oracle_make_exclusive(&page, folio);
	return page;
}

static bool has_faults(const struct oracle *page, double restore, double extra_write, double other)
{
	return page->faults.restore == restore && page->faults.extra_write == extra_write &&
	       page->faults.other == other && page->reuse == extra_write + other;
}

static void gup_write(struct oracle *page)
{
	oracle_fire(page);
	oracle_gup_write(page);
}

static void each(enum semantics semantics, bool cycled_costs, bool tracked_costs)
{
	const char *name = semantics_name(semantics);
	struct oracle page = exclusive(semantics, &x86, FOLIO_DIRTY);

	gup_write(&page);
	claim(has_faults(&page, 1, 0, 0), "%s: get_user_pages() of an exclusive page takes the restore fault", name);
	claim(oracle_pte(&page) == (PTE_PRESENT | PTE_WRITE | PTE_DIRTY | PTE_SOFT_DIRTY),
	      "%s: and leaves the entry old", name);

	page = exclusive(semantics, &x86, FOLIO_DIRTY);
	oracle_mprotect_cycle(&page);
	gup_write(&page);
	claim(has_faults(&page, 1, cycled_costs, 0), "%s: %s extra write fault after mprotect()", name,
	      cycled_costs ? "one" : "no");

	page = exclusive(semantics, &x86, FOLIO_DIRTY);
	oracle_clear_soft_dirty(&page);
	gup_write(&page);
	claim(has_faults(&page, 1, tracked_costs, 0), "%s: %s extra write fault while tracking is armed", name,
	      tracked_costs ? "one" : "no");
}

static void clean_folio(void)
{
	struct oracle page = exclusive(SEMANTICS_FOLLOWS_FOLIO, &no_flags, FOLIO_CLEAN);

	gup_write(&page);
	claim(has_faults(&page, 1, 0, 0) && page.write && !page.dirty && page.folio_dirty,
	      "without hardware flags it marks the folio dirty, and not the entry");
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.extra_write == 1, "so that the first store of the process faults after all");
}

static void present(void)
{
	struct oracle page;

	oracle_start(&page, SEMANTICS_UNKNOWN, &x86);
	gup_write(&page);
	claim(has_faults(&page, 0, 0, 0), "a present, writable page is taken without a fault");
	oracle_start(&page, SEMANTICS_UNKNOWN, &x86);
	oracle_clear_soft_dirty(&page);
	gup_write(&page);
	claim(has_faults(&page, 0, 0, 1), "a tracked one with one, which is not an extra one");
	oracle_start(&page, SEMANTICS_UNKNOWN, &x86);
	oracle_discard(&page);
	oracle_fire(&page);
	oracle_gup_write(&page);
	claim(page.faults.other == 1 && page.present && page.reuse == 0, "a missing one is mapped");
}

int main(void)
{
	each(SEMANTICS_ALWAYS_DIRTY, true, false);
	each(SEMANTICS_FOLLOWS_FOLIO, false, true);
	clean_folio();
	present();
	return claims_done();
}
