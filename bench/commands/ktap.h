/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ktap.h: dexbench run --ktap: what became of each run, for the kernel's test runners.
 *
 * KTAP version 1, Documentation/dev-tools/ktap.rst of the kernel. One test is one run. What is cut
 * short leaves a plan that is not fulfilled, which is no pass.
 */
#ifndef BENCH_COMMANDS_KTAP_H
#define BENCH_COMMANDS_KTAP_H

#include "run/runner.h"

#include <stdbool.h>

/* What kselftest's runner takes for a skip, where all else of ours exits EXIT_SKIPPED. */
enum { KTAP_EXIT_SKIPPED = 4 };

/*
 * Prints version and plan on standard output, and has @bench tell of its trials and runs. The
 * figures are what @platform has; with @accept_findings a finding is no failure. Returns 0,
 * or -ENOMEM.
 */
int ktap_begin(struct bench *bench, const char *platform, bool accept_findings);

/* After the last run. Returns 0, or -EIO with a line in err_text() where not all could be printed. */
int ktap_end(void);

#endif /* BENCH_COMMANDS_KTAP_H */
