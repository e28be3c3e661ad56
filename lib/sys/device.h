/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device.h: the device that takes pages, played by a module: our own dexdev, which can do all of
 * this, or the kernel's test_hmm, which cannot.
 */
#ifndef SYS_DEVICE_H
#define SYS_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct device;

/* What a page-table entry is and has; or-ed. */
enum pte_state {
	PTE_PRESENT	= 1 << 0,
	PTE_EXCLUSIVE	= 1 << 1,
	PTE_NONPRESENT	= 1 << 2,
	PTE_HUGE	= 1 << 3,
	PTE_WRITE	= 1 << 4,
	PTE_DIRTY	= 1 << 5,
	PTE_YOUNG	= 1 << 6,
	PTE_SOFT_DIRTY	= 1 << 7,
	PTE_UFFD_WP	= 1 << 8,

	PTE_STATES	= 1 << 9,	/* how many values there can be */
};

enum { PTE_WORDS_SIZE = 80 };

/*
 * Opens the device called @name: dexdev, test_hmm, none, or auto, which NULL is as well: the first of
 * the two modules that is loaded. Returns 0 with *@device for the caller to device_close(), or
 * with a line in err_text(): -ENOENT (not loaded, or "none"), -EACCES or -EPERM (not root), -EPROTO (a
 * module of another ABI version), -EINVAL (no such name).
 */
int device_open(struct device **device, const char *name);

/* Closes it; the module undoes what is left. NULL is fine. */
void device_close(struct device *device);

/* "dexdev", "test_hmm", or "none" for NULL. */
const char *device_name(const struct device *device);

/* What not every device can do; or-ed. */
enum device_can {
	DEVICE_CLEANS	= 1 << 0,	/* let go of a clean folio: FOLIO_CLEAN */
	DEVICE_ACCESSES	= 1 << 1,	/* device_access() */
	DEVICE_NOTIFIES	= 1 << 2,	/* device_notifier() and device_events() */
	DEVICE_SEES	= 1 << 3,	/* device_pte_states() tells all bits */
	DEVICE_TIMED	= 1 << 4,	/* device_prepare(): a request does nothing besides; device_hold() */
};

/*
 * Why @device cannot do some of @wanted, such as "test_hmm cannot let go of a clean folio"; or NULL where it
 * can. What is called all the same returns -EOPNOTSUPP with this line in err_text().
 */
const char *device_cannot(const struct device *device, unsigned int wanted);

/*
 * Nobody needs the device for a while: what it costs the process to be watched by it ends, until it
 * is used again. Pages that are exclusive stay so. NULL is fine.
 */
void device_rest(struct device *device);

enum folio { FOLIO_DIRTY, FOLIO_CLEAN };

/*
 * Makes @pages pages from @start exclusive, and cleans their folios if asked
 * to. Returns 0, or -errno as kmod/dexdev_uapi.h has it, with a line in
 * err_text() that says how far it got.
 */
int device_make_exclusive(struct device *device, void *start, size_t pages, enum folio folio);

/*
 * The bare request for scenarios that time it: one ioctl(), no check but the
 * return value, which is 0 or -1 as ioctl() gives it. device_prepare() returns 0 with *@request
 * for the caller to device_release(), or -errno.
 */
struct device_request;
int device_prepare(struct device_request **request, struct device *device, size_t pages, enum folio folio);
int device_fire(struct device_request *request, void *start);
void device_release(struct device_request *request);

/*
 * Makes the page at @page exclusive and keeps its folio locked for @microseconds, as a driver does while it maps
 * the page for its device; DEVICE_TIMED can. Returns once the lock is free: 0 or -errno.
 */
int device_hold(struct device *device, void *page, unsigned int microseconds);

/*
 * Reads the entries of @pages pages into @states without touching them. Which are exclusive,
 * every device can tell. Returns 0 or -errno.
 */
int device_pte_states(struct device *device, void *start, size_t pages, uint16_t *states);

/* What @device would tell of an entry that is @state: the same, without the bits that it does not see. */
unsigned int device_sees(const struct device *device, unsigned int state);

enum device_op { DEVICE_READ, DEVICE_ADD, DEVICE_WRITE };

/*
 * The device reads, adds @operand to, or writes @operand into the first uint64_t of each of
 * @pages pages, all of which it must hold exclusively. *@sum becomes the sum, modulo 2^64, of
 * what it found there before. Returns 0, or -errno with a line in err_text(): -EAGAIN at
 * the first page that is not exclusive (any more); those before it were accessed, and *@sum is theirs.
 */
int device_access(struct device *device, void *start, size_t pages, enum device_op op,
		  uint64_t operand, uint64_t *sum);

/*
 * Both for those who race with CPUs, and go on: *@done pages were reached, also
 * where -errno comes back. Without a line in err_text(). Making exclusive gives -EBUSY up
 * to 6.14 while a CPU is restoring the page.
 */
int device_try_make_exclusive(struct device *device, void *start, size_t pages, size_t *done);
int device_try_access(struct device *device, void *start, size_t pages, enum device_op op, uint64_t operand,
		      uint64_t *sum, size_t *done);

/* What the notifier of a range has seen. */
struct device_events {
	uint64_t taken;		/* our own make exclusive */
	uint64_t restored;	/* a restore: MMU_NOTIFY_EXCLUSIVE of no owner up to 6.14, CLEAR since 6.15 */
	uint64_t other;
};

/*
 * Switches the notifier on for @pages pages, or with none of them off. It then counts from
 * 0, and adds its cost to each create and restore. Each returns 0, or -errno with a line in err_text().
 */
int device_notifier(struct device *device, void *start, size_t pages);
int device_events(struct device *device, struct device_events *events);

/* What the CPU's registers say of the flags that hardware may set in an entry. */
struct cpu_flags {
	bool has_access_flag, has_dirty_flag;	/* the CPU announces them */
	bool uses_access_flag, uses_dirty_flag;	/* the kernel has switched them on */
};

/* Returns 0, or -EOPNOTSUPP where the module knows no such registers, or -errno. */
int device_cpu_flags(struct device *device, struct cpu_flags *flags);

/*
 * Writes @state in words, such as "present write dirty young", into @words of
 * PTE_WORDS_SIZE bytes and returns it. An empty entry is "none".
 */
const char *pte_words(unsigned int state, char *words);

#endif /* SYS_DEVICE_H */
