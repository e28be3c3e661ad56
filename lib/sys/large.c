/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * large.c: /sys/kernel/mm/transparent_hugepage, madvise(2), smaps and kpageflags.
 */
#include "sys/large.h"
#include "base/err.h"
#include "sys/pagemap.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define THP "/sys/kernel/mm/transparent_hugepage"

enum {
	LEAST_ORDER = 2,
	KPF_COMPOUND_HEAD = 15,
	KPF_COMPOUND_TAIL = 16,
};

static size_t size_of(const struct region *region)
{
	return region->pages * region->page_size;
}

unsigned int large_huge_order(void)
{
	size_t entries = (size_t)sysconf(_SC_PAGESIZE) / sizeof(uint64_t);

	return (unsigned int)__builtin_ctzl(entries);
}

static void path_of_order(char *path, size_t size, unsigned int order)
{
	snprintf(path, size, THP "/hugepages-%zukB/enabled", ((size_t)sysconf(_SC_PAGESIZE) << order) >> 10);
}

static int change(struct large *large, const char *path, const char *text)
{
	int err = setting_change(&large->settings[large->settings_count], path, text);
	char why[512];

	if (!err)
		large->settings_count++;
	if (err != -EACCES && err != -EPERM && err != -EROFS)
		return err;
	snprintf(why, sizeof(why), "%s", err_text(err));
	return err_set(EOPNOTSUPP, "no folios of order %u for this user: %s", large->order, why);
}

/* Before Linux 6.8, and where an order's setting is "inherit". */
static int allow_huge(struct large *large)
{
	char text[96];

	if (setting_read(THP "/enabled", text, sizeof(text)) && !strcmp(text, "always"))
		return 0;
	return change(large, THP "/enabled", "madvise");
}

/* The kernel gives the largest order that is allowed and fits: only one may be. */
static int allow_one_order(struct large *large)
{
	bool found = false;
	char path[160];
	int err = 0;

	for (unsigned int order = LEAST_ORDER; order <= large_huge_order() && !err; order++) {
		path_of_order(path, sizeof(path), order);
		if (access(path, F_OK))
			continue;
		found |= order == large->order;
		err = change(large, path, order == large->order ? "madvise" : "never");
	}
	if (err || found)
		return err;
	if (large->order == large_huge_order() && !access(THP "/enabled", F_OK))
		return allow_huge(large);
	return err_set(EOPNOTSUPP, "this kernel gives no folios of order %u (%s is missing)", large->order,
		       access(THP, F_OK) ? THP : "the folder of that size below " THP);
}

/* Moves the region to a multiple of @alignment; its memory is gone. */
static int align(struct region *region, size_t alignment)
{
	size_t page = region->page_size, size = size_of(region), length = size + alignment + 2 * page;
	char *reserved = mmap(NULL, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *start;

	if (reserved == MAP_FAILED)
		return err_set(errno, "mmap of %zu bytes: %s", length, strerror(errno));
	munmap(region->start - page, size + 2 * page);
	region->start = start = (char *)(((uintptr_t)reserved + page + alignment - 1) & ~(alignment - 1));
	/* One inaccessible page stays on either side, as region_map() has it. */
	if (start - page > reserved)
		munmap(reserved, (size_t)(start - page - reserved));
	munmap(start + size + page, (size_t)(reserved + length - (start + size + page)));
	return region_renew(region);
}

int large_map(struct large *large, struct region *region, unsigned int order)
{
	int err;

	*large = (struct large){ .order = order };
	if (order > large_huge_order())
		return err_set(EOPNOTSUPP, "there are no folios of order %u: a PMD maps order %u", order,
			       large_huge_order());
	if (region->pages % ((size_t)1 << order))
		return err_set(EINVAL, "pages=%zu: not a multiple of the %zu pages of a folio", region->pages,
			       (size_t)1 << order);
	err = allow_one_order(large);
	return err ? err : align(region, region->page_size << order);
}

void large_release(struct large *large)
{
	while (large->settings_count)
		setting_restore(&large->settings[--large->settings_count]);
}

static int look_at(const struct region *region, FILE *smaps, struct large_census *census)
{
	uintptr_t start = (uintptr_t)region->start, from, to;
	size_t kib, pages_per_mib = ((size_t)1 << 20) / region->page_size;
	bool inside = false;
	char line[512], permissions[5];

	while (fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, permissions) == 3) {
			inside = from >= start && to <= start + size_of(region);
			if (inside && permissions[1] != 'w')
				census->read_only += (to - from) / region->page_size;
		} else if (inside && sscanf(line, "Rss: %zu kB", &kib) == 1) {
			census->present += kib * pages_per_mib >> 10;
		} else if (inside && sscanf(line, "AnonHugePages: %zu kB", &kib) == 1) {
			census->huge += kib * pages_per_mib >> 10;
		}
	}
	return ferror(smaps) ? err_set(EIO, "/proc/self/smaps: cannot read it") : 0;
}

int large_look(const struct region *region, struct large_census *census)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	int err;

	*census = (struct large_census){ 0 };
	if (!smaps)
		return err_set(errno, "/proc/self/smaps: %s", strerror(errno));
	err = look_at(region, smaps, census);
	fclose(smaps);
	return err;
}

/* A folio is one head and its tails, and the page after its last is no tail of it. */
static int is_folio(const struct region *region, size_t first, size_t pages, uint64_t *words, bool *is)
{
	uint64_t frame, head = UINT64_C(1) << KPF_COMPOUND_HEAD, tail = UINT64_C(1) << KPF_COMPOUND_TAIL;
	int err;

	err = pagemap_words(PAGEMAP_PATH, (uintptr_t)region_page(region, first) / region->page_size,
			    words, pages);
	if (err)
		return err;
	frame = words[0] & ((UINT64_C(1) << 55) - 1);
	*is = words[0] >> 63 && frame;
	for (size_t i = 1; i < pages && *is; i++)
		*is = words[i] >> 63 && (words[i] & ((UINT64_C(1) << 55) - 1)) == frame + i;
	if (!*is)
		return 0;
	err = pagemap_words(KPAGEFLAGS_PATH, frame, words, pages);
	if (err)
		return err;
	*is = words[0] & head;
	for (size_t i = 1; i < pages && *is; i++)
		*is = words[i] & tail;
	/* At the end of memory there is no page after it. */
	if (*is && !pagemap_words(KPAGEFLAGS_PATH, frame + pages, words, 1))
		*is = !(words[0] & tail);
	return 0;
}

static int count_folios(const struct large *large, const struct region *region, size_t *found)
{
	size_t pages = (size_t)1 << large->order;
	uint64_t *words = calloc(pages, sizeof(*words));
	int err = words ? 0 : -ENOMEM;
	bool is;

	*found = 0;
	for (size_t i = 0; i < region->pages && !err; i += pages) {
		err = is_folio(region, i, pages, words, &is);
		if (!err && is)
			*found += pages;
	}
	free(words);
	return err;
}

/* One of PMD order, mapped by a PMD, shows in smaps, which takes no root to read. */
static int prove_order(const struct large *large, const struct region *region)
{
	struct large_census census;
	size_t found;
	int err;

	if (large->order == large_huge_order()) {
		err = large_look(region, &census);
		found = census.huge;
	} else {
		err = count_folios(large, region, &found);
	}
	if (err || found == region->pages)
		return err;
	return err_set(ENODATA, "only %zu of %zu pages came in folios of order %u: is memory too fragmented? "
		       "echo 1 >/proc/sys/vm/compact_memory", found, region->pages, large->order);
}

static int advise(struct region *region, int advice, const char *name)
{
	if (madvise(region->start, size_of(region), advice))
		return err_set(errno, "madvise(%s): %s", name, strerror(errno));
	return 0;
}

int large_fill(const struct large *large, struct region *region)
{
	/* Where a page table is, even an empty one, there comes no huge page. */
	int err = region_renew(region);

	if (!err)
		err = advise(region, MADV_HUGEPAGE, "MADV_HUGEPAGE");
	if (err)
		return err;
	region_write(region);
	/* What is there stays; khugepaged passes by. */
	err = advise(region, MADV_NOHUGEPAGE, "MADV_NOHUGEPAGE");
	return err ? err : prove_order(large, region);
}
