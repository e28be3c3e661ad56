/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * commands.h: the verbs of dexbench.
 */
#ifndef BENCH_COMMANDS_COMMANDS_H
#define BENCH_COMMANDS_COMMANDS_H

#include "base/options.h"
#include "run/runner.h"

/* Each takes its own words, argv[0] being the verb, and returns an exit status. */
int command_list(int argc, char **argv);
int command_run(int argc, char **argv);
int command_probe(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_topology(int argc, char **argv);
int command_reproducer(int argc, char **argv);
int command_untune(int argc, char **argv);

/* What every verb needs to know of the machine. */
struct workbench {
	struct bench bench;
	char why_no_device[512];
};

/* What the user wants to work with; NULL: what there is. */
struct workbench_wants {
	const char *device;	/* of --device */
	const char *cpus;	/* of --cpus */
	const char *nodes;	/* of --nodes */
};

/* The rows of these options, for every verb that opens a workbench. */
#define WORKBENCH_OPTIONS(wants) \
	{ "device", 0, OPTION_TEXT, &(wants).device, "NAME", \
	  "device that takes the pages: dexdev, test_hmm, none or auto, the first available [auto]" }, \
	PLACEMENT_OPTIONS((wants).cpus, (wants).nodes)

/* The row of --json, for every verb with an answer in docs/answers.schema.json. */
#define JSON_OPTION(json) \
	{ "json", 0, OPTION_FLAG, &(json), NULL, "print it as JSON: docs/results.md" }

/* Those that say where. */
#define PLACEMENT_OPTIONS(list_of_cpus, list_of_nodes) \
	{ "cpus", 0, OPTION_TEXT, &(list_of_cpus), "CPUS", \
	  "use these only: a list such as 0-3,8, or hwloc objects such as package:0 or core:2-3" }, \
	{ "nodes", 0, OPTION_TEXT, &(list_of_nodes), "NODES", \
	  "use only these NUMA nodes, with their CPUs: a list such as 0,2, or objects such as package:1" }

/*
 * Opens topology, counters and device as @wants has it, and probes. A missing module is no
 * error unless it was asked for by name: bench.device is then NULL. Returns 0 with @workbench for
 * the caller to workbench_close(), or -errno with a line in err_text(): -EPROTO for a module
 * of another ABI version, since runs that it cannot serve would be skipped; -EINVAL for
 * wants that this machine cannot meet.
 */
int workbench_open(struct workbench *workbench, const struct workbench_wants *wants);

/*
 * Pins this thread to the quiet CPU and opens its PMU, as bench.pmu. That there is none is no error:
 * pmu_why_not() tells. Returns 0 or -errno with a line in err_text().
 */
int workbench_open_pmu(struct workbench *workbench);

void workbench_close(struct workbench *workbench);

/*
 * Adds to @plan what @count words of a command line say: files, names of plans that come with
 * dexbench, and scenarios with the KEY=VALUE words after each. Returns 0 or -errno with a line in
 * err_text().
 */
int read_plan_words(struct plan *plan, char **words, int count);

#endif /* BENCH_COMMANDS_COMMANDS_H */
