// SPDX-License-Identifier: GPL-2.0-or-later
//
// mbind() and migrate_pages() treat a device-exclusive entry as a present one, a page at a time:
// its page is moved as the others are. A remedy for
// docs/findings/mbind-misses-exclusive-pages.md, on 7.2 and later.
//
// files: mm/mempolicy.c

@@
identifier entry, holder;
expression vma, address;
@@
 queue_folios_pte_range(...)
 {
 <...
-if (!pte_present(entry))
+if (!pte_present(entry) && !softleaf_is_device_exclusive(softleaf_from_pte(entry)))
 { ... }
-holder = vm_normal_folio(vma, address, entry);
+holder = pte_present(entry) ? vm_normal_folio(vma, address, entry) :
+			       softleaf_to_folio(softleaf_from_pte(entry));
 ...>
 }

// As many entries as are present are looked at together.
@@
identifier entry;
expression folio, slot, most;
@@
 queue_folios_pte_range(...)
 {
 <...
-if (folio_test_large(folio) && most != 1)
+if (folio_test_large(folio) && most != 1 && pte_present(entry))
	nr = folio_pte_batch(folio, slot, entry, most);
 ...>
 }
