/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pagemap.h: page-table entries and folios as /proc shows them to root.
 *
 * The module tells what an entry is; this tells which of the kernel's types of swap entry it has and
 * which page it refers to. Documentation/admin-guide/mm/pagemap.rst has the format.
 */
#ifndef SYS_PAGEMAP_H
#define SYS_PAGEMAP_H

#include "sys/region.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Types from the second on are the kernel's own, for entries that are no swap (include/linux/swap.h). */
enum { SWAP_TYPES = 32, SWAP_FIRST_OTHER_TYPE = 23 };

struct pagemap_entry {
	bool present, swap;	/* swap: anything that is neither empty nor present */
	bool uffd_wp;		/* userfaultfd guards it from writes */
	unsigned int type;	/* of a swap entry; the highest are no swap but device-exclusive and others */
	uint64_t frame;		/* the page's frame; of real swap the place in it */
};

#define PAGEMAP_PATH	"/proc/self/pagemap"
#define KPAGEFLAGS_PATH	"/proc/kpageflags"

/* Reads @count words of @path from word @first on. Returns 0, or -errno with a line in err_text(). */
int pagemap_words(const char *path, uint64_t first, uint64_t *words, size_t count);

/*
 * Reads the entries of @region without touching them. Returns 0, or -errno with a line in err_text():
 * -EPERM where frames are hidden from this user.
 */
int pagemap_read(const struct region *region, struct pagemap_entry *entries);

/* How many of @count entries are of each swap type. */
void pagemap_count_types(const struct pagemap_entry *entries, size_t count, size_t types[SWAP_TYPES]);

/* The swap type that most entries have, or -1 where there is no swap entry. */
int pagemap_main_type(const size_t types[SWAP_TYPES]);

/*
 * How many entries the kernel thinks map the page at @frame (/proc/kpagecount): that is what reclaim and
 * migration look at. Returns 0 with *@count, or -errno with a line in err_text().
 */
int pagemap_map_count(uint64_t frame, uint64_t *count);

/* Bits of /proc/kpageflags (include/uapi/linux/kernel-page-flags.h, and for the second fs/proc/page.c). */
enum page_flag { PAGE_IS_IDLE = 25, PAGE_IS_MLOCKED = 33 };

/* Whether the page at @frame has @flag. Errors as above. */
int pagemap_has_flag(uint64_t frame, enum page_flag flag, bool *has);

#endif /* SYS_PAGEMAP_H */
