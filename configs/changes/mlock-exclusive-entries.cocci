// SPDX-License-Identifier: GPL-2.0-or-later
//
// mlock() and munlock() treat a device-exclusive entry as a present one, a page at a time: it is
// mapped, and counted as such. A remedy for docs/findings/mlock-skips-exclusive-pages.md, on 7.2
// and later.
//
// files: mm/mlock.c

@@
identifier entry, holder;
expression vma, address;
@@
 mlock_pte_range(...)
 {
 <...
-if (!pte_present(entry))
+if (!pte_present(entry) &&
+    (pte_none(entry) || !softleaf_is_device_exclusive(softleaf_from_pte(entry))))
	continue;
-holder = vm_normal_folio(vma, address, entry);
+holder = pte_present(entry) ? vm_normal_folio(vma, address, entry) :
+			       softleaf_to_folio(softleaf_from_pte(entry));
 ...>
 }

// As many entries as are present are looked at together.
@@
identifier entry, step;
expression slot, folio, address, end;
@@
 mlock_pte_range(...)
 {
 <...
 entry = ptep_get(slot);
 ...
-step = folio_mlock_step(folio, slot, address, end);
+step = pte_present(entry) ? folio_mlock_step(folio, slot, address, end) : 1;
 ...>
 }
