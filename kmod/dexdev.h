/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the module share.
 */
#ifndef DEXDEV_H
#define DEXDEV_H

#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "dexdev_uapi.h"

struct dexdev_watch;

/**
 * struct dexdev_file - one open /dev/dexdev
 * @lock: protects @watch; never taken in a notifier's callback
 * @watch: the notifier and its counts, or NULL while it is off
 *
 * Its address is the owner that the kernel names in MMU_NOTIFY_EXCLUSIVE.
 */
struct dexdev_file {
	struct mutex lock;	/* protects watch */
	struct dexdev_watch *watch;
};

/* main.c */
int dexdev_get_request(void *request, void __user *from, size_t size);
int dexdev_put_request(void __user *to, const void *request, size_t size, int err);

/* walk.c: ranges of the caller's own memory. */

/* So many pages are visited under one hold of the mmap lock. */
#define DEXDEV_CHUNK 64

struct dexdev_range {
	unsigned long next;
	unsigned long end;
};

/* Visits one page; called with the mmap lock held for reading. */
typedef int (*dexdev_visit)(struct vm_area_struct *vma, unsigned long addr, void *context);

int dexdev_range_set(struct dexdev_range *range, u64 start, u64 pages);
int dexdev_visit_chunk(struct dexdev_range *range, dexdev_visit visit, void *context);
int dexdev_visit_all(struct dexdev_range *range, dexdev_visit visit, void *context);
int dexdev_pause(void);
bool dexdev_vma_is_usable(struct vm_area_struct *vma);

static inline u64 dexdev_range_done(const struct dexdev_range *range, u64 start)
{
	return (range->next - start) >> PAGE_SHIFT;
}

/* The requests, by the file that carries them out. */
int dexdev_make_exclusive(struct dexdev_file *file, struct dexdev_make_exclusive __user *arg);
int dexdev_pte_state(struct dexdev_pte_state __user *arg);
int dexdev_device_access(struct dexdev_device_access __user *arg);
int dexdev_notifier(struct dexdev_file *file, struct dexdev_notifier __user *arg);
int dexdev_counts(struct dexdev_file *file, struct dexdev_counts __user *arg);
int dexdev_cpu(struct dexdev_cpu __user *arg);
int dexdev_hold(struct dexdev_file *file, struct dexdev_hold __user *arg);
void dexdev_notifier_off(struct dexdev_file *file);

#endif /* DEXDEV_H */
