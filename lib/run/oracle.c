/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oracle.c: one page-table entry, as the kernel would treat it.
 */
#include "run/oracle.h"

const char *semantics_name(enum semantics semantics)
{
	static const char *const names[] = { "unknown", "always-dirty", "follows-folio" };

	return names[semantics];
}

/* pte_mkdirty() on x86 sets the soft-dirty bit with the dirty bit. */
static void make_dirty(struct oracle *page)
{
	page->dirty = true;
	page->soft_dirty = true;
}

static void map_written(struct oracle *page)
{
	page->present = true;
	page->write = true;
	page->young = true;
	page->uffd_wp = false;
	page->anon_exclusive = true;
	page->shared = false;
	make_dirty(page);
}

void oracle_start(struct oracle *page, enum semantics semantics, const struct traits *traits)
{
	*page = (struct oracle){ .semantics = semantics, .traits = *traits };
	map_written(page);
}

/* can_change_pte_writable() of a private anonymous mapping. */
static bool can_be_writable(const struct oracle *page)
{
	return !(page->tracked && !page->soft_dirty) && !page->uffd_wp && page->anon_exclusive;
}

static void restore(struct oracle *page)
{
	bool dirty = true;

	page->exclusive = false;
	page->present = true;
	page->young = false;
	page->dirty = false;

	if (page->semantics == SEMANTICS_FOLLOWS_FOLIO) {
		page->write = can_be_writable(page);
		dirty = page->folio_dirty;
	} else {
		page->write = page->write_entry && !page->uffd_wp;
	}
	if (page->write && dirty)
		make_dirty(page);
}

static void count(const struct oracle *page, double *faults)
{
	if (page->fired)
		++*faults;
}

static void write_protection_fault(struct oracle *page)
{
	/* A folio that another process maps is copied, which is ordinary; any other is reused. */
	count(page, page->was_exclusive && !page->shared ? &page->faults.extra_write :
							   &page->faults.other);
	if (!page->shared)
		count(page, &page->reuse);
	map_written(page);
}

static void write_to(struct oracle *page)
{
	if (!page->write) {
		write_protection_fault(page);
	} else if (!page->dirty && !page->traits.dirty_flag) {
		count(page, page->was_exclusive ? &page->faults.extra_write : &page->faults.other);
	} else if (!page->young && !page->traits.access_flag) {
		count(page, &page->faults.other);
	}
	page->young = true;
	/* Hardware sets the dirty bit alone; only the kernel's pte_mkdirty() sets both. */
	if (!page->dirty && page->traits.dirty_flag)
		page->dirty = true;
	else if (!page->dirty)
		make_dirty(page);
}

static void read_from(struct oracle *page)
{
	if (!page->young && !page->traits.access_flag)
		count(page, &page->faults.other);
	page->young = true;
}

/* A read maps the zero page, which all processes share. */
static void map_empty(struct oracle *page, enum touch touch)
{
	count(page, &page->faults.other);
	map_written(page);
	if (touch != TOUCH_READ)
		return;
	page->write = false;
	page->dirty = false;
	page->soft_dirty = false;
	page->anon_exclusive = false;
	page->shared = true;
}

/* Since 6.2 the entry is as writable as it may be. */
static void hint(struct oracle *page)
{
	count(page, &page->faults.other);
	page->hinting = false;
	page->write = can_be_writable(page);
	page->young = true;
}

/* A major fault; the entry is dirty only if the fault was a write. */
static void swap_in(struct oracle *page)
{
	count(page, &page->faults.other);
	count(page, &page->major);
	page->swapped = false;
	page->present = true;
	page->write = can_be_writable(page);
	page->dirty = false;
	page->young = true;
}

void oracle_touch(struct oracle *page, enum touch touch)
{
	if (page->exclusive) {
		count(page, &page->faults.restore);
		restore(page);
	} else if (page->swapped) {
		swap_in(page);
		/* A write that is allowed is part of the same fault. */
		if (touch != TOUCH_READ && page->write)
			make_dirty(page);
	} else if (!page->present) {
		map_empty(page, touch);
		return;
	} else if (page->hinting) {
		hint(page);
	}

	if (touch == TOUCH_READ || (touch == TOUCH_RMW && page->traits.rmw_reads_first))
		read_from(page);
	if (touch != TOUCH_READ)
		write_to(page);
}

void oracle_make_exclusive(struct oracle *page, enum folio folio)
{
	bool counting = page->fired;

	/* get_user_pages() writes through what is in its way, without an exception. */
	page->fired = false;
	oracle_touch(page, TOUCH_WRITE);
	page->fired = counting;

	/* ptep_clear_flush() of an entry that was, or has just been made, present. */
	count(page, &page->flushes);
	page->exclusive = true;
	page->present = false;
	page->write_entry = true;
	page->was_exclusive = true;
	/* FOLL_TOUCH or the entry's own dirty bit has made the folio dirty. */
	page->folio_dirty = folio == FOLIO_DIRTY;
}

void oracle_mprotect_cycle(struct oracle *page)
{
	if (page->exclusive)
		page->write_entry = !page->traits.read_only_type;
	else
		/* Since 6.0 mprotect() makes writable what needs no fault for it. */
		page->write = can_be_writable(page);
}

void oracle_clear_soft_dirty(struct oracle *page)
{
	page->tracked = true;
	page->soft_dirty = false;
	if (page->present)
		page->write = false;
}

void oracle_arm_uffd_wp(struct oracle *page)
{
	page->uffd_wp = true;
	page->write_entry = !page->traits.read_only_type;
	page->write = false;
}

void oracle_resolve_uffd_wp(struct oracle *page)
{
	page->uffd_wp = false;
	if (page->present)
		page->write = can_be_writable(page);
}

void oracle_discard(struct oracle *page)
{
	page->present = false;
	page->exclusive = false;
	page->was_exclusive = false;
	page->swapped = false;
}

void oracle_make_read_only(struct oracle *page)
{
	page->write = false;
}

void oracle_fork(struct oracle *page, bool child_stays)
{
	/* What is copied is a present entry: fork() gives the page back, and fails where it cannot. */
	if (page->exclusive)
		restore(page);
	page->write = false;
	page->anon_exclusive = false;
	page->shared = child_stays;
}

void oracle_touch_at_once(struct oracle *page, enum touch touch, size_t threads)
{
	const struct faults *faults = &page->faults;
	double before = faults->restore + faults->extra_write + faults->other;

	oracle_touch(page, touch);
	page->maybe += (double)(threads - 1) *
		       (faults->restore + faults->extra_write + faults->other - before);
}

void oracle_flush(struct oracle *page)
{
	count(page, &page->flushes);
}

void oracle_make_large_exclusive(struct oracle *page, size_t position, size_t first, size_t asked)
{
	/* make_device_exclusive() of one page and the single entry type came together in 6.15. */
	if (!page->traits.read_only_type) {
		if (position >= first && position - first < asked)
			oracle_make_exclusive(page, FOLIO_DIRTY);
		return;
	}
	if (first)
		return;
	oracle_make_exclusive(page, FOLIO_DIRTY);
	/* The second page of the request is refused, after get_user_pages() took it back. */
	if (position == 1 && asked > 1) {
		count(page, &page->faults.other);
		restore(page);
	}
}

void oracle_fold(struct oracle *page, size_t position)
{
	/* Blocks are of 16 pages of 4 KiB, and of more where pages are larger (CONT_PTES). */
	enum { BLOCK = 16 };

	if (page->traits.access_flag || !page->exclusive_at_fire || position % BLOCK != BLOCK - 1)
		return;
	page->maybe += page->faults.other;
	page->faults.other = 0;
}

/* The kernels with a read-only type drop the reverse mapping of an exclusive page. */
static bool is_found(const struct oracle *page)
{
	return !page->exclusive || !page->traits.read_only_type;
}

void oracle_swap_out(struct oracle *page)
{
	if (!is_found(page))
		return;
	page->exclusive = false;
	page->present = false;
	page->was_exclusive = false;
	page->swapped = true;
}

/* An exclusive entry becomes a migration entry that is not writable, and nobody makes it so. */
void oracle_migrate(struct oracle *page)
{
	if (!is_found(page) || !page->exclusive)
		return;
	page->exclusive = false;
	page->present = true;
	page->write = false;
	page->dirty = false;
	page->young = false;
}

void oracle_numa_scan(struct oracle *page)
{
	if (page->exclusive)
		page->write_entry = !page->traits.read_only_type;
	else
		page->hinting = page->present;
}

/*
 * A fault that waits for another thread is counted once it is over, as a major one where
 * the kernel tries again under the lock that it had. A signal is no success, so the fault is not
 * counted; up to 6.1 one more makes the entry writable.
 */
void oracle_userfault(struct oracle *page, bool by_signal)
{
	if (by_signal) {
		count(page, &page->maybe);
	} else {
		count(page, &page->faults.other);
		count(page, &page->major);
		/* The handler's CPU changes the entry, and interrupts the toucher's unless that is idle. */
		page->any_flushes = true;
	}
	map_written(page);
}

/* When the touch is done again, the next move may be under way already. */
void oracle_wait_for_migration(struct oracle *page)
{
	count(page, &page->faults.other);
	page->maybe = 100;
	page->any_entry = true;
	page->any_flushes = true;
}

void oracle_make_old(struct oracle *page)
{
	if (page->present)
		page->young = false;
}

/* The scanner looks for pages that are mapped, so an exclusive one is passed over. */
void oracle_merge(struct oracle *page)
{
	if (!page->present)
		return;
	page->write = false;
	page->dirty = false;
	page->soft_dirty = false;
	page->anon_exclusive = false;
	page->shared = true;
}

void oracle_collapse(struct oracle *page)
{
	page->exclusive = false;
	map_written(page);
	page->huge = true;
}

void oracle_fire(struct oracle *page)
{
	page->fired = true;
	page->exclusive_at_fire = page->exclusive;
}

void oracle_gup_write(struct oracle *page)
{
	if (page->exclusive) {
		count(page, &page->faults.restore);
		restore(page);
	} else if (!page->present) {
		count(page, &page->faults.other);
		map_written(page);
	}
	if (!page->write)
		write_protection_fault(page);
	page->folio_dirty = true;
}

unsigned int oracle_pte(const struct oracle *page)
{
	unsigned int soft_dirty = page->soft_dirty && page->traits.soft_dirty ? PTE_SOFT_DIRTY : 0;

	if (page->exclusive)
		return PTE_EXCLUSIVE | (page->write_entry ? PTE_WRITE : 0) | soft_dirty |
		       (page->uffd_wp ? PTE_UFFD_WP : 0);
	if (page->swapped)
		return PTE_NONPRESENT;
	if (!page->present)
		return 0;
	return (page->huge ? PTE_HUGE : PTE_PRESENT) | soft_dirty | (page->write && !page->hinting ? PTE_WRITE : 0) |
	       (page->dirty ? PTE_DIRTY : 0) | (page->young ? PTE_YOUNG : 0) |
	       (page->uffd_wp ? PTE_UFFD_WP : 0);
}
