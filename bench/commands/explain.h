/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain.h: what the parts of dexbench explain say to each other.
 */
#ifndef BENCH_COMMANDS_EXPLAIN_H
#define BENCH_COMMANDS_EXPLAIN_H

#include "run/plan.h"
#include "run/profile.h"

#include <stdbool.h>
#include <stdint.h>

struct explain_request {
	/* For people. */
	const char *base, *patched, *output;
	bool all, inclusive, tsv, native, no_chart;
	const char *show;
	uint64_t touches;

	/* For scripts/explain, which has a guest wait at a gdbstub. */
	const char *gdb, *symbols, *program, *results, *profile;
	double patience_s;
};

/* Steps a waiting guest through a touch of the plan's only run, and writes request->profile. */
int explain_attach(const struct explain_request *request, const struct plan *plan);

/*
 * Prints what lies in @folder: base.profile and patched.profile, after having
 * held them against base.jsonl and patched.jsonl, the results of the boots that
 * were stepped. Returns 0 or -errno with a line in err_text().
 */
int explain_show(const struct explain_request *request, const char *folder);

/*
 * Measures on the running kernel with ftrace's function_graph, and prints the time
 * by function. Returns 0; -EOPNOTSUPP with a line where that cannot be; or -errno.
 */
int explain_native(const struct plan *plan);

/*
 * Reads the results of one run: into @profile the median of its timed samples (of
 * two in the middle the lower), its kernel's names and a finding; *@trial is the
 * trial that has most such samples. Returns 0 or -errno with a line in err_text().
 */
int explain_read_median(const char *path, struct profile *profile, uint64_t *trial);

#endif /* BENCH_COMMANDS_EXPLAIN_H */
