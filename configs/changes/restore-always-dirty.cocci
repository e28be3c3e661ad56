// SPDX-License-Identifier: GPL-2.0-or-later
//
// A page that comes back from a device is writable and dirty, as up to 6.14, without
// asking whether its folio is dirty or soft-dirty tracking is on. For 6.15 and later.
//
// What cannot be had back: up to 6.14 there was a second, read-only type of entry,
// which mprotect() and NUMA scans left behind and which stayed read-only. Now there
// is one type, so a page is read-only only while its mapping is.
//
// files: mm/memory.c

@@
typedef pte_t;
identifier vma, address, was, now, holder;
identifier is_armed =~ "^pte_swp_uffd"; // pte_swp_uffd_wp() until 7.2
statement arms;
@@
 restore_exclusive_pte(struct vm_area_struct *vma, ..., unsigned long address, ..., pte_t was)
 {
 ...
 if (is_armed(was))
	arms
 ...
-if ((vma->vm_flags & VM_WRITE) && can_change_pte_writable(vma, address, now)) {
-	if (folio_test_dirty(holder))
-		now = pte_mkdirty(now);
-	now = pte_mkwrite(now, vma);
-}
+if ((vma->vm_flags & VM_WRITE) && !is_armed(was))
+	now = pte_mkwrite(pte_mkdirty(now), vma);
 ...
 }
