/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_oracle: the model of an entry against the table of fault counts.
 * links: run sys result base
 *
 * Each row is a state a page gets into while it is exclusive; its numbers are
 * the faults of a read, of a write, and of a read and then a write, for each
 * kind of hardware: up to Linux 6.14, then since 6.15. They were seen on x86-64 and on arm64
 * (Cortex-A57, and "max"), and derived from the code for hardware that sets the
 * access flag only.
 */
#include "run/oracle.h"
#include "tests/tap.h"

enum { X86, ARM_BOTH, ARM_ACCESS_ONLY, ARM_NEITHER, KINDS };

static const struct traits kinds[KINDS] = {
	[X86]		  = { .access_flag = true, .dirty_flag = true, .soft_dirty = true },
	[ARM_BOTH]	  = { .access_flag = true, .dirty_flag = true, .rmw_reads_first = true },
	[ARM_ACCESS_ONLY] = { .access_flag = true, .rmw_reads_first = true },
	[ARM_NEITHER]	  = { .rmw_reads_first = true },
};

static const char *const kind_names[KINDS] = {
	"x86-64", "arm64 with both flags", "arm64 with the access flag", "arm64 with neither flag",
};

static void dirty(struct oracle *page)
{
	oracle_make_exclusive(page, FOLIO_DIRTY);
}

static void clean(struct oracle *page)
{
	oracle_make_exclusive(page, FOLIO_CLEAN);
}

static void cycled(struct oracle *page)
{
	dirty(page);
	oracle_mprotect_cycle(page);
}

static void tracked(struct oracle *page)
{
	dirty(page);
	oracle_clear_soft_dirty(page);
}

static void armed(struct oracle *page)
{
	dirty(page);
	oracle_arm_uffd_wp(page);
}

static void resolved(struct oracle *page)
{
	armed(page);
	oracle_resolve_uffd_wp(page);
}

/* The read-only type of entry went with the change of semantics. */
static void begin(struct oracle *page, enum semantics semantics, int kind)
{
	struct traits traits = kinds[kind];

	traits.read_only_type = semantics == SEMANTICS_ALWAYS_DIRTY;
	oracle_start(page, semantics, &traits);
}

struct numbers { int read, write, both; };

static const struct row {
	const char *name;
	void (*arm)(struct oracle *page);
	struct numbers until_6_14[KINDS], since_6_15[KINDS];
} rows[] = {
	{ "dirty folio", dirty,
	  { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 2, 2, 2 } },
	  { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 2, 2, 2 } } },
	{ "clean folio", clean,
	  { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 2, 2, 2 } },
	  { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 2, 2 }, { 2, 2, 3 } } },
	{ "mprotect cycle", cycled,
	  { { 1, 2, 2 }, { 1, 2, 2 }, { 1, 2, 2 }, { 2, 2, 3 } },
	  { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 2, 2, 2 } } },
	{ "uffd-wp resolved", resolved,
	  { { 1, 2, 2 }, { 1, 2, 2 }, { 1, 2, 2 }, { 2, 2, 3 } },
	  { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 2, 2, 2 } } },
	{ "uffd-wp armed", armed,
	  { { 1, 2, 2 }, { 1, 2, 2 }, { 1, 2, 2 }, { 2, 2, 3 } },
	  { { 1, 2, 2 }, { 1, 2, 2 }, { 1, 2, 2 }, { 2, 2, 3 } } },
	{ "soft-dirty tracking", tracked,
	  { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 2, 2, 2 } },
	  { { 1, 2, 2 }, { 1, 2, 2 }, { 1, 2, 2 }, { 2, 2, 3 } } },
};

static int faults_of(const struct row *row, enum semantics semantics, int kind, bool read, bool write)
{
	struct oracle page;

	begin(&page, semantics, kind);
	row->arm(&page);
	oracle_fire(&page);
	if (read)
		oracle_touch(&page, TOUCH_READ);
	if (write)
		oracle_touch(&page, TOUCH_WRITE);
	return (int)(page.faults.restore + page.faults.extra_write + page.faults.other);
}

static void hold_row(const struct row *row, enum semantics semantics, const struct numbers *wanted)
{
	for (int kind = 0; kind < KINDS; kind++) {
		struct numbers seen = {
			faults_of(row, semantics, kind, true, false),
			faults_of(row, semantics, kind, false, true),
			faults_of(row, semantics, kind, true, true),
		};

		claim(!memcmp(&seen, &wanted[kind], sizeof(seen)), "%s, %s, %s: %d/%d/%d faults (%d/%d/%d)",
		      row->name, semantics_name(semantics), kind_names[kind], wanted[kind].read,
		      wanted[kind].write, wanted[kind].both, seen.read, seen.write, seen.both);
	}
}

static unsigned int after_read(void (*arm)(struct oracle *), enum semantics semantics)
{
	struct oracle page;

	begin(&page, semantics, X86);
	arm(&page);
	oracle_touch(&page, TOUCH_READ);
	return oracle_pte(&page);
}

static void hold_entries(void)
{
	const unsigned int base = PTE_PRESENT | PTE_YOUNG | PTE_SOFT_DIRTY;

	claim(after_read(clean, SEMANTICS_ALWAYS_DIRTY) == (base | PTE_WRITE | PTE_DIRTY),
	      "a clean folio's entry comes back writable and dirty up to 6.14");
	claim(after_read(clean, SEMANTICS_FOLLOWS_FOLIO) == (base | PTE_WRITE),
	      "a clean folio's entry comes back writable and clean since 6.15");
	claim(after_read(tracked, SEMANTICS_ALWAYS_DIRTY) == (base | PTE_WRITE | PTE_DIRTY),
	      "up to 6.14 a read makes a tracked page soft-dirty, which nobody wrote");
	claim(after_read(tracked, SEMANTICS_FOLLOWS_FOLIO) == (PTE_PRESENT | PTE_YOUNG),
	      "since 6.15 a tracked page comes back read-only and not soft-dirty");
	claim(after_read(armed, SEMANTICS_FOLLOWS_FOLIO) == (base | PTE_UFFD_WP),
	      "a protected page stays protected");
}

static void hold_kinds(void)
{
	struct oracle page;

	oracle_start(&page, SEMANTICS_ALWAYS_DIRTY, &kinds[X86]);
	cycled(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.extra_write == 0,
	      "without a read-only type of entry mprotect() leaves nothing behind, whatever the semantics");

	begin(&page, SEMANTICS_ALWAYS_DIRTY, X86);
	cycled(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.restore == 1 && page.faults.extra_write == 1 && page.reuse == 1,
	      "the extra write fault of a read-only entry ends in wp_page_reuse()");

	oracle_start(&page, SEMANTICS_FOLLOWS_FOLIO, &kinds[ARM_NEITHER]);
	clean(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_RMW);
	claim(page.faults.other == 1 && page.faults.extra_write == 1 && page.reuse == 0,
	      "an arm64 atomic reads first, and a clean writable entry is not reused but made dirty");
}

static void hold_baselines(void)
{
	struct oracle page;

	oracle_start(&page, SEMANTICS_UNKNOWN, &kinds[X86]);
	oracle_fork(&page, true);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.other == 1 && page.reuse == 0, "a shared page is copied: one ordinary fault");

	oracle_start(&page, SEMANTICS_UNKNOWN, &kinds[X86]);
	oracle_fork(&page, false);
	oracle_mprotect_cycle(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.other == 1 && page.reuse == 1, "a page whose child is gone is reused");

	oracle_start(&page, SEMANTICS_UNKNOWN, &kinds[X86]);
	oracle_mprotect_cycle(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.other == 0, "mprotect() upgrades a page that is known to be exclusive by itself");

	oracle_start(&page, SEMANTICS_UNKNOWN, &kinds[X86]);
	oracle_discard(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_READ);
	claim(page.faults.other == 1 && oracle_pte(&page) == (PTE_PRESENT | PTE_YOUNG),
	      "a read of an empty page maps the zero page, read-only");
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.other == 2 && page.reuse == 0, "which a write copies, and does not reuse");
}

static void hold_hinting(void)
{
	struct oracle page;

	oracle_start(&page, SEMANTICS_UNKNOWN, &kinds[X86]);
	oracle_numa_scan(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.other == 1, "NUMA balancing's scan costs the next touch one fault");

	begin(&page, SEMANTICS_ALWAYS_DIRTY, X86);
	dirty(&page);
	oracle_numa_scan(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.extra_write == 1, "up to 6.14 it makes exclusive entries read-only");

	begin(&page, SEMANTICS_FOLLOWS_FOLIO, X86);
	dirty(&page);
	oracle_numa_scan(&page);
	oracle_fire(&page);
	oracle_touch(&page, TOUCH_WRITE);
	claim(page.faults.restore == 1 && page.faults.extra_write == 0, "since 6.15 it leaves them alone");
}

static void hold_userfaults(void)
{
	struct oracle page;

	oracle_start(&page, SEMANTICS_UNKNOWN, &kinds[X86]);
	oracle_arm_uffd_wp(&page);
	oracle_fire(&page);
	oracle_userfault(&page, false);
	claim(page.faults.other == 1 && page.major == 1 && page.maybe == 0 && page.write,
	      "a fault that another thread resolves is one fault, and may be a major one");

	oracle_start(&page, SEMANTICS_UNKNOWN, &kinds[X86]);
	oracle_arm_uffd_wp(&page);
	oracle_fire(&page);
	oracle_userfault(&page, true);
	claim(page.faults.other == 0 && page.maybe == 1 && page.write,
	      "a fault that ends in a signal is not counted, and its second try need not fault");
}

/* What a request for @asked pages from @first on makes of the page at @position of a folio of 512. */
static void request(struct oracle *page, enum semantics semantics, size_t position, size_t first, size_t asked)
{
	begin(page, semantics, X86);
	oracle_fire(page);
	oracle_make_large_exclusive(page, position, first, asked);
}

static void hold_large_folios(void)
{
	struct oracle page;

	request(&page, SEMANTICS_ALWAYS_DIRTY, 300, 0, 1);
	claim(page.exclusive && page.flushes == 1,
	      "up to 6.14 a request for a large folio's first page takes every page, each with a flush of its own");
	request(&page, SEMANTICS_ALWAYS_DIRTY, 511, 511, 1);
	claim(!page.exclusive && page.flushes == 0, "one for its last page takes none");
	request(&page, SEMANTICS_ALWAYS_DIRTY, 1, 0, 512);
	claim(!page.exclusive && page.faults.other == 1 && !page.young,
	      "one for all gives the second back, by a fault that leaves its entry old");
	request(&page, SEMANTICS_ALWAYS_DIRTY, 2, 0, 512);
	claim(page.exclusive, "and is refused before it comes to the third");

	request(&page, SEMANTICS_FOLLOWS_FOLIO, 300, 0, 1);
	claim(!page.exclusive && page.flushes == 0, "since 6.15 a request takes no page that it is not for");
	request(&page, SEMANTICS_FOLLOWS_FOLIO, 511, 511, 1);
	claim(page.exclusive && page.flushes == 1, "the last page like any other");
	request(&page, SEMANTICS_FOLLOWS_FOLIO, 1, 0, 512);
	claim(page.exclusive && page.faults.other == 0, "and all that it is for");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		hold_row(&rows[i], SEMANTICS_ALWAYS_DIRTY, rows[i].until_6_14);
		hold_row(&rows[i], SEMANTICS_FOLLOWS_FOLIO, rows[i].since_6_15);
	}
	hold_entries();
	hold_kinds();
	hold_baselines();
	hold_hinting();
	hold_userfaults();
	hold_large_folios();
	return claims_done();
}
