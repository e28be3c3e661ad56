/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology_inside.h: what a struct topology is made of, for the files that make one.
 */
#ifndef SYS_TOPOLOGY_INSIDE_H
#define SYS_TOPOLOGY_INSIDE_H

#include <hwloc.h>

/* All sets are of OS numbers. */
struct topology {
	hwloc_topology_t whole;		/* the machine, but for CPUs that are offline */
	hwloc_bitmap_t offline, isolated;
	hwloc_bitmap_t affinity;	/* CPUs that this process was given */
	hwloc_bitmap_t used;		/* CPUs that the run may use */
	hwloc_bitmap_t unasked;		/* CPUs that it could use, but for --cpus and --nodes */
	hwloc_bitmap_t nodes;		/* NUMA nodes with memory that it may use */
	char *asked_cpus, *asked_nodes;	/* the user's words, or NULL */
};

#endif /* SYS_TOPOLOGY_INSIDE_H */
