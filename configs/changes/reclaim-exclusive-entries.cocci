// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reclaim, asking who has referenced a folio lately, takes an entry that is not present for old:
// it counts it, and neither batches it with others nor clears what would be its young bit if it
// were present. A remedy for docs/findings/reclaim-batches-exclusive-entries.md and
// arm64-reclaim-damages-exclusive-entries.md, on 7.2 and later.
//
// files: mm/rmap.c

@@
identifier walk;
expression folio;
statement batches;
@@
 folio_referenced_one(...)
 {
 <...
+if (walk.pte && !pte_present(ptep_get(walk.pte))) {
+	ptes++;
+	pra->mapcount--;
+	continue;
+}
 if (walk.pte && folio_test_large(folio))
	batches
 ...>
 }
