/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.h: where threads and memory sit, as hwloc sees it.
 */
#ifndef SYS_TOPOLOGY_H
#define SYS_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct topology;

/*
 * Loads the machine's topology (or, for tests, that of HWLOC_SYNTHETIC or HWLOC_XMLFILE),
 * and finds out what of it a run may use: CPUs that are online, in the cpuset of its cgroup
 * and in its affinity; where kinds differ, those of one. @cpus and @nodes are the user's
 * words, or NULL: lists, or hwloc's objects. @cpus may name any kind, and isolated CPUs
 * that are not in the affinity. Call it before a thread is pinned.
 *
 * Returns 0 with *@topology for the caller to topology_free(), or -errno with a line in
 * err_text(): -EINVAL for words that name what there is not, or what may not be used.
 */
int topology_load(struct topology **topology, const char *cpus, const char *nodes);
void topology_free(struct topology *topology);

/* Lists of CPUs as the kernel writes them; NULL: asked of the kernel, if the machine is its. */
struct topology_limits {
	const char *offline, *isolated, *affinity;
};

/* The same under other limits than those of this process. */
int topology_load_within(struct topology **topology, const char *cpus, const char *nodes,
			 const struct topology_limits *limits);

/* How many PUs (hardware threads) and NUMA nodes the run may use. All below is of these. */
unsigned int topology_cpus(const struct topology *topology);
unsigned int topology_nodes(const struct topology *topology);
bool topology_has_node(const struct topology *topology, unsigned int node);

/*
 * The CPU for a single measuring thread: the first PU of the last core, away from CPU 0,
 * where most systems put their interrupts. Of isolated CPUs if there are any, and of the
 * best kind. Returns its OS number.
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
 * Writes up to @most CPUs at that distance from @from into @cpus: those of its kind first,
 * of them isolated ones, of them first threads of cores, so that they share as little as
 * can be. Its own siblings come last of all. Returns how many there are, which may be fewer
 * or more than @most.
 */
size_t topology_pick(const struct topology *topology, unsigned int from, enum distance distance,
		     unsigned int *cpus, size_t most);

/*
 * How far memory of node @to is from CPUs of node @from, by OS numbers: 10 is local, 20 takes twice
 * as long, as the firmware has it. 0 where it does not tell.
 */
double topology_node_distance(const struct topology *topology, unsigned int from, unsigned int to);

#endif /* SYS_TOPOLOGY_H */
