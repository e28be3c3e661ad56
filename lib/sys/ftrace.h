/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ftrace.h: the kernel's function_graph tracer, for this thread.
 *
 * Its times include its own cost, which is about as long as a short function takes.
 */
#ifndef SYS_FTRACE_H
#define SYS_FTRACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct ftrace_row {
	char name[96];
	uint64_t calls;
	double self_us, inclusive_us;
};

struct ftrace_times {
	struct ftrace_row *rows;
	size_t count;
	uint64_t lost;		/* lines that fit to no call: of a buffer that ran over */
};

/*
 * Gets the tracer ready to trace what this thread does below @function; nothing is
 * traced yet. Returns 0; or with a line in err_text() -EOPNOTSUPP (no tracefs, no
 * function_graph, no such function), -EACCES (not root), -EBUSY (somebody else traces).
 */
int ftrace_open(const char *function);

/* Traces from now on, or not. 0 or -errno with a line. */
int ftrace_switch(int on);

/* Reads what was traced into @times, which the caller frees. 0 or -errno with a line. */
int ftrace_read(struct ftrace_times *times, const char *function);

/*
 * Puts the tracer back to none, and its switches as they were. Only after
 * ftrace_open() went well. Filters that were set while nobody traced are cleared.
 */
void ftrace_close(void);

/* Adds up a trace as function_graph prints it, below calls of @function. 0 or -ENOMEM. */
int ftrace_parse(struct ftrace_times *times, FILE *trace, const char *function);
void ftrace_free(struct ftrace_times *times);

#endif /* SYS_FTRACE_H */
