// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whoever collapses small pages into a huge one leaves a range alone where a device holds a page,
// as where somebody has pinned one. A remedy for docs/findings/collapse-takes-exclusive-pages.md,
// on 7.2 and later.
//
// files: mm/khugepaged.c

@@
identifier scan =~ "collapse_scan_pmd$";
identifier entry, result, unmapped, out;
expression most, reason;
@@
 scan(...)
 {
 <...
 if (!pte_present(entry)) {
+	if (softleaf_is_device_exclusive(softleaf_from_pte(entry))) {
+		result = SCAN_PAGE_COUNT;
+		goto out;
+	}
	if (++unmapped > most) {
		result = reason;
		...
		goto out;
	}
	...
 }
 ...>
 }
