// SPDX-License-Identifier: GPL-2.0-only
/*
 * DEXDEV_NOTIFIER and DEXDEV_COUNTS: counts what happens to a range.
 */
#include <linux/atomic.h>
#include <linux/mmu_notifier.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "dexdev.h"

/**
 * struct dexdev_watch - a range under watch and what was seen on it
 * @sub: the kernel's end of it
 * @owner: tells our own events from those of others
 * @events: the counts
 */
struct dexdev_watch {
	struct mmu_interval_notifier sub;
	void *owner;
	atomic64_t events[DEXDEV_EVENT_COUNT];
};

/* Written out: the order of the kernel's enum is its own affair. */
static enum dexdev_event event_of(const struct mmu_notifier_range *range, void *owner)
{
	switch (range->event) {
	case MMU_NOTIFY_UNMAP:
		return DEXDEV_EVENT_UNMAP;
	case MMU_NOTIFY_CLEAR:
		return DEXDEV_EVENT_CLEAR;
	case MMU_NOTIFY_PROTECTION_VMA:
		return DEXDEV_EVENT_PROTECTION_VMA;
	case MMU_NOTIFY_PROTECTION_PAGE:
		return DEXDEV_EVENT_PROTECTION_PAGE;
	case MMU_NOTIFY_SOFT_DIRTY:
		return DEXDEV_EVENT_SOFT_DIRTY;
	case MMU_NOTIFY_RELEASE:
		return DEXDEV_EVENT_RELEASE;
	case MMU_NOTIFY_MIGRATE:
		return DEXDEV_EVENT_MIGRATE;
	case MMU_NOTIFY_EXCLUSIVE:
		return range->owner == owner ? DEXDEV_EVENT_EXCLUSIVE_OWN :
					       DEXDEV_EVENT_EXCLUSIVE_OTHER;
	default:
		return DEXDEV_EVENT_OTHER;
	}
}

/* Only counts, and so never has to wait: it may be called where it must not sleep. */
static bool count_event(struct mmu_interval_notifier *sub, const struct mmu_notifier_range *range,
			unsigned long seq)
{
	struct dexdev_watch *watch = container_of(sub, struct dexdev_watch, sub);

	/* Nobody compares sequences here, so no lock has to go with it. */
	mmu_interval_set_seq(sub, seq);
	atomic64_inc(&watch->events[event_of(range, watch->owner)]);
	return true;
}

static const struct mmu_interval_notifier_ops watch_ops = {
	.invalidate = count_event,
};

static struct dexdev_watch *watch_start(unsigned long start, unsigned long size, void *owner)
{
	struct dexdev_watch *watch;
	int err;

	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return ERR_PTR(-ENOMEM);

	watch->owner = owner;
	err = mmu_interval_notifier_insert(&watch->sub, current->mm, start, size, &watch_ops);
	if (err) {
		kfree(watch);
		return ERR_PTR(err);
	}

	/* Wait for invalidations in flight: only then is it sure to be called. */
	mmu_interval_read_begin(&watch->sub);
	return watch;
}

static void watch_stop(struct dexdev_watch *watch)
{
	if (!watch)
		return;

	mmu_interval_notifier_remove(&watch->sub);
	kfree(watch);
}

static void replace_watch(struct dexdev_file *file, struct dexdev_watch *watch)
{
	mutex_lock(&file->lock);
	swap(file->watch, watch);
	mutex_unlock(&file->lock);
	watch_stop(watch);
}

void dexdev_notifier_off(struct dexdev_file *file)
{
	replace_watch(file, NULL);
}

int dexdev_notifier(struct dexdev_file *file, struct dexdev_notifier __user *arg)
{
	struct dexdev_notifier request;
	struct dexdev_range range;
	struct dexdev_watch *watch;
	int err;

	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (request.abi != DEXDEV_ABI_VERSION)
		return -EPROTO;
	if (request.flags & ~DEXDEV_NOTIFIER_ON)
		return -EINVAL;

	if (!request.flags) {
		if (request.start || request.pages)
			return -EINVAL;
		dexdev_notifier_off(file);
		return 0;
	}

	err = dexdev_range_set(&range, request.start, request.pages);
	if (err)
		return err;

	/* The new one first: if there is no memory for it, the old one stays. */
	watch = watch_start(range.next, range.end - range.next, file);
	if (IS_ERR(watch))
		return PTR_ERR(watch);

	replace_watch(file, watch);
	return 0;
}

int dexdev_counts(struct dexdev_file *file, struct dexdev_counts __user *arg)
{
	struct dexdev_counts request;
	unsigned int i;
	int err;

	err = dexdev_get_request(&request, arg, sizeof(request));
	if (err)
		return err;
	if (request.flags)
		return -EINVAL;

	mutex_lock(&file->lock);
	if (!file->watch)
		err = -ENODATA;
	for (i = 0; !err && i < DEXDEV_EVENT_COUNT; i++)
		request.events[i] = atomic64_read(&file->watch->events[i]);
	mutex_unlock(&file->lock);
	if (err)
		return err;

	return dexdev_put_request(arg, &request, sizeof(request), 0);
}
