// SPDX-License-Identifier: GPL-2.0-or-later
//
// A page that comes back from a device is read-only, whatever it was. For sources up to 6.14.
//
// No released kernel does this: it is for the test that a restore which fits no known kernel is
// a finding.
//
// files: mm/memory.c

@@
typedef pte_t, swp_entry_t;
identifier vma, address, slot, target, was, now, kind;
@@
 restore_exclusive_pte(struct vm_area_struct *vma, struct page *target,
		       unsigned long address, pte_t *slot)
 {
 ...
-swp_entry_t kind;
 ...
-kind = pte_to_swp_entry(was);
 if (pte_swp_uffd_wp(was))
	now = pte_mkuffd_wp(now);
-else if (is_writable_device_exclusive_entry(kind))
-	now = maybe_mkwrite(pte_mkdirty(now), vma);
 ...
 }
