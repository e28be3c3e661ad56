// SPDX-License-Identifier: GPL-2.0-or-later
//
// A page that comes back from a device is dirty if its folio is, and writable if
// the kernel could make it so without a fault. For sources from 6.7 to 6.14.
//
// Before, the entry's type decided: the writable one came back writable and dirty,
// unless it was write-protected for userfaultfd. After, the type is not looked at.
// The effect is that of "mm/memory: detect writability in restore_exclusive_pte()
// through can_change_pte_writable()", which is in 6.15 and later.
//
// files: mm/memory.c

@@
typedef pte_t, swp_entry_t;
identifier vma, address, slot, target, holder, was, now, kind;
@@
 restore_exclusive_pte(struct vm_area_struct *vma, struct page *target,
		       unsigned long address, pte_t *slot)
 {
 ...
 struct folio *holder = page_folio(target);
 ...
-swp_entry_t kind;
 ...
-kind = pte_to_swp_entry(was);
-if (pte_swp_uffd_wp(was))
-	now = pte_mkuffd_wp(now);
-else if (is_writable_device_exclusive_entry(kind))
-	now = maybe_mkwrite(pte_mkdirty(now), vma);
+if (pte_swp_uffd_wp(was))
+	now = pte_mkuffd_wp(now);
+if ((vma->vm_flags & VM_WRITE) && can_change_pte_writable(vma, address, now)) {
+	now = folio_test_dirty(holder) ? pte_mkdirty(now) : now;
+	now = pte_mkwrite(now, vma);
+}
 ...
 }
