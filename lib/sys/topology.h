/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.h: where threads and memory sit, as hwloc sees it.
 */
#ifndef SYS_TOPOLOGY_H
#define SYS_TOPOLOGY_H

#include <stdint.h>

struct topology;

/*
 * Loads the machine's topology (or HWLOC_SYNTHETIC's, for tests). Returns 0
 * with *@topology for the caller to topology_free(), or -errno with a line in
 * err_text().
 */
int topology_load(struct topology **topology);
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

/* hwloc's synthetic description, such as "Package:1 Core:2 PU:1"; free() it. NULL if none. */
char *topology_describe(const struct topology *topology);

#endif /* SYS_TOPOLOGY_H */
