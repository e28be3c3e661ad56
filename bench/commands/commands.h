/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * commands.h: the verbs of dexbench.
 */
#ifndef BENCH_COMMANDS_COMMANDS_H
#define BENCH_COMMANDS_COMMANDS_H

#include "run/runner.h"

/* Each takes its own words, argv[0] being the verb, and returns an exit status. */
int command_list(int argc, char **argv);
int command_run(int argc, char **argv);
int command_probe(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_explain(int argc, char **argv);

/* What every verb needs to know of the machine. */
struct workbench {
	struct bench bench;
	char why_no_device[256];
};

/*
 * Opens topology, counters and device and probes. A missing module is no error:
 * bench.device is then NULL. Returns 0 with @workbench for the caller to
 * workbench_close(), or -errno with a line in err_text(): -EPROTO for a module
 * of another ABI version, since runs that it cannot serve would be skipped.
 */
int workbench_open(struct workbench *workbench);
void workbench_close(struct workbench *workbench);

#endif /* BENCH_COMMANDS_COMMANDS_H */
