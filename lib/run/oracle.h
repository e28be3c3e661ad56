/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oracle.h: what the kernel should do, as a model of one page-table entry.
 *
 * A scenario describes its arm and fire steps to the model; the model
 * answers how many faults the fire step takes and what the entry is
 * afterwards. The rules are those of do_swap_page(), restore_exclusive_pte(),
 * can_change_pte_writable() and handle_pte_fault() in mm/memory.c and
 * mm/mprotect.c, for Linux up to 6.14 (SEMANTICS_ALWAYS_DIRTY) and since 6.15
 * (SEMANTICS_FOLLOWS_FOLIO). docs/method.md tells them in words.
 */
#ifndef RUN_ORACLE_H
#define RUN_ORACLE_H

#include "sys/device.h"

#include <stdbool.h>
#include <stddef.h>

/* What restoring a device-exclusive entry leaves behind. */
enum semantics {
	SEMANTICS_UNKNOWN,
	SEMANTICS_ALWAYS_DIRTY,
	SEMANTICS_FOLLOWS_FOLIO,
};

const char *semantics_name(enum semantics semantics);

/* What this CPU and this kernel do besides, found by probe_run(). */
struct traits {
	bool access_flag;	/* hardware makes an old entry young */
	bool dirty_flag;	/* hardware makes a clean writable entry dirty */
	bool soft_dirty;	/* the kernel keeps soft-dirty bits */
	bool rmw_reads_first;	/* an atomic faults as a read, then as a write (arm64) */
	bool read_only_type;	/* mprotect() turns an exclusive entry into a read-only type (up to 6.14) */
};

enum touch { TOUCH_READ, TOUCH_WRITE, TOUCH_RMW };

/* Faults of the fire step, by what they are for. Per page, or a sum over pages. */
struct faults {
	double restore;		/* an exclusive entry becomes present */
	double extra_write;	/* a further one, on a write after the restore */
	double other;		/* ordinary: access flag, first touch, copy-on-write */
};

struct oracle {
	enum semantics semantics;
	struct traits traits;
	size_t index;			/* which page of the region is described */

	bool present, write, dirty, young, soft_dirty, uffd_wp;
	bool exclusive, write_entry;	/* the entry is the device's; of the writable type */
	bool was_exclusive;		/* since it was last mapped */
	bool anon_exclusive;		/* PageAnonExclusive(): the folio is this process's alone */
	bool shared;			/* another process maps the folio as well */
	bool folio_dirty;
	bool tracked;			/* soft-dirty tracking is armed on the VMA */
	bool swapped;			/* the entry names a place in swap */
	bool huge;			/* a PMD maps the page */
	bool hinting;			/* NUMA balancing took the access rights away */

	bool fired;			/* faults count from here on */
	bool exclusive_at_fire;
	struct faults faults;		/* per page */
	double major;			/* of the faults, those that are accounted as major */
	double maybe;			/* faults more that may or may not come, where CPUs race */
	double reuse;			/* wp_page_reuse() calls per page */
	double flushes;			/* TLB flushes that go to other CPUs of the process, per page */
	bool any_entry;			/* the entry afterwards is not predicted */
	bool any_flushes;		/* nor how often it is flushed: it depends on who wins a race */
};

/* A page that its process has just written. */
void oracle_start(struct oracle *page, enum semantics semantics, const struct traits *traits);

/* What the arm step does to the page. */
void oracle_make_exclusive(struct oracle *page, enum folio folio);
void oracle_mprotect_cycle(struct oracle *page);	/* to read-only and back */
void oracle_clear_soft_dirty(struct oracle *page);
void oracle_arm_uffd_wp(struct oracle *page);
void oracle_resolve_uffd_wp(struct oracle *page);
void oracle_discard(struct oracle *page);		/* MADV_DONTNEED */
void oracle_make_read_only(struct oracle *page);	/* mprotect() of a present page */
void oracle_fork(struct oracle *page, bool child_stays);

/*
 * A request for @asked pages of a large folio, from its page @first on, where @page is
 * the one at @position. Up to 6.14 the first page stands for all, and any other is refused.
 */
void oracle_make_large_exclusive(struct oracle *page, size_t position, size_t first, size_t asked);

/*
 * Pages of the folio are touched in their order, and @page, the one at @position, was the last of a
 * contiguous block: arm64 since 6.9 may fold the block, and gives its last entry the access flag of the others.
 */
void oracle_fold(struct oracle *page, size_t position);

/* One flush more goes to the other CPUs of the process. */
void oracle_flush(struct oracle *page);

/* @threads threads touch the page at once: one restores it, each other may fault for nothing. */
void oracle_touch_at_once(struct oracle *page, enum touch touch, size_t threads);

/*
 * What finds a page through its reverse mapping. Up to 6.14 an exclusive page has none, so
 * nothing happens to it.
 */
void oracle_swap_out(struct oracle *page);
void oracle_migrate(struct oracle *page);

/* NUMA balancing's scanner; a touch of a present page then takes a hinting fault. */
void oracle_numa_scan(struct oracle *page);

/* A touch that userspace answers (userfaultfd), by the thread's own signal handler or by another thread. */
void oracle_userfault(struct oracle *page, bool by_signal);

/* A touch that finds the page on its way to another node, whose mover goes on moving it. */
void oracle_wait_for_migration(struct oracle *page);

void oracle_make_old(struct oracle *page);		/* page_idle, DAMON; spares what is not present */
void oracle_merge(struct oracle *page);			/* with an equal page, by KSM */
void oracle_collapse(struct oracle *page);		/* into a huge page: restores it before */

/* What follows is done by the fire step. */
void oracle_fire(struct oracle *page);

/* The CPU touches the page; during FIRE its faults are counted. */
void oracle_touch(struct oracle *page, enum touch touch);

/* get_user_pages() takes the page to write to it past the entry, which stays as old as it was. */
void oracle_gup_write(struct oracle *page);

/* The entry as PTE_* bits; soft-dirty only where the kernel keeps it. */
unsigned int oracle_pte(const struct oracle *page);

#endif /* RUN_ORACLE_H */
