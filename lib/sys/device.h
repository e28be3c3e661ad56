/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device.h: the device that takes pages, played by the module dexdev.
 */
#ifndef SYS_DEVICE_H
#define SYS_DEVICE_H

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
 * Opens the module's device. Returns 0 with *@device for the caller to
 * device_close(), or with a line in err_text(): -ENOENT (not loaded), -EACCES
 * or -EPERM (not root), -EPROTO (a module of another ABI version).
 */
int device_open(struct device **device);

/* Closes it; the module undoes what is left. NULL is fine. */
void device_close(struct device *device);

enum folio { FOLIO_DIRTY, FOLIO_CLEAN };

/*
 * Makes @pages pages from @start exclusive, and cleans their folios if asked
 * to. Returns 0, or -errno as kmod/dexdev_uapi.h has it, with a line in
 * err_text() that says how far it got.
 */
int device_make_exclusive(struct device *device, void *start, size_t pages, enum folio folio);

/*
 * The bare request for scenarios that time it: one ioctl(), no check but the
 * return value, which is 0 or -1 as ioctl() gives it.
 */
struct device_request;
struct device_request *device_prepare(struct device *device, size_t pages, enum folio folio);
int device_fire(struct device_request *request, void *start);
void device_release(struct device_request *request);

/*
 * Reads the entries of @pages pages into @states without touching them.
 * Returns 0 or -errno.
 */
int device_pte_states(struct device *device, void *start, size_t pages, uint16_t *states);

/*
 * Writes @state in words, such as "present write dirty young", into @words of
 * PTE_WORDS_SIZE bytes and returns it. An empty entry is "none".
 */
const char *pte_words(unsigned int state, char *words);

#endif /* SYS_DEVICE_H */
