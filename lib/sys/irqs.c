/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * irqs.c: /proc/irq, with hwloc's bitmaps for lists of CPUs.
 */
#include "sys/irqs.h"
#include "sys/knobs.h"
#include "sys/locations.h"
#include "sys/paths.h"

#include <hwloc.h>

static hwloc_bitmap_t of_list(const char *list)
{
	hwloc_bitmap_t cpus = hwloc_bitmap_alloc();

	if (cpus)
		location_list_read(cpus, list);
	return cpus;
}

static bool list_has(const char *list, unsigned int cpu)
{
	hwloc_bitmap_t cpus = of_list(list);
	bool has = cpus && hwloc_bitmap_isset(cpus, cpu);

	hwloc_bitmap_free(cpus);
	return has;
}

void irqs_count(const char *root, unsigned int cpu, unsigned int *all, unsigned int *here)
{
	struct paths paths;
	char list[1024];

	*all = *here = 0;
	/* Of the CPUs that it may go to, the one that it was given; not all kernels tell. */
	if (paths_find(&paths, root, "/proc/irq/*/effective_affinity_list"))
		return;
	if (!paths.count && paths_find(&paths, root, "/proc/irq/*/smp_affinity_list"))
		return;
	for (size_t i = 0; i < paths.count; i++) {
		if (!knob_line(root, paths.items[i], list, sizeof(list)))
			continue;
		(*all)++;
		*here += list_has(list, cpu);
	}
	paths_free(&paths);
}

bool irqs_elsewhere(const char *root, const char *from, const char *quiet, char *to, size_t size)
{
	hwloc_bitmap_t cpus = of_list(from), away = of_list(quiet), online = NULL;
	char line[1024];
	bool moves = cpus && away && hwloc_bitmap_intersects(cpus, away);

	if (moves) {
		hwloc_bitmap_andnot(cpus, cpus, away);
		if (hwloc_bitmap_iszero(cpus) && knob_line(root, "/sys/devices/system/cpu/online", line, sizeof(line))) {
			online = of_list(line);
			if (online)
				hwloc_bitmap_andnot(cpus, online, away);
		}
		moves = !hwloc_bitmap_iszero(cpus) &&
			hwloc_bitmap_list_snprintf(to, size, cpus) < (int)size;
	}
	hwloc_bitmap_free(cpus);
	hwloc_bitmap_free(away);
	hwloc_bitmap_free(online);
	return moves;
}
