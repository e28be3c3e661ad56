/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pagemap.c: /proc/self/pagemap, /proc/kpagecount and /proc/kpageflags.
 */
#include "sys/pagemap.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT_PATH	"/proc/kpagecount"

static const uint64_t PRESENT = UINT64_C(1) << 63, SWAP = UINT64_C(1) << 62;
static const uint64_t UFFD_WP = UINT64_C(1) << 57;
static const uint64_t FRAME = (UINT64_C(1) << 55) - 1;
enum { TYPE_BITS = 5 };

int pagemap_words(const char *path, uint64_t first, uint64_t *words, size_t count)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return err_set(errno, "%s: %s", path, strerror(errno));
	got = pread(fd, words, count * sizeof(*words), (off_t)(first * sizeof(*words)));
	close(fd);
	if (got != (ssize_t)(count * sizeof(*words)))
		return err_set(got < 0 ? errno : EIO, "%s: cannot read %zu words: %s", path, count,
			       strerror(got < 0 ? errno : EIO));
	return 0;
}

static struct pagemap_entry entry_of(uint64_t word)
{
	struct pagemap_entry entry = { .present = word & PRESENT, .swap = word & SWAP, .uffd_wp = word & UFFD_WP };

	entry.frame = word & FRAME;
	if (entry.swap) {
		entry.type = (unsigned int)(entry.frame & (SWAP_TYPES - 1));
		entry.frame >>= TYPE_BITS;
	}
	return entry;
}

int pagemap_read(const struct region *region, struct pagemap_entry *entries)
{
	uint64_t *words = calloc(region->pages, sizeof(*words));
	int err = words ? 0 : -ENOMEM;

	if (!err)
		err = pagemap_words(PAGEMAP_PATH, (uintptr_t)region->start / region->page_size, words,
				 region->pages);
	for (size_t i = 0; !err && i < region->pages; i++) {
		entries[i] = entry_of(words[i]);
		if ((words[i] & (PRESENT | SWAP)) && !(words[i] & FRAME))
			err = err_set(EPERM, PAGEMAP_PATH ": frames are hidden from this user; be root");
	}
	free(words);
	return err;
}

void pagemap_count_types(const struct pagemap_entry *entries, size_t count, size_t types[SWAP_TYPES])
{
	memset(types, 0, SWAP_TYPES * sizeof(*types));
	for (size_t i = 0; i < count; i++)
		if (entries[i].swap)
			types[entries[i].type]++;
}

int pagemap_main_type(const size_t types[SWAP_TYPES])
{
	int most = 0;

	for (int type = 0; type < SWAP_TYPES; type++)
		if (types[type] > types[most])
			most = type;
	return types[most] ? most : -1;
}

int pagemap_map_count(uint64_t frame, uint64_t *count)
{
	return pagemap_words(COUNT_PATH, frame, count, 1);
}

int pagemap_has_flag(uint64_t frame, enum page_flag flag, bool *has)
{
	uint64_t flags = 0;
	int err = pagemap_words(KPAGEFLAGS_PATH, frame, &flags, 1);

	*has = flags >> flag & 1;
	return err;
}
