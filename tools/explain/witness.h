/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * witness.h: compare what the plugin saw from outside with what the guest reported.
 */
#ifndef TOOLS_EXPLAIN_WITNESS_H
#define TOOLS_EXPLAIN_WITNESS_H

#include "explain/trace.h"
#include "result/reader.h"

/* Sees the @count touches of each trial in turn. Returns 0 or -errno. */
typedef int (*witness_fn)(const struct result_trial *trial, const struct touch *touches,
			  size_t count, void *data);

/*
 * Calls @each for the trials of @result, whose samples are kept. Fails with a line in err_text():
 * -EINVAL where the platform is not exact, -ENODATA where a run failed or results are not complete,
 * and -EILSEQ where the plugin and the guest disagree in the instructions of a touch or the faults
 * of a trial.
 */
int witness_compare(const struct result *result, const struct trace *trace, witness_fn each,
		    void *data);

/*
 * Prints the results at @path with loads, stores, lines, atomics and barriers of @trace as series
 * of each trial. Returns 0, or as witness_compare() does.
 */
int witness_merge(const char *path, const char *trace);

#endif /* TOOLS_EXPLAIN_WITNESS_H */
