// SPDX-License-Identifier: GPL-2.0-or-later
//
// fork() waits for the lock of a folio that it must give back to the CPU, with no page table
// locked, and goes on. A remedy for docs/findings/fork-fails-with-enomem.md, on 7.2 and later.
//
// files: mm/memory.c

@@
identifier ret, entry;
expression slot;
statement goes_on;
@@
 copy_pte_range(...)
 {
 <...
 if (ret == -EIO) {
	...
 }
-else if (ret == -EBUSY) {
+else if (ret == -EBUSY) {
+	busy = softleaf_to_folio(softleaf_from_pte(ptep_get(src_pte)));
+	folio_get(busy);
	break;
 }
 else goes_on
 ...>
 }

@@
@@
 copy_pte_range(...)
 {
 <...
 cond_resched();
+if (busy) {
+	/* A signal that kills: ret stays as it is, and ends it. */
+	if (!folio_lock_killable(busy)) {
+		folio_unlock(busy);
+		ret = 0;
+	}
+	folio_put(busy);
+	busy = NULL;
+}
 ...>
 }

@@
@@
 copy_pte_range(...)
 {
+struct folio *busy = NULL;
 ...
 }
