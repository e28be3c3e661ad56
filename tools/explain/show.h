/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show.h: print two profiles beside each other.
 */
#ifndef TOOLS_EXPLAIN_SHOW_H
#define TOOLS_EXPLAIN_SHOW_H

#include "explain/profile.h"

#include <stdbool.h>

struct show {
	bool all;		/* also the functions that do not differ */
	bool inclusive;		/* count for each function what it calls as well */
	struct profile base, patched;
};

/* Each prints to standard output. Returns 0 or -ENOMEM. */
int show_table(const struct show *show);
int show_tsv(const struct show *show);
int show_json(const struct show *show);

/* Folded stacks, one a line with its instructions; for both: base's and patched's, for difffolded.pl. */
int show_folded(const struct show *show);

#endif /* TOOLS_EXPLAIN_SHOW_H */
