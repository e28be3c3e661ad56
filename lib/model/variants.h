/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * variants.h: result files, sorted into the kernels that they are boots of.
 */
#ifndef MODEL_VARIANTS_H
#define MODEL_VARIANTS_H

#include "result/reader.h"

/* One kernel. The first variant is the base. */
struct variant {
	const struct result **boots;	/* at least one */
	size_t boot_count;
	bool of_files;			/* not of a folder: more files may join */
};

struct variants {
	struct variant *items;
	size_t count;

	/* All of one kernel: whatever differs is a false positive. */
	bool same_kernel;

	struct input **inputs;		/* what was read; the variants point into it */
	size_t input_count;
	const char *by;			/* the series that is compared; NULL: the samples */
};

/*
 * Reads @paths. A folder is a variant: its *.jsonl, which must be of one kernel.
 * Files of one kernel are a variant, or, with @separate, each is its own. Where
 * files of a single kernel are all there is, the first is one variant and the
 * rest another. With @by, which must outlive @variants, the series of that name takes the place of
 * the samples in each trial, and is the unit: only a series of counts can be.
 *
 * Returns 0, or -errno with a line in err_text(); @variants is then empty.
 */
int variants_read(struct variants *variants, char **paths, size_t count, bool separate,
		  const char *by);

void variants_free(struct variants *variants);

/* The header that stands for all boots of @variant. */
const struct result_header *variant_header(const struct variant *variant);

#endif /* MODEL_VARIANTS_H */
