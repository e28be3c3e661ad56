/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core_types.h: CPUs that are not alike, such as the performance and efficiency cores of hybrid ones.
 *
 * A kind is known by its number, as hwloc ranks them: a higher one has more performance.
 */
#ifndef SYS_CORE_TYPES_H
#define SYS_CORE_TYPES_H

#include <hwloc.h>
#include <stddef.h>

/* The kind of @cpu, or -1 where all are alike. */
int cpu_kind(hwloc_topology_t machine, unsigned int cpu);

/* Such as "IntelCore", or "3200 MHz" where kinds differ in that. Empty for -1. */
void cpu_kind_name(hwloc_topology_t machine, int kind, char *name, size_t size);

/* How many kinds are in @set; at least 1. */
unsigned int core_types_count(hwloc_topology_t machine, hwloc_const_bitmap_t set);

/*
 * Leaves CPUs of one kind in @set: the one with most performance that has more than one core in
 * it, so that there are neighbours of the same kind; or where none has, the one with most.
 */
void core_types_keep_best(hwloc_topology_t machine, hwloc_bitmap_t set);

/* Such as "IntelAtom 4-7, IntelCore 0-3". */
void core_types_describe(hwloc_topology_t machine, hwloc_const_bitmap_t set, char *text, size_t size);

#endif /* SYS_CORE_TYPES_H */
