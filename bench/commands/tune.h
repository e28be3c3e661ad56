/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tune.h: what --tune and untune have in common.
 */
#ifndef BENCH_COMMANDS_TUNE_H
#define BENCH_COMMANDS_TUNE_H

#include "commands/commands.h"
#include "sys/tune.h"

/* Zeroed, nothing is tuned. */
struct tuning {
	struct tune_wants wants;
	struct tune *tune;
	char *quiet_cpus;
};

/*
 * The first thing of a run that is to be tuned: starts the program again with fixed addresses, where that is
 * still to do, with the words of the verb. Where it cannot be done it says so, and goes on.
 */
void tuning_fix_addresses(struct tuning *tuning, int argc, char **argv);

/*
 * Makes the machine quiet for runs of @workbench, opened as @wants has it. Returns 0 with @tuning for the caller
 * to tuning_end(), or -errno with a line in err_text() and nothing changed.
 */
int tuning_begin(struct tuning *tuning, const struct workbench *workbench, const struct workbench_wants *wants);

/* Puts all back. Returns 0, or -errno with a line in err_text(). Where nothing was begun, nothing is done. */
int tuning_end(struct tuning *tuning);

#endif /* BENCH_COMMANDS_TUNE_H */
