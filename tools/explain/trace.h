/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.h: the file that plugin.c writes and trace.c reads.
 *
 * A sequence of 64-bit words in host order. A path is TRACE_PATH, the number of instructions and
 * their addresses in the order of execution; each distinct path is written once, before the first
 * touch that took it. A touch is TRACE_TOUCH and the words of struct touch. The file ends with
 * TRACE_END and the number of touches: a file without it is of a boot that was cut off.
 */
#ifndef TOOLS_EXPLAIN_TRACE_H
#define TOOLS_EXPLAIN_TRACE_H

#include <stddef.h>
#include <stdint.h>

enum { TRACE_PATH = 0x70617468, TRACE_TOUCH = 0x746f7563, TRACE_END = 0x656e6421 };
enum { TRACE_LINE = 64 };	/* bytes of a cache line */

/* What one touch did between its two clock reads. */
struct touch {
	uint64_t instructions;	/* executed, the second clock read included */
	uint64_t loads;		/* accesses to memory, whatever their width */
	uint64_t stores;
	uint64_t lines;		/* distinct lines of the guest's physical memory, read or written */
	uint64_t atomics;	/* atomic read-modify-writes */
	uint64_t barriers;	/* fence instructions */
	uint64_t faults;	/* entries into the kernel by an exception */
	uint64_t path;		/* number of its path, from 0 */
};

enum { TOUCH_WORDS = sizeof(struct touch) / sizeof(uint64_t) };

struct path {
	const uint64_t *addresses;	/* of the trace's words */
	size_t count;
};

struct trace {
	const uint64_t *words;		/* the file */
	size_t word_count;
	struct touch *touches;
	size_t touch_count;
	struct path *paths;
	size_t path_count;
};

/*
 * Reads @path, which the caller gives back with trace_free(). Returns 0, or -errno with a line in
 * err_text(): -EBADMSG for a file that is cut off or damaged.
 */
int trace_read(struct trace *trace, const char *path);
void trace_free(struct trace *trace);

#endif /* TOOLS_EXPLAIN_TRACE_H */
