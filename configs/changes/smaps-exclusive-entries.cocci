// SPDX-License-Identifier: GPL-2.0-or-later
//
// smaps counts the page of a device-exclusive entry as a mapped one, as it does with
// device-private entries. A remedy for docs/findings/smaps-calls-exclusive-pages-shared.md, on
// 6.12 and later.
//
// files: fs/proc/task_mmu.c

@@
expression entry;
@@
 smaps_pte_entry(...)
 {
 <...
(
-if (softleaf_is_device_private(entry))
+if (softleaf_is_device_private(entry) || softleaf_is_device_exclusive(entry))
	present = true;
|
-if (is_device_private_entry(entry))
+if (is_device_private_entry(entry) || is_device_exclusive_entry(entry))
	present = true;
)
 ...>
 }
