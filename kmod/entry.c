// SPDX-License-Identifier: GPL-2.0-only
/*
 * DEXDEV_PTE_STATE and DEXDEV_DEVICE_ACCESS, which look at page-table entries
 * in place.
 *
 * The kernel exports no page walker for user memory that leaves empty and
 * huge entries alone: apply_to_page_range() allocates the one and warns of
 * the other. So this walks down with the inline helpers, under locks that
 * keep each level where it is:
 *
 *  - the mmap lock (read) and a VMA at the address keep all tables above the
 *    PTE table: they are freed only after their VMAs are gone. Sharing makes
 *    hugetlb an exception, so its VMAs never come here.
 *  - the PMD's lock keeps the PTE table, or the huge entry: whoever puts
 *    either in or out takes it (THP fault, collapse, split, page-table
 *    reclaim).
 *  - the PTE table's lock keeps the entry. It nests inside the PMD's, as it
 *    does when an empty page table is reclaimed.
 */
#include <linux/highmem.h>
#include <linux/hugetlb_inline.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/pgtable.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "dexdev.h"

enum level {
	LEVEL_NONE,	/* no table reaches as far down as a PMD */
	LEVEL_PUD,	/* a huge entry above the PMD */
	LEVEL_PMD,	/* the PMD itself, which refers to no table */
	LEVEL_PTE,
};

/**
 * struct entry - the entry that maps an address, valid while it is locked
 * @vma: the address's VMA
 * @level: where it was found; says which of the others are set
 * @pmd: its value at LEVEL_PMD
 * @pte: its value at LEVEL_PTE
 */
struct entry {
	struct vm_area_struct *vma;
	enum level level;
	pmd_t pmd;
	pte_t pte;
};

typedef int (*entry_use)(const struct entry *entry, void *context);

static pmd_t *find_pmd(struct mm_struct *mm, unsigned long addr, enum level *level)
{
	pgd_t *pgd = pgd_offset(mm, addr);
	p4d_t *p4d;
	pud_t *pud, value;

	*level = LEVEL_NONE;
	if (pgd_none(*pgd) || unlikely(pgd_bad(*pgd)))
		return NULL;
	p4d = p4d_of(pgd, addr);
	if (p4d_none(*p4d) || unlikely(p4d_bad(*p4d)))
		return NULL;
	pud = pud_of(p4d, addr);
	/* Once: it may become a table under us, but not cease to be one. */
	value = READ_ONCE(*pud);
	if (!pud_present(value))
		return NULL;
	if (pud_leaf(value)) {
		*level = LEVEL_PUD;
		return NULL;
	}
	if (unlikely(pud_bad(value)))
		return NULL;
	return pmd_offset(pud, addr);
}

static int use_pte(struct entry *entry, pte_t *pte, entry_use use, void *context)
{
	entry->level = LEVEL_PTE;
	entry->pte = ptep_get(pte);
	return use(entry, context);
}

/* With the PMD's lock, @pml, held. */
static int use_pmd(struct entry *entry, pmd_t *pmd, spinlock_t *pml, unsigned long addr,
		   entry_use use, void *context)
{
	struct mm_struct *mm = entry->vma->vm_mm;
	spinlock_t *ptl; /* the PTE table's */
	int err;

	entry->level = LEVEL_PMD;
	entry->pmd = READ_ONCE(*pmd);
	if (pmd_none(entry->pmd) || !pmd_present(entry->pmd) || pmd_leaf(entry->pmd) ||
	    unlikely(pmd_bad(entry->pmd)))
		return use(entry, context);

	/* Kernels with few CPUs have one lock for both. */
	ptl = pte_lockptr(mm, pmd);
	if (ptl == pml)
		return use_pte(entry, pte_offset_kernel(pmd, addr), use, context);

	spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	err = use_pte(entry, pte_offset_kernel(pmd, addr), use, context);
	spin_unlock(ptl);
	return err;
}

/* Calls @use for the entry that maps @addr, with that entry locked. */
static int with_entry(struct vm_area_struct *vma, unsigned long addr, entry_use use, void *context)
{
	struct entry entry = { .vma = vma };
	spinlock_t *pml; /* the PMD's */
	pmd_t *pmd;
	int err;

	pmd = find_pmd(vma->vm_mm, addr, &entry.level);
	if (!pmd)
		return use(&entry, context);

	pml = pmd_lock(vma->vm_mm, pmd);
	err = use_pmd(&entry, pmd, pml, addr, use, context);
	spin_unlock(pml);
	return err;
}

static u32 page_state(struct page *page)
{
	struct folio *folio = page_folio(page);
	u32 state = 0;

	if (folio_test_dirty(folio))
		state |= DEXDEV_FOLIO_IS_DIRTY;
	/* The flag means something else on the pages of a file. */
	if (folio_test_anon(folio) && PageAnonExclusive(page))
		state |= DEXDEV_ANON_EXCLUSIVE;
	return state;
}

/* Device memory may have no struct page, or one that is not to be looked at. */
static bool vma_has_pages(const struct vm_area_struct *vma)
{
	return !(vma->vm_flags & (VM_IO | VM_PFNMAP | VM_MIXEDMAP));
}

static u32 present_pte_state(const struct vm_area_struct *vma, pte_t pte)
{
	u32 state = DEXDEV_PTE_PRESENT;

	if (pte_write(pte))
		state |= DEXDEV_PTE_WRITE;
	if (pte_dirty(pte))
		state |= DEXDEV_PTE_DIRTY;
	if (pte_young(pte))
		state |= DEXDEV_PTE_YOUNG;
	if (pte_soft_dirty(pte))
		state |= DEXDEV_PTE_SOFT_DIRTY;
	if (pte_uffd(pte))
		state |= DEXDEV_PTE_UFFD_WP;
	/* The zero page is special, and nobody's. */
	if (vma_has_pages(vma) && !pte_special(pte))
		state |= page_state(pte_page(pte));
	return state;
}

static u32 exclusive_pte_state(pte_t pte)
{
	u32 state = DEXDEV_PTE_EXCLUSIVE;

	if (exclusive_pte_is_writable(pte))
		state |= DEXDEV_PTE_WRITE;
	if (pte_swp_soft_dirty(pte))
		state |= DEXDEV_PTE_SOFT_DIRTY;
	if (pte_swp_uffd(pte))
		state |= DEXDEV_PTE_UFFD_WP;
	return state | page_state(exclusive_pte_page(pte));
}

static u32 pte_state(const struct vm_area_struct *vma, pte_t pte)
{
	if (pte_none(pte))
		return 0;
	if (pte_present(pte))
		return present_pte_state(vma, pte);
	if (pte_is_exclusive(pte))
		return exclusive_pte_state(pte);
	return DEXDEV_PTE_NONPRESENT;
}

static u32 pmd_state(const struct vm_area_struct *vma, pmd_t pmd)
{
	u32 state = DEXDEV_PTE_HUGE;

	if (pmd_none(pmd))
		return 0;
	/* A huge page under migration. */
	if (!pmd_present(pmd))
		return DEXDEV_PTE_NONPRESENT;
	/* A damaged entry maps nothing. */
	if (!pmd_leaf(pmd))
		return 0;

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	if (pmd_write(pmd))
		state |= DEXDEV_PTE_WRITE;
	if (pmd_dirty(pmd))
		state |= DEXDEV_PTE_DIRTY;
	if (pmd_young(pmd))
		state |= DEXDEV_PTE_YOUNG;
	if (pmd_soft_dirty(pmd))
		state |= DEXDEV_PTE_SOFT_DIRTY;
	if (pmd_uffd(pmd))
		state |= DEXDEV_PTE_UFFD_WP;
	if (vma_has_pages(vma))
		state |= page_state(pmd_page(pmd));
#endif
	return state;
}

static int read_state(const struct entry *entry, void *context)
{
	u32 *state = context;

	switch (entry->level) {
	case LEVEL_NONE:
		*state = 0;
		break;
	case LEVEL_PUD:
		*state = DEXDEV_PTE_HUGE;
		break;
	case LEVEL_PMD:
		*state = pmd_state(entry->vma, entry->pmd);
		break;
	case LEVEL_PTE:
		*state = pte_state(entry->vma, entry->pte);
		break;
	}
	return 0;
}

struct states {
	u32 state[DEXDEV_CHUNK];
	unsigned int count;
};

static int add_state(struct vm_area_struct *vma, unsigned long addr, void *context)
{
	struct states *states = context;

	if (is_vm_hugetlb_page(vma))
		return -EOPNOTSUPP;

	return with_entry(vma, addr, read_state, &states->state[states->count++]);
}

/* Reads one chunk and writes it to @to: not under the mmap lock, for @to may fault. */
static int copy_states(struct dexdev_range *range, u32 __user *to)
{
	unsigned long start = range->next;
	struct states states = { .count = 0 };
	int err;

	err = dexdev_visit_chunk(range, add_state, &states);
	if (copy_to_user(to, states.state, states.count * sizeof(*to))) {
		range->next = start;
		return -EFAULT;
	}
	return err;
}

int dexdev_pte_state(struct dexdev_pte_state __user *arg)
{
	struct dexdev_pte_state request;
	struct dexdev_range range;
	u32 __user *states;
	u64 done = 0;
	int err;

	err = dexdev_get_request(&request, arg, sizeof(request));
	if (err)
		return err;
	if (request.flags)
		return -EINVAL;
	err = dexdev_range_set(&range, request.start, request.pages);
	if (err)
		return err;

	states = u64_to_user_ptr(request.states);
	do {
		err = copy_states(&range, states + done);
		done = dexdev_range_done(&range, request.start);
		if (!err && done < request.pages)
			err = dexdev_pause();
	} while (!err && done < request.pages);

	request.done = done;
	return dexdev_put_request(arg, &request, sizeof(request), err);
}

/* A restore takes the entry's lock too, so it comes before this or after it. */
static int access_entry(const struct entry *entry, void *context)
{
	struct dexdev_device_access *request = context;
	struct page *page;
	u64 *at, found;

	if (entry->level != LEVEL_PTE || pte_none(entry->pte) || pte_present(entry->pte) ||
	    !pte_is_exclusive(entry->pte))
		return -EAGAIN;

	page = exclusive_pte_page(entry->pte);
	/* Up to 6.14 memory failure does not find the page through its entry. */
	if (PageHWPoison(page))
		return -EHWPOISON;

	at = kmap_local_page(page) + request->offset;
	found = *at;
	if (request->op == DEXDEV_ADD)
		*at = found + request->operand;
	else if (request->op == DEXDEV_WRITE)
		*at = request->operand;
	kunmap_local(at);

	if (request->op != DEXDEV_READ)
		folio_mark_dirty(page_folio(page));
	request->sum += found;
	return 0;
}

static int access_page(struct vm_area_struct *vma, unsigned long addr, void *context)
{
	const struct dexdev_device_access *request = context;

	if (!dexdev_vma_is_usable(vma))
		return -EOPNOTSUPP;
	/* A device that writes asks for write permission, as the CPU does. */
	if (request->op != DEXDEV_READ && !(vma->vm_flags & VM_WRITE))
		return -EACCES;

	return with_entry(vma, addr, access_entry, context);
}

static bool access_is_valid(const struct dexdev_device_access *request)
{
	if (request->flags || request->op < DEXDEV_READ || request->op > DEXDEV_WRITE)
		return false;
	/* A read has no operand. */
	if (request->op == DEXDEV_READ && request->operand)
		return false;
	return request->offset < PAGE_SIZE && IS_ALIGNED(request->offset, sizeof(u64));
}

int dexdev_device_access(struct dexdev_device_access __user *arg)
{
	struct dexdev_device_access request;
	struct dexdev_range range;
	int err;

	err = dexdev_get_request(&request, arg, sizeof(request));
	if (err)
		return err;
	if (!access_is_valid(&request))
		return -EINVAL;
	err = dexdev_range_set(&range, request.start, request.pages);
	if (err)
		return err;

	request.sum = 0;
	err = dexdev_visit_all(&range, access_page, &request);
	request.done = dexdev_range_done(&range, request.start);
	return dexdev_put_request(arg, &request, sizeof(request), err);
}
