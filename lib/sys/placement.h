/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * placement.h: the CPU topology of a machine, and what a run uses of it. For people and for results.
 */
#ifndef SYS_PLACEMENT_H
#define SYS_PLACEMENT_H

#include "sys/topology.h"

#include <stdbool.h>
#include <stddef.h>

/* What a run does with a CPU, or why it does nothing. */
enum cpu_use {
	CPU_MEASURES,
	CPU_USED,		/* for bystanders, contenders and handlers */
	CPU_OTHER_KIND,
	CPU_NOT_ASKED,		/* not of --cpus or --nodes */
	CPU_ISOLATED,		/* it would be used if --cpus named it */
	CPU_NOT_IN_AFFINITY,
	CPU_NOT_IN_CPUSET,	/* of the cgroup */
	CPU_OFFLINE,
};

/* Such as "used", or "offline". */
const char *cpu_use_words(enum cpu_use use);

/* Of one CPU. Places are hwloc's logical numbers but for the node's; -1: not there, or not known. */
struct placement {
	unsigned int cpu;
	int package, node, l3, core;
	char kind[64];		/* empty where all are alike */
	bool isolated;
	enum cpu_use use;
};

/*
 * The CPU at @index, from 0, of all that the machine has: neighbours follow each other,
 * offline ones come last. False behind the last.
 */
bool placement_of(const struct topology *topology, size_t index, struct placement *placement);

/* Sets as lists, such as "0-3,8"; free() them. NULL where they are empty, or without memory. */
char *placement_cpus(const struct topology *topology);		/* that the run may use */
char *placement_isolated(const struct topology *topology);	/* of these */
char *placement_nodes(const struct topology *topology);		/* that it may use */
char *placement_node_cpus(const struct topology *topology, unsigned int node);	/* CPUs of it that the run may use */

/* Which "numa:N" the node is: hwloc counts in an order of its own. */
unsigned int placement_node_index(const struct topology *topology, unsigned int node);

/* The words of --cpus and --nodes, or NULL. */
const char *placement_asked_cpus(const struct topology *topology);
const char *placement_asked_nodes(const struct topology *topology);

/* The kind of @cpu; empty where all of the machine are alike. */
void placement_kind(const struct topology *topology, unsigned int cpu, char *name, size_t size);

/* True if the run may use CPUs of several kinds; @text then tells which. */
bool placement_is_mixed(const struct topology *topology, char *text, size_t size);

/* hwloc's synthetic description of the machine, such as "Package:1 Core:2 PU:1"; free() it. NULL if none. */
char *placement_machine(const struct topology *topology);

#endif /* SYS_PLACEMENT_H */
