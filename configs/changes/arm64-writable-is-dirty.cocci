// SPDX-License-Identifier: GPL-2.0-or-later
//
// An arm64 entry that is made writable counts as dirty at once, as from 6.15 to 6.17
// (and before "arm64: mm: Don't make a clean PTE dirty in pte_mkwrite" came to a stable
// release): a clean folio that comes back from a device then costs no extra write fault.
//
// files: arch/arm64/include/asm/pgtable.h

@@
typedef pte_t;
identifier entry;
statement clears;
@@
 pte_mkwrite_novma(pte_t entry)
 {
 ...
-if (pte_sw_dirty(entry))
-	clears
+entry = clear_pte_bit(entry, __pgprot(PTE_RDONLY));
 ...
 }
