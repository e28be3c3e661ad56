/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * profile.h: what one boot's touches did, and the functions of the median one.
 */
#ifndef TOOLS_EXPLAIN_PROFILE_H
#define TOOLS_EXPLAIN_PROFILE_H

#include "explain/trace.h"
#include "result/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROFILE_DEPTH = 64 };

struct function {
	const char *name;	/* of the profile's symbols */
	uint64_t self;		/* instructions in the function itself */
	uint64_t inclusive;	/* and in what it called, exceptions included */
	uint64_t calls;		/* how often it was entered */
	uint64_t stamp;		/* the last instruction that inclusive counts */
};

/* Instructions by stack, for flame graphs. */
struct stack {
	char *names;		/* outermost first, joined by ';' */
	uint64_t instructions;
};

/* How many timed touches took so many instructions. */
struct spread {
	uint64_t instructions, touches;
};

struct profile {
	struct result result;
	struct trace trace;
	struct symbols *symbols;
	char *vmlinux, *program, *path;	/* the files of all three */
	struct spread *spread;		/* ascending */
	size_t spread_count;
	struct touch touch;		/* the median one */
	struct function *functions;
	size_t function_count;
	struct stack *stacks;
	size_t stack_count;
	size_t open[PROFILE_DEPTH], depth;
};

/*
 * Reads FOLDER/SIDE.{jsonl,trace,vmlinux} and FOLDER/program, and counts the median touch by
 * function, with @inlined those that the compiler inlined for themselves. The caller frees @profile
 * with profile_free(), also after a failure.
 *
 * Fails, with a line in err_text(), where the plugin and the guest disagree in any touch: in the
 * instructions of a trial's samples, or in the faults of a trial.
 */
int profile_read(struct profile *profile, const char *folder, const char *side, bool inlined);
void profile_free(struct profile *profile);

/* Two of them, side by side. */
struct show {
	bool all;		/* also the functions that do not differ */
	bool inclusive;		/* count for each function what it calls as well */
	struct profile base, patched;
};

/* Each prints to standard output. Returns 0 or -ENOMEM. Folded stacks are difffolded.pl's input. */
int show_table(const struct show *show);
int show_tsv(const struct show *show);
int show_json(const struct show *show);
int show_folded(const struct show *show);

#endif /* TOOLS_EXPLAIN_PROFILE_H */
