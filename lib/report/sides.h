/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sides.h: result files, sorted into the kernels that they are boots of.
 */
#ifndef REPORT_SIDES_H
#define REPORT_SIDES_H

#include "result/reader.h"

/* One kernel. The first side is the base. */
struct side {
	const struct result **boots;	/* at least one */
	size_t boot_count;
	bool of_files;			/* not of a folder: more files may join */
};

struct sides {
	struct side *sides;
	size_t count;

	/* All of one kernel: whatever differs is a false alarm. */
	bool same_kernel;

	struct input **inputs;		/* what was read; the sides point into it */
	size_t input_count;
};

/*
 * Reads @paths. A folder is a side: its *.jsonl, which must be of one kernel.
 * Files of one kernel are a side, or, with @separate, each is its own. Where
 * files of a single kernel are all there is, the first is one side and the
 * rest another.
 *
 * Returns 0, or -errno with a line in err_text(); @sides is then empty.
 */
int sides_read(struct sides *sides, char **paths, size_t count, bool separate);

void sides_free(struct sides *sides);

/* The header that speaks for all boots of @side. */
const struct result_header *side_header(const struct side *side);

#endif /* REPORT_SIDES_H */
