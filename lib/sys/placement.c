/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * placement.c: a topology in words.
 */
#include "sys/placement.h"
#include "sys/core_types.h"
#include "sys/topology_inside.h"

#include <stdlib.h>
#include <string.h>

const char *cpu_use_words(enum cpu_use use)
{
	static const char *const words[] = {
		[CPU_MEASURES]		= "measures",
		[CPU_USED]		= "used",
		[CPU_OTHER_KIND]	= "left out: of another kind",
		[CPU_NOT_ASKED]		= "left out: not asked for",
		[CPU_ISOLATED]		= "left out: --cpus must name it",
		[CPU_NOT_IN_AFFINITY]	= "not allowed: affinity",
		[CPU_NOT_IN_CPUSET]	= "not allowed: cgroup",
		[CPU_OFFLINE]		= "offline",
	};

	return words[use];
}

static enum cpu_use use_of(const struct topology *topology, unsigned int cpu)
{
	if (hwloc_bitmap_isset(topology->used, cpu))
		return cpu == topology_quiet_cpu(topology) ? CPU_MEASURES : CPU_USED;
	if (!hwloc_bitmap_isset(hwloc_topology_get_allowed_cpuset(topology->whole), cpu))
		return CPU_NOT_IN_CPUSET;
	if (!hwloc_bitmap_isset(topology->affinity, cpu) &&
	    !hwloc_bitmap_isset(topology->isolated, cpu))
		return CPU_NOT_IN_AFFINITY;
	if (topology->asked_cpus)
		return CPU_NOT_ASKED;
	if (!hwloc_bitmap_isset(topology->affinity, cpu))
		return CPU_ISOLATED;
	return hwloc_bitmap_isset(topology->unasked, cpu) ? CPU_NOT_ASKED : CPU_OTHER_KIND;
}

static int index_of(const struct topology *topology, hwloc_obj_t pu, hwloc_obj_type_t type)
{
	hwloc_obj_t object = hwloc_get_ancestor_obj_by_type(topology->whole, type, pu);

	return object ? (int)object->logical_index : -1;
}

static void place(const struct topology *topology, hwloc_obj_t pu, struct placement *placement)
{
	unsigned int cpu = pu->os_index;

	*placement = (struct placement){
		.cpu = cpu,
		.package = index_of(topology, pu, HWLOC_OBJ_PACKAGE),
		.node = hwloc_bitmap_first(pu->nodeset),
		.l3 = index_of(topology, pu, HWLOC_OBJ_L3CACHE),
		.core = index_of(topology, pu, HWLOC_OBJ_CORE),
		.isolated = hwloc_bitmap_isset(topology->isolated, cpu),
		.use = use_of(topology, cpu),
	};
	placement_kind(topology, cpu, placement->kind, sizeof(placement->kind));
}

bool placement_of(const struct topology *topology, size_t index, struct placement *placement)
{
	int online = hwloc_get_nbobjs_by_type(topology->whole, HWLOC_OBJ_PU);
	int cpu = -1;

	if (index < (size_t)online) {
		place(topology, hwloc_get_obj_by_type(topology->whole, HWLOC_OBJ_PU, (unsigned int)index), placement);
		return true;
	}
	/* The kernel forgets where they are. */
	for (index -= (size_t)online; (cpu = hwloc_bitmap_next(topology->offline, cpu)) >= 0; index--) {
		if (index)
			continue;
		*placement = (struct placement){ (unsigned int)cpu, -1, -1, -1, -1, "", false, CPU_OFFLINE };
		return true;
	}
	return false;
}

static char *list_of(hwloc_const_bitmap_t set)
{
	char *text = NULL;

	return hwloc_bitmap_iszero(set) || hwloc_bitmap_list_asprintf(&text, set) < 0 ? NULL : text;
}

char *placement_cpus(const struct topology *topology)
{
	return list_of(topology->used);
}

static char *list_of_both(hwloc_const_bitmap_t one, hwloc_const_bitmap_t other)
{
	hwloc_bitmap_t set = hwloc_bitmap_dup(one);
	char *text;

	if (!set)
		return NULL;
	hwloc_bitmap_and(set, set, other);
	text = list_of(set);
	hwloc_bitmap_free(set);
	return text;
}

char *placement_isolated(const struct topology *topology)
{
	return list_of_both(topology->used, topology->isolated);
}

char *placement_nodes(const struct topology *topology)
{
	return list_of(topology->nodes);
}

char *placement_node_cpus(const struct topology *topology, unsigned int node)
{
	hwloc_obj_t object = hwloc_get_numanode_obj_by_os_index(topology->whole, node);

	return object ? list_of_both(topology->used, object->cpuset) : NULL;
}

unsigned int placement_node_index(const struct topology *topology, unsigned int node)
{
	hwloc_obj_t object = hwloc_get_numanode_obj_by_os_index(topology->whole, node);

	return object ? object->logical_index : node;
}

const char *placement_asked_cpus(const struct topology *topology)
{
	return topology->asked_cpus;
}

const char *placement_asked_nodes(const struct topology *topology)
{
	return topology->asked_nodes;
}

void placement_kind(const struct topology *topology, unsigned int cpu, char *name, size_t size)
{
	cpu_kind_name(topology->whole, cpu_kind(topology->whole, cpu), name, size);
}

bool placement_is_mixed(const struct topology *topology, char *text, size_t size)
{
	if (core_types_count(topology->whole, topology->used) < 2)
		return false;
	core_types_describe(topology->whole, topology->used, text, size);
	return true;
}

char *placement_machine(const struct topology *topology)
{
	char text[512];

	if (hwloc_topology_export_synthetic(topology->whole, text, sizeof(text),
					    HWLOC_TOPOLOGY_EXPORT_SYNTHETIC_FLAG_NO_ATTRS) < 0)
		return NULL;
	return strdup(text);
}
