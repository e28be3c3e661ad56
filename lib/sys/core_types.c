/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core_types.c: the core types that hwloc knows.
 */
#include "sys/core_types.h"
#include "sys/locations.h"

#include <hwloc/cpukinds.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* One kind is none: then all are alike. */
static int count_all(hwloc_topology_t machine)
{
	int count = hwloc_cpukinds_get_nr(machine, 0);

	return count > 1 ? count : 0;
}

int cpu_kind(hwloc_topology_t machine, unsigned int cpu)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	int kind = -1;

	if (set && count_all(machine)) {
		hwloc_bitmap_only(set, cpu);
		kind = hwloc_cpukinds_get_by_cpuset(machine, set, 0);
	}
	hwloc_bitmap_free(set);
	return kind;
}

static const char *attribute(hwloc_topology_t machine, int kind, const char *name)
{
	struct hwloc_info_s *infos;
	unsigned int count = 0;

	if (hwloc_cpukinds_get_info(machine, (unsigned int)kind, NULL, NULL, &count, &infos, 0))
		return NULL;
	for (unsigned int i = 0; i < count; i++)
		if (!strcmp(infos[i].name, name))
			return infos[i].value;
	return NULL;
}

static bool is_unique(hwloc_topology_t machine, int kind, const char *name, const char *value)
{
	for (int other = 0; other < count_all(machine); other++) {
		const char *its = attribute(machine, other, name);

		if (other != kind && its && !strcmp(its, value))
			return false;
	}
	return true;
}

void cpu_kind_name(hwloc_topology_t machine, int kind, char *name, size_t size)
{
	const char *type = kind < 0 ? NULL : attribute(machine, kind, "CoreType");
	const char *rate = kind < 0 ? NULL : attribute(machine, kind, "FrequencyMaxMHz");

	if (kind < 0)
		name[0] = '\0';
	else if (type && is_unique(machine, kind, "CoreType", type))
		snprintf(name, size, "%s", type);
	else if (rate && is_unique(machine, kind, "FrequencyMaxMHz", rate))
		snprintf(name, size, "%s MHz", rate);
	else
		snprintf(name, size, "kind %d", kind);
}

/* Those CPUs of @set that are of @kind. */
static void of_kind(hwloc_topology_t machine, int kind, hwloc_const_bitmap_t set, hwloc_bitmap_t some)
{
	if (hwloc_cpukinds_get_info(machine, (unsigned int)kind, some, NULL, NULL, NULL, 0))
		hwloc_bitmap_zero(some);
	hwloc_bitmap_and(some, some, set);
}

unsigned int core_types_count(hwloc_topology_t machine, hwloc_const_bitmap_t set)
{
	hwloc_bitmap_t some = hwloc_bitmap_alloc();
	unsigned int count = 0;

	for (int kind = 0; some && kind < count_all(machine); kind++) {
		of_kind(machine, kind, set, some);
		count += !hwloc_bitmap_iszero(some);
	}
	hwloc_bitmap_free(some);
	return count ? count : 1;
}

static unsigned int count_cores(hwloc_topology_t machine, hwloc_const_bitmap_t set)
{
	hwloc_obj_t core = NULL;
	unsigned int count = 0;

	while ((core = hwloc_get_next_obj_by_type(machine, HWLOC_OBJ_CORE, core)))
		count += hwloc_bitmap_intersects(core->cpuset, set);
	return count;
}

void core_types_keep_best(hwloc_topology_t machine, hwloc_bitmap_t set)
{
	hwloc_bitmap_t some = hwloc_bitmap_alloc();
	int best = -1;

	for (int kind = count_all(machine) - 1; some && kind >= 0; kind--) {
		of_kind(machine, kind, set, some);
		if (best < 0 && !hwloc_bitmap_iszero(some))
			best = kind;
		if (count_cores(machine, some) > 1) {
			best = kind;
			break;
		}
	}
	if (best >= 0)
		of_kind(machine, best, set, some);
	if (best >= 0)
		hwloc_bitmap_copy(set, some);
	hwloc_bitmap_free(some);
}

void core_types_describe(hwloc_topology_t machine, hwloc_const_bitmap_t set, char *text, size_t size)
{
	hwloc_bitmap_t some = hwloc_bitmap_alloc();
	size_t used = 0;
	char name[64];

	text[0] = '\0';
	for (int kind = 0; some && kind < count_all(machine) && used < size; kind++) {
		of_kind(machine, kind, set, some);
		cpu_kind_name(machine, kind, name, sizeof(name));
		if (!hwloc_bitmap_iszero(some))
			used += (size_t)snprintf(text + used, size - used, "%s%s %s", used ? ", " : "", name,
						 location_list(some));
	}
	hwloc_bitmap_free(some);
}
