/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan.h: a list of runs, from a file or from the command line.
 *
 * A line is a scenario's name and key=value words; it means the same in a file
 * as after `dexbench run`. Several values with commas between stand for several
 * runs: "restore_read folio=dirty,clean" is two. A name may be a pattern (fnmatch): "*" is
 * every scenario. "include FILE" takes over a plan that lies beside this one, but for runs that
 * are there already. # begins a comment.
 */
#ifndef RUN_PLAN_H
#define RUN_PLAN_H

#include "run/scenario.h"

#include <stdint.h>

struct plan_run {
	const struct scenario_entry *entry;
	struct values values;
};

/* Zeroed, it is an empty plan. */
struct plan {
	struct plan_run *runs;
	size_t count;
	size_t expanded;	/* the same, and those of included plans that were known */
};

/* Words to set on every run that has such a parameter, after all else. */
struct override {
	const char *name;
	const char *value;	/* NULL: leave it */
};

/*
 * Adds the runs of a file. Returns 0, or -errno with a line in err_text() that
 * names file and line: -EINVAL for what is wrong in it. @plan may then hold
 * some of the runs.
 */
int plan_read(struct plan *plan, const char *path);

/* Adds the runs of one line, whose words are split at blanks. As plan_read(). */
int plan_add(struct plan *plan, const char *line);

/* Sets @overrides, which a row without name ends. Returns 0, or -EINVAL with a line. */
int plan_override(struct plan *plan, const struct override *overrides);

/* Keeps the runs whose scenario matches the shell pattern @pattern (fnmatch). */
void plan_filter(struct plan *plan, const char *pattern);

/* Writes run @index as a plan line, every parameter included, into @text. */
void plan_line(const struct plan *plan, size_t index, char *text, size_t size);

/* A digest of all lines: the same runs in the same order, the same digest (FNV-1a, 64 bit). */
uint64_t plan_digest(const struct plan *plan);

void plan_free(struct plan *plan);

#endif /* RUN_PLAN_H */
