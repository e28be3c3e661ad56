// SPDX-License-Identifier: GPL-2.0-only
/*
 * DEXDEV_MAKE_EXCLUSIVE and DEXDEV_HOLD: hand pages to the device.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/pagemap.h>

#include "compat.h"
#include "dexdev.h"

struct making {
	void *owner;
	bool clean;
	u64 dirty;
	bool hold;
	struct folio *held;
};

/*
 * May the dirty flag go without risk to the data? Only where the folio lock
 * and the missing PTE keep all writers out, and where reclaim will set the
 * flag again before it drops the page:
 *
 *  - a clean folio in the swap cache would be dropped for its stale copy
 *    in swap, and one that is not swap-backed for nothing at all;
 *  - a large folio has other pages, which the CPU may be writing;
 *  - a pinned page may be written by DMA at any time.
 */
static bool may_clean(struct folio *folio)
{
	return folio_test_anon(folio) && folio_test_swapbacked(folio) &&
	       !folio_test_swapcache(folio) && !folio_test_large(folio) &&
	       !folio_maybe_dma_pinned(folio);
}

static int make_exclusive(struct vm_area_struct *vma, unsigned long addr, void *context)
{
	struct making *making = context;
	struct folio *folio;
	struct page *page;
	int err = 0;

	if (!dexdev_vma_is_usable(vma))
		return -EOPNOTSUPP;
	if (!(vma->vm_flags & VM_WRITE))
		return -EACCES;

	page = make_page_exclusive(vma->vm_mm, addr, making->owner);
	if (IS_ERR(page))
		return PTR_ERR(page);

	folio = page_folio(page);
	if (making->hold) {
		making->held = folio;
		return 0;
	}
	if (making->clean && !may_clean(folio)) {
		err = -EBUSY;
	} else {
		making->dirty += folio_test_dirty(folio);
		if (making->clean)
			folio_clear_dirty(folio);
	}
	folio_unlock(folio);
	folio_put(folio);
	return err;
}

int dexdev_make_exclusive(struct dexdev_file *file, struct dexdev_make_exclusive __user *arg)
{
	struct dexdev_make_exclusive request;
	struct making making = { .owner = file };
	struct dexdev_range range;
	int err;

	err = dexdev_get_request(&request, arg, sizeof(request));
	if (err)
		return err;
	if (request.flags & ~DEXDEV_FOLIO_CLEAN)
		return -EINVAL;
	err = dexdev_range_set(&range, request.start, request.pages);
	if (err)
		return err;

	making.clean = request.flags & DEXDEV_FOLIO_CLEAN;
	err = dexdev_visit_all(&range, make_exclusive, &making);
	request.done = dexdev_range_done(&range, request.start);
	request.dirty = making.dirty;
	return dexdev_put_request(arg, &request, sizeof(request), err);
}

/*
 * As a driver does while it maps the page for its device: the folio stays locked after the mmap
 * lock was dropped.
 */
int dexdev_hold(struct dexdev_file *file, struct dexdev_hold __user *arg)
{
	struct dexdev_hold request;
	struct making making = { .owner = file, .hold = true };
	struct dexdev_range range;
	int err;

	err = dexdev_get_request(&request, arg, sizeof(request));
	if (err)
		return err;
	if (request.flags || request.reserved || request.microseconds > DEXDEV_HOLD_MOST)
		return -EINVAL;
	err = dexdev_range_set(&range, request.start, 1);
	if (!err)
		err = dexdev_visit_all(&range, make_exclusive, &making);
	if (err)
		return err;

	fsleep(request.microseconds);
	folio_unlock(making.held);
	folio_put(making.held);
	return 0;
}
