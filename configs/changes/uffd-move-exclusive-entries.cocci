// SPDX-License-Identifier: GPL-2.0-or-later
//
// UFFDIO_MOVE has the fault handler give an exclusive page back to the CPU, and then moves it as
// any other. A remedy for docs/findings/uffd-move-refuses-exclusive-pages.md, on 7.2 and later.
//
// files: mm/userfaultfd.c

@@
identifier entry, ret, out;
@@
 move_pages_ptes(...)
 {
 <...
-if (!softleaf_is_swap(entry)) {
+if (softleaf_is_device_exclusive(entry)) {
+	restore = true;
+	ret = -EAGAIN;
+	goto out;
+} else if (!softleaf_is_swap(entry)) {
	ret = -EFAULT;
	goto out;
 }
 ...>
 }

@@
identifier from, address, range, mm, a, b, c, d;
@@
 move_pages_ptes(struct mm_struct *mm, pmd_t *a, pmd_t *b, struct vm_area_struct *c,
		 struct vm_area_struct *from, unsigned long d, unsigned long address, ...)
 {
 <...
 mmu_notifier_invalidate_range_end(&range);
+if (restore)
+	handle_mm_fault(from, address, FAULT_FLAG_REMOTE, NULL);
 ...>
 }

@@
@@
 move_pages_ptes(...)
 {
+bool restore = false;
 ...
 }
