/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.h: where threads and memory sit, as hwloc sees it.
 */
#ifndef SYS_TOPOLOGY_H
#define SYS_TOPOLOGY_H

#include <stddef.h>
#include <stdint.h>

struct topology;

/*
 * Loads the machine's topology (or HWLOC_SYNTHETIC's, for tests). Returns 0
 * with *@topology for the caller to topology_free(), or -errno with a line in
 * err_text().
 */
int topology_load(struct topology **topology, const char *cpus, const char *nodes);
void topology_free(struct topology *topology);

/* How many PUs (hardware threads) and NUMA nodes this process may use. */
unsigned int topology_cpus(const struct topology *topology);
unsigned int topology_nodes(const struct topology *topology);

/*
 * The CPU for a single measuring thread: the first PU of the last core, away
 * from CPU 0, where most systems put their interrupts. Returns its OS number.
 */
unsigned int topology_quiet_cpu(const struct topology *topology);

/* The OS number of the NUMA node next to @cpu, or -1 where the kernel has no NUMA. */
int topology_node_of_cpu(const struct topology *topology, unsigned int cpu);

/* Pins the calling thread to @cpu. Returns 0, or -errno with a line in err_text(). */
int topology_pin(struct topology *topology, unsigned int cpu);

/* How far apart two CPUs are: the smallest thing that they share. */
enum distance {
	DISTANCE_ANY,		/* only for topology_pick(): any other CPU, nearest last */
	DISTANCE_SMT,		/* threads of one core */
	DISTANCE_L3,		/* cores under one L3 cache */
	DISTANCE_PACKAGE,	/* of one package, with no L3 cache in common */
	DISTANCE_OTHER_PACKAGE,
	DISTANCE_OTHER_NODE,	/* no NUMA node in common, whatever else is */
};

/* The words of enum distance, as they are written after "distance=". */
#define DISTANCE_WORDS "any|smt|l3|package|other-package|other-node"
enum distance distance_of_word(const char *word);

/*
 * Writes up to @most CPUs at that distance from @from into @cpus: first threads of
 * cores first, so that they share as little as can be. Returns how many there are,
 * which may be fewer or more than @most. Offline CPUs and those that this process may
 * not use do not count.
 */
size_t topology_pick(const struct topology *topology, unsigned int from, enum distance distance,
		     unsigned int *cpus, size_t most);

/*
 * How far memory of node @to is from CPUs of node @from, by OS numbers: 10 is local, 20 takes twice
 * as long, as the firmware has it. 0 where it does not tell.
 */
double topology_node_distance(const struct topology *topology, unsigned int from, unsigned int to);

/* hwloc's synthetic description, such as "Package:1 Core:2 PU:1"; free() it. NULL if none. */
char *topology_describe(const struct topology *topology);

#endif /* SYS_TOPOLOGY_H */
