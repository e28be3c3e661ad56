/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * locations.h: words for CPUs and NUMA nodes, such as "0-3,8" or "package:1.core:0-2,pu:7".
 */
#ifndef SYS_LOCATIONS_H
#define SYS_LOCATIONS_H

#include <hwloc.h>
#include <stdbool.h>

/* What stands between two commas. */
struct location {
	char word[64];
	bool by_number;		/* a number or a range of them: OS numbers, in @numbers */
	hwloc_bitmap_t numbers;
	hwloc_bitmap_t cpus;	/* of the objects, where it is a word of hwloc's */
	hwloc_bitmap_t nodes;	/* next to them */
};

/* The sets of a location, empty. Returns 0 or -ENOMEM; in both cases location_free() it. */
int location_init(struct location *location);
void location_free(struct location *location);

/*
 * Reads the first word of *@text, and moves *@text behind it, or to NULL behind the last. A
 * word of hwloc's counts objects of @machine as hwloc-calc does: logically, from 0. Returns 0,
 * or -EINVAL with a line in err_text() that says what there is.
 */
int location_read(struct location *location, hwloc_topology_t machine, const char **text);

/* Sets @set to the kernel's @list of CPUs; empty where it is no list, or none that a machine has. */
void location_list_read(hwloc_bitmap_t set, const char *list);

/* @set as a list of ranges, in room that is overwritten by the fourth call hence. */
const char *location_list(hwloc_const_bitmap_t set);

#endif /* SYS_LOCATIONS_H */
