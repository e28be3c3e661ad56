/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source.h: a page of data for the kernel to put into the pages of a run.
 */
#ifndef SYS_SOURCE_H
#define SYS_SOURCE_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed, it is closed. */
struct source {
	int fd_plus_one;
	char *content;		/* what it has, to compare with: page-aligned */
	size_t bytes;		/* a page */
};

/* In memory: reads of it copy. Returns 0, or -errno with a line in err_text(). */
int source_in_memory(struct source *source);

/*
 * On a disk, and read past the page cache: the kernel pins where reads go. It is /dev/ram0 as
 * it is, or a nameless file in $TMPDIR, else in /var/tmp. Returns 0, or -errno with a line in
 * err_text(): -EOPNOTSUPP where neither can be read so.
 */
int source_on_disk(struct source *source);

void source_close(struct source *source);

static inline int source_fd(const struct source *source)
{
	return source->fd_plus_one - 1;
}

/* A word that the content does not begin with: for marking pages that have not been read into. */
static inline uint64_t source_other_word(const struct source *source)
{
	return ~*(const uint64_t *)source->content;
}

#endif /* SYS_SOURCE_H */
