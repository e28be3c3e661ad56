# SPDX-License-Identifier: GPL-2.0-or-later
#
# A page that comes back from a device is dirty if its folio is, and writable if
# the kernel could make it so without a fault. For sources from 6.7 to 6.14.
#
# Before, the entry's type decided: the writable one came back writable and dirty,
# unless it was write-protected for userfaultfd. After, the type is not looked at.
# The effect is that of "mm/memory: detect writability in restore_exclusive_pte()
# through can_change_pte_writable()", which is in 6.15 and later.
#
# Of the default comparison, which takes no Coccinelle so: an edit of the function
# as a whole, made where the entry's type decides and nowhere else.
#
# files: mm/memory.c

/^static void restore_exclusive_pte(/ {
	:line
	/\n}/! { N; b line; }
	# Up to 6.6 it was given a page, and no folio to ask.
	/folio/! b
	s/\n\telse if (is_writable_device_exclusive_entry(entry))\n[^\n]*/\
	if ((vma->vm_flags \& VM_WRITE) \&\& can_change_pte_writable(vma, address, pte)) {\
		pte = folio_test_dirty(folio) ? pte_mkdirty(pte) : pte;\
		pte = pte_mkwrite(pte, vma);\
	}/
	t drop
	b
	:drop
	s/\n\tswp_entry_t entry;//
	s/\n\tentry = pte_to_swp_entry([^\n]*//
}
