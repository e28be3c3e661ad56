/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels that dexdev builds for.
 *
 * The rest of the module is the same for all of them. The Makefile looks into
 * the kernel's headers and sets DEXDEV_KERNEL_HAS_*.
 */
#ifndef DEXDEV_COMPAT_H
#define DEXDEV_COMPAT_H

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/rmap.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#ifdef DEXDEV_KERNEL_HAS_LEAFOPS
#include <linux/leafops.h>
#endif

/* Without it the kernel has neither exclusive entries nor the function to make them. */
#ifndef CONFIG_DEVICE_PRIVATE
#error "dexdev needs a kernel with CONFIG_DEVICE_PRIVATE"
#endif

/* entry.c reads page tables through the direct map; only 32-bit kernels keep them elsewhere. */
#ifdef CONFIG_HIGHPTE
#error "dexdev does not work with CONFIG_HIGHPTE"
#endif

/*
 * Makes one page exclusive. The caller holds the mmap lock for reading and
 * gets the page with its folio locked and referenced, or an ERR_PTR().
 */
static inline struct page *make_page_exclusive(struct mm_struct *mm, unsigned long addr,
					       void *owner)
{
#ifdef DEXDEV_KERNEL_HAS_RANGE
	/*
	 * Up to 6.14. One page at a time here too: a longer range would hold
	 * as many folio locks at once, which 6.15 and later never do. A page
	 * that could not be locked or converted comes back as NULL.
	 */
	struct page *page = NULL;
	int found;

	found = make_device_exclusive_range(mm, addr, addr + PAGE_SIZE, &page, owner);
	if (found < 0)
		return ERR_PTR(found);

	return page ? page : ERR_PTR(-EBUSY);
#else
	struct folio *folio;

	return make_device_exclusive(mm, addr, owner, &folio);
#endif
}

/*
 * Since 6.19 a non-present entry is a softleaf_t; before, it is a swp_entry_t
 * with other names for the same questions. @pte is not present and not none.
 */
static inline bool pte_is_exclusive(pte_t pte)
{
#ifdef DEXDEV_KERNEL_HAS_LEAFOPS
	return softleaf_is_device_exclusive(softleaf_from_pte(pte));
#else
	return is_device_exclusive_entry(pte_to_swp_entry(pte));
#endif
}

/* Up to 6.14 there are two types, and mprotect() turns one into the other for good. */
static inline bool exclusive_pte_is_writable(pte_t pte)
{
#ifdef SWP_DEVICE_EXCLUSIVE_WRITE
	return is_writable_device_exclusive_entry(pte_to_swp_entry(pte));
#else
	return true;
#endif
}

static inline struct page *exclusive_pte_page(pte_t pte)
{
#ifdef DEXDEV_KERNEL_HAS_LEAFOPS
	return softleaf_to_page(softleaf_from_pte(pte));
#else
	return pfn_swap_entry_to_page(pte_to_swp_entry(pte));
#endif
}

/*
 * p4d_offset() and pud_offset(). On riscv64 they are functions, which 6.12 does not export. A
 * level that the CPU's page tables do not have is folded into the one above.
 */
static inline p4d_t *p4d_of(pgd_t *pgd, unsigned long addr)
{
#if defined(CONFIG_RISCV) && defined(CONFIG_64BIT)
	return pgtable_l5_enabled ? pgd_pgtable(READ_ONCE(*pgd)) + p4d_index(addr) : (p4d_t *)pgd;
#else
	return p4d_offset(pgd, addr);
#endif
}

static inline pud_t *pud_of(p4d_t *p4d, unsigned long addr)
{
#if defined(CONFIG_RISCV) && defined(CONFIG_64BIT)
	return pgtable_l4_enabled ? p4d_pgtable(READ_ONCE(*p4d)) + pud_index(addr) : (pud_t *)p4d;
#else
	return pud_offset(p4d, addr);
#endif
}

#endif /* DEXDEV_COMPAT_H */
