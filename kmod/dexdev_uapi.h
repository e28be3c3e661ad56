/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module dexdev promises to user space.
 *
 * dexdev plays a device that needs exclusive access to pages of the calling
 * process. It offers operations and counts; it measures nothing. Only
 * lib/sys/device.c, the module and the module's tests include this header.
 *
 * Every request begins with @abi and @flags, has no holes, and must have its
 * unused fields zero. On an error a request still reports how far it got in
 * its (out) fields, so nothing is ever half done in silence. The exception is
 * an error found before any work was begun (EPROTO, EINVAL, EOVERFLOW, and
 * EFAULT for the request itself), which leaves the (out) fields as they were.
 *
 * The request itself must be writable, for the answer goes there.
 *
 * Errors that any request on a range of pages may give:
 *
 *	EACCES		opening /dev/dexdev without permission on the node
 *	EPERM		opening it without CAP_SYS_ADMIN, or calling it without
 *	EPROTO		@abi is not the module's; DEXDEV_QUERY tells which is
 *	ENOTTY		no such request
 *	EINVAL		unknown @flags or @op, a reserved field not zero, @start
 *			not page-aligned, or @pages zero
 *	EOVERFLOW	the range wraps around or leaves user space
 *	EFAULT		the request or a buffer of it is not accessible, or a
 *			page of the range is not mapped by any VMA
 *	EOPNOTSUPP	a page lies in a VMA that is not anonymous private
 *			memory (file-backed, shared, hugetlb, device memory)
 *	EINTR		a signal arrived; @done says how far it got. A request
 *			looks for signals every 64 pages, and first after the
 *			first 64, so that trying again always gets on
 *
 * Each request adds its own below.
 */
#ifndef DEXDEV_UAPI_H
#define DEXDEV_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define DEXDEV_PATH		"/dev/dexdev"

/* Raised whenever a request changes its meaning or its layout. */
#ifndef DEXDEV_ABI_VERSION
#define DEXDEV_ABI_VERSION	1
#endif

/**
 * struct dexdev_query - which module is this?
 * @abi: (out) the module's DEXDEV_ABI_VERSION; not checked on the way in
 * @flags: (in) must be 0
 * @page_size: (out) the kernel's page size in bytes
 * @reserved: (in) must be 0
 *
 * The layout and the number of this request never change, so that two
 * versions can always name each other.
 */
struct dexdev_query {
	__u32 abi;
	__u32 flags;
	__u32 page_size;
	__u32 reserved;
};

/*
 * Clear the dirty flag of each folio, under its lock, once its page is
 * exclusive. With the drivers in the kernel a clean folio is hardly
 * reachable here, so what follows from it is called "constructed".
 */
#define DEXDEV_FOLIO_CLEAN	0x001U

/**
 * struct dexdev_make_exclusive - hand pages to the device
 * @abi: (in) DEXDEV_ABI_VERSION
 * @flags: (in) 0 or DEXDEV_FOLIO_CLEAN
 * @start: (in) user address, page-aligned
 * @pages: (in) how many to make exclusive
 * @done: (out) how many were; fewer than @pages only together with an error
 * @dirty: (out) of those, how many had a dirty folio when they became
 *	exclusive (before DEXDEV_FOLIO_CLEAN)
 *
 * EACCES: a page lies in a VMA without write permission.
 * EBUSY: the kernel would not make the page at @done exclusive (its folio is
 *	locked, or the page is a tail page on kernels up to 6.14); or with
 *	DEXDEV_FOLIO_CLEAN its folio may not be cleaned without risk to its data
 *	(large, in the swap cache, not swap-backed, or pinned), in which
 *	case that page is exclusive already and stays dirty, and @done does
 *	not include it.
 * EFAULT, ENOMEM and others: as the kernel gave it for the page at @done
 * (EFAULT: its fault handler could not bring it in, say because it is
 * poisoned, or because only user space could through userfaultfd).
 */
struct dexdev_make_exclusive {
	__u32 abi;
	__u32 flags;
	__u64 start;
	__u64 pages;
	__u64 done;
	__u64 dirty;
};

/* What a page-table entry is. Exactly one of the first four, or none of them. */
#define DEXDEV_PTE_PRESENT	0x001U
#define DEXDEV_PTE_EXCLUSIVE	0x002U	/* a device-exclusive entry */
#define DEXDEV_PTE_NONPRESENT	0x004U	/* any other non-present entry */
#define DEXDEV_PTE_HUGE		0x008U	/* mapped by a PMD, not by a PTE */
/* Properties of a present or exclusive entry, as far as it has them. */
#define DEXDEV_PTE_WRITE	0x010U	/* exclusive: the writable type, or the only one */
#define DEXDEV_PTE_DIRTY	0x020U
#define DEXDEV_PTE_YOUNG	0x040U
#define DEXDEV_PTE_SOFT_DIRTY	0x080U
#define DEXDEV_PTE_UFFD_WP	0x100U
/* Properties of the page that a present or exclusive entry refers to. */
#define DEXDEV_FOLIO_IS_DIRTY	0x200U
#define DEXDEV_ANON_EXCLUSIVE	0x400U	/* PageAnonExclusive() */

/**
 * struct dexdev_pte_state - look at page-table entries without touching them
 * @abi: (in) DEXDEV_ABI_VERSION
 * @flags: (in) must be 0
 * @start: (in) user address, page-aligned
 * @pages: (in) how many entries to read
 * @states: (in) user address of an array of @pages __u32, each written with
 *	DEXDEV_PTE_* bits; 0 is an empty entry
 * @done: (out) how many entries of the array were written
 *
 * Takes no reference, makes no page young and changes no entry, unless @states
 * lies in the range itself. Works on any VMA but those of hugetlb, whose locks
 * are not for modules: EOPNOTSUPP.
 *
 * EFAULT: also where @states is not writable; @done then counts what was
 * written before, in steps of 64.
 */
struct dexdev_pte_state {
	__u32 abi;
	__u32 flags;
	__u64 start;
	__u64 pages;
	__u64 states;
	__u64 done;
};

enum dexdev_op {
	DEXDEV_READ = 1,	/* 0 is kept to catch what was never set */
	DEXDEV_ADD,
	DEXDEV_WRITE,
};

/**
 * struct dexdev_device_access - what the device does to its pages
 * @abi: (in) DEXDEV_ABI_VERSION
 * @flags: (in) must be 0
 * @start: (in) user address, page-aligned
 * @pages: (in) how many pages to access
 * @op: (in) enum dexdev_op
 * @offset: (in) byte offset of the accessed __u64 in each page, a multiple of 8
 * @operand: (in) what DEXDEV_ADD adds and DEXDEV_WRITE writes; 0 for DEXDEV_READ
 * @sum: (out) the sum, modulo 2^64, of the values found before the access
 * @done: (out) how many pages were accessed; fewer than @pages only together
 *	with an error
 *
 * Goes through the folio and not through the CPU's mapping, under the lock
 * that a restore takes too, so no access can slip past a restore. Marks the
 * folio dirty when it wrote, as a driver must.
 *
 * It is a device without page tables of its own: soft-dirty tracking and
 * userfaultfd-wp do not see its writes.
 *
 * EAGAIN: the page at @done is not exclusive (any more).
 * EACCES: it would write where the VMA has no write permission.
 * EHWPOISON: the memory of the page at @done has failed.
 * EINVAL: also an @offset that is no multiple of 8 or outside of the page.
 */
struct dexdev_device_access {
	__u32 abi;
	__u32 flags;
	__u64 start;
	__u64 pages;
	__u32 op;
	__u32 offset;
	__u64 operand;
	__u64 sum;
	__u64 done;
};

/* Count the events of a range; without it, stop counting. */
#define DEXDEV_NOTIFIER_ON	0x001U

/**
 * struct dexdev_notifier - switch the MMU-interval notifier on or off
 * @abi: (in) DEXDEV_ABI_VERSION
 * @flags: (in) DEXDEV_NOTIFIER_ON, or 0 to switch it off
 * @start: (in) user address, page-aligned; 0 when switching off
 * @pages: (in) how many pages to watch; 0 when switching off
 *
 * A registered notifier adds its cost to every create and restore, so there
 * is none until it is asked for. Once it was on, a small part of that cost
 * stays until the process ends, for the kernel keeps what it set up.
 *
 * It watches the memory of whoever switched it on, mapped or not: neither
 * EFAULT nor EOPNOTSUPP comes of the range. One per open file; switching it
 * on again moves it and sets the counts to zero, closing the file removes it.
 *
 * ENOMEM: no memory; a notifier that was on stays as it was.
 * EINVAL: also when switched off with a range.
 */
struct dexdev_notifier {
	__u32 abi;
	__u32 flags;
	__u64 start;
	__u64 pages;
};

/* The kernel's events, by our own numbers, which no kernel release moves. */
enum dexdev_event {
	DEXDEV_EVENT_UNMAP,
	DEXDEV_EVENT_CLEAR,
	DEXDEV_EVENT_PROTECTION_VMA,
	DEXDEV_EVENT_PROTECTION_PAGE,
	DEXDEV_EVENT_SOFT_DIRTY,
	DEXDEV_EVENT_RELEASE,
	DEXDEV_EVENT_MIGRATE,
	DEXDEV_EVENT_EXCLUSIVE_OWN,	/* our own make exclusive */
	DEXDEV_EVENT_EXCLUSIVE_OTHER,	/* a restore up to 6.14, or another device */
	DEXDEV_EVENT_OTHER,
	DEXDEV_EVENT_COUNT
};

/**
 * struct dexdev_counts - MMU-notifier events seen since the notifier went on
 * @abi: (in) DEXDEV_ABI_VERSION
 * @flags: (in) must be 0
 * @events: (out) how many of each enum dexdev_event
 *
 * ENODATA: the notifier is off.
 */
struct dexdev_counts {
	__u32 abi;
	__u32 flags;
	__u64 events[DEXDEV_EVENT_COUNT];
};

/* Flags that hardware may set in an entry; without, each costs a fault. */
#define DEXDEV_CPU_ACCESS_FLAG	0x001U	/* an old entry becomes young */
#define DEXDEV_CPU_DIRTY_FLAG	0x002U	/* a clean writable entry becomes dirty */

/**
 * struct dexdev_cpu - what the registers of the CPU that asks say
 * @abi: (in) DEXDEV_ABI_VERSION
 * @flags: (in) must be 0
 * @has: (out) DEXDEV_CPU_* bits that the CPU announces
 * @uses: (out) those that the kernel has switched on
 *
 * x86-64 has and uses both. On arm64 it is HAFDBS of ID_AA64MMFR1_EL1, and HA
 * and HD of TCR_EL1: a kernel that knows of an erratum does without.
 *
 * EOPNOTSUPP: the registers of this architecture are not known here, or are the
 * firmware's alone (riscv64).
 */
struct dexdev_cpu {
	__u32 abi;
	__u32 flags;
	__u32 has;
	__u32 uses;
};

#define DEXDEV_HOLD_MOST	1000000U

/**
 * struct dexdev_hold - make a page exclusive, and keep its folio locked for a while
 * @abi: (in) DEXDEV_ABI_VERSION
 * @flags: (in) must be 0
 * @start: (in) user address of the page, page-aligned
 * @microseconds: (in) how long, DEXDEV_HOLD_MOST at most
 * @reserved: (in) must be 0
 *
 * A driver holds the lock while it maps the page for its device. The request ends with the hold;
 * the mmap lock is free meanwhile. Errors are those of struct dexdev_make_exclusive.
 */
struct dexdev_hold {
	__u32 abi;
	__u32 flags;
	__u64 start;
	__u32 microseconds;
	__u32 reserved;
};

#define DEXDEV_IOC_MAGIC	0xde

#define DEXDEV_QUERY		_IOWR(DEXDEV_IOC_MAGIC, 0, struct dexdev_query)
#define DEXDEV_MAKE_EXCLUSIVE	_IOWR(DEXDEV_IOC_MAGIC, 1, struct dexdev_make_exclusive)
#define DEXDEV_PTE_STATE	_IOWR(DEXDEV_IOC_MAGIC, 2, struct dexdev_pte_state)
#define DEXDEV_DEVICE_ACCESS	_IOWR(DEXDEV_IOC_MAGIC, 3, struct dexdev_device_access)
#define DEXDEV_NOTIFIER		_IOW(DEXDEV_IOC_MAGIC, 4, struct dexdev_notifier)
#define DEXDEV_COUNTS		_IOWR(DEXDEV_IOC_MAGIC, 5, struct dexdev_counts)
#define DEXDEV_CPU		_IOWR(DEXDEV_IOC_MAGIC, 6, struct dexdev_cpu)
#define DEXDEV_HOLD		_IOWR(DEXDEV_IOC_MAGIC, 7, struct dexdev_hold)

#endif /* DEXDEV_UAPI_H */
