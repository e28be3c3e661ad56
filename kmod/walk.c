// SPDX-License-Identifier: GPL-2.0-only
/*
 * Visits a range of the caller's memory, page by page, in chunks.
 *
 * The mmap lock is held for one chunk at a time, so that a long request
 * keeps nobody out for long and a signal ends it soon.
 */
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "dexdev.h"

/* Takes what user space gave: -EINVAL or -EOVERFLOW if it is no range of pages. */
int dexdev_range_set(struct dexdev_range *range, u64 start, u64 pages)
{
	u64 size, end;

	if (!PAGE_ALIGNED(start) || !pages)
		return -EINVAL;
	if (check_mul_overflow(pages, (u64)PAGE_SIZE, &size) ||
	    check_add_overflow(start, size, &end) || end > TASK_SIZE)
		return -EOVERFLOW;

	range->next = start;
	range->end = end;
	return 0;
}

/* Is it what the kernel can make exclusive: anonymous private memory? */
bool dexdev_vma_is_usable(struct vm_area_struct *vma)
{
	return vma_is_anonymous(vma) &&
	       !(vma->vm_flags & (VM_SHARED | VM_IO | VM_PFNMAP | VM_MIXEDMAP));
}

static int visit_locked(struct mm_struct *mm, struct dexdev_range *range, unsigned long end,
			dexdev_visit visit, void *context)
{
	struct vm_area_struct *vma = NULL;
	int err;

	for (; range->next < end; range->next += PAGE_SIZE) {
		if (!vma || range->next >= vma->vm_end)
			vma = vma_lookup(mm, range->next);
		if (!vma)
			return -EFAULT;

		err = visit(vma, range->next, context);
		if (err)
			return err;
	}
	return 0;
}

/*
 * Visits up to DEXDEV_CHUNK pages and moves @range past those whose visit
 * went well. The first error ends it.
 */
int dexdev_visit_chunk(struct dexdev_range *range, dexdev_visit visit, void *context)
{
	unsigned long size = min(range->end - range->next, DEXDEV_CHUNK * PAGE_SIZE);
	struct mm_struct *mm = current->mm;
	int err;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	err = visit_locked(mm, range, range->next + size, visit, context);
	mmap_read_unlock(mm);
	return err;
}

/*
 * Between two chunks: lets others run, and says -EINTR if a signal waits. Not
 * signal_pending(), which is also true when only io_uring has work to do.
 */
int dexdev_pause(void)
{
	cond_resched();
	return task_sigpending(current) ? -EINTR : 0;
}

int dexdev_visit_all(struct dexdev_range *range, dexdev_visit visit, void *context)
{
	int err;

	/* No pause before the first chunk: a caller who tries again gets on. */
	for (;;) {
		err = dexdev_visit_chunk(range, visit, context);
		if (err || range->next == range->end)
			return err;

		err = dexdev_pause();
		if (err)
			return err;
	}
}
