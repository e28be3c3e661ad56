/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.c: the few questions that dexbench has for hwloc.
 */
#include "sys/topology.h"
#include "base/err.h"

#include <errno.h>
#include <hwloc.h>
#include <hwloc/distances.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct topology {
	hwloc_topology_t hwloc;
};

int topology_load(struct topology **topology, const char *cpus, const char *nodes)
{
	struct topology *loaded;

	if (cpus || nodes)
		return err_set(EINVAL, "--cpus and --nodes: not known yet");
	loaded = malloc(sizeof(*loaded));
	if (!loaded)
		return -ENOMEM;
	if (hwloc_topology_init(&loaded->hwloc)) {
		free(loaded);
		return err_set(ENOMEM, "hwloc: cannot start");
	}
	if (hwloc_topology_load(loaded->hwloc)) {
		topology_free(loaded);
		return err_set(EIO, "hwloc: cannot read the machine's topology");
	}
	*topology = loaded;
	return 0;
}

void topology_free(struct topology *topology)
{
	if (!topology)
		return;
	hwloc_topology_destroy(topology->hwloc);
	free(topology);
}

static unsigned int count(const struct topology *topology, hwloc_obj_type_t type)
{
	int n = hwloc_get_nbobjs_by_type(topology->hwloc, type);

	return n > 0 ? (unsigned int)n : 0;
}

unsigned int topology_cpus(const struct topology *topology)
{
	return count(topology, HWLOC_OBJ_PU);
}

unsigned int topology_nodes(const struct topology *topology)
{
	return count(topology, HWLOC_OBJ_NUMANODE);
}

unsigned int topology_quiet_cpu(const struct topology *topology)
{
	unsigned int cores = count(topology, HWLOC_OBJ_CORE);
	hwloc_obj_t core;

	if (!cores)
		return 0;
	core = hwloc_get_obj_by_type(topology->hwloc, HWLOC_OBJ_CORE, cores - 1);
	return (unsigned int)hwloc_bitmap_first(core->cpuset);
}

static hwloc_obj_t find_cpu(const struct topology *topology, unsigned int cpu)
{
	return hwloc_get_pu_obj_by_os_index(topology->hwloc, cpu);
}

int topology_node_of_cpu(const struct topology *topology, unsigned int cpu)
{
	hwloc_obj_t pu = find_cpu(topology, cpu);
	int node = pu && pu->nodeset ? hwloc_bitmap_first(pu->nodeset) : -1;

	return node;
}

int topology_pin(struct topology *topology, unsigned int cpu)
{
	hwloc_obj_t pu = find_cpu(topology, cpu);

	if (!pu)
		return err_set(EINVAL, "cpu=%u: not a CPU that this process may use", cpu);
	if (hwloc_set_cpubind(topology->hwloc, pu->cpuset, HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT))
		return err_set(errno, "cpu=%u: cannot pin to it: %s", cpu, strerror(errno));
	return 0;
}

enum distance distance_of_word(const char *word)
{
	static const char *const words[] = {
		[DISTANCE_ANY] = "any", [DISTANCE_SMT] = "smt", [DISTANCE_L3] = "l3",
		[DISTANCE_PACKAGE] = "package", [DISTANCE_OTHER_PACKAGE] = "other-package",
		[DISTANCE_OTHER_NODE] = "other-node",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(word, words[i]))
			return (enum distance)i;
	return DISTANCE_ANY;
}

static bool share(const struct topology *topology, hwloc_obj_t one, hwloc_obj_t other, hwloc_obj_type_t type)
{
	hwloc_obj_t of_one = hwloc_get_ancestor_obj_by_type(topology->hwloc, type, one);

	return of_one && of_one == hwloc_get_ancestor_obj_by_type(topology->hwloc, type, other);
}

static enum distance distance_between(const struct topology *topology, hwloc_obj_t one, hwloc_obj_t other)
{
	if (share(topology, one, other, HWLOC_OBJ_CORE))
		return DISTANCE_SMT;
	if (share(topology, one, other, HWLOC_OBJ_L3CACHE))
		return DISTANCE_L3;
	if (share(topology, one, other, HWLOC_OBJ_PACKAGE))
		return DISTANCE_PACKAGE;
	return DISTANCE_OTHER_PACKAGE;
}

static bool is_at(const struct topology *topology, hwloc_obj_t from, hwloc_obj_t to, enum distance distance)
{
	if (distance == DISTANCE_OTHER_NODE)
		return !hwloc_bitmap_intersects(from->nodeset, to->nodeset);
	return distance == DISTANCE_ANY || distance_between(topology, from, to) == distance;
}

/* Which thread of its core a PU is: 0 is the first. */
static unsigned int rank_in_core(const struct topology *topology, hwloc_obj_t pu)
{
	hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(topology->hwloc, HWLOC_OBJ_CORE, pu);
	unsigned int rank = 0;

	if (!core)
		return 0;
	for (int cpu = hwloc_bitmap_first(core->cpuset); cpu >= 0 && (unsigned int)cpu != pu->os_index;
	     cpu = hwloc_bitmap_next(core->cpuset, cpu))
		rank++;
	return rank;
}

size_t topology_pick(const struct topology *topology, unsigned int from, enum distance distance,
		     unsigned int *cpus, size_t most)
{
	hwloc_obj_t center = find_cpu(topology, from), pu = NULL;
	unsigned int all = topology_cpus(topology);
	size_t found = 0;

	/* Siblings of the center come last of all. */
	for (unsigned int pass = 0; center && pass < 2 * all; pass++) {
		while ((pu = hwloc_get_next_obj_by_type(topology->hwloc, HWLOC_OBJ_PU, pu))) {
			bool sibling = share(topology, center, pu, HWLOC_OBJ_CORE);

			if (pu == center || !is_at(topology, center, pu, distance) ||
			    rank_in_core(topology, pu) + (sibling ? all : 0) != pass)
				continue;
			if (found < most)
				cpus[found] = pu->os_index;
			found++;
		}
	}
	return found;
}

double topology_node_distance(const struct topology *topology, unsigned int from, unsigned int to)
{
	hwloc_obj_t one = hwloc_get_numanode_obj_by_os_index(topology->hwloc, from);
	hwloc_obj_t other = hwloc_get_numanode_obj_by_os_index(topology->hwloc, to);
	struct hwloc_distances_s *distances;
	unsigned int matrices = 1;
	hwloc_uint64_t forth, back;
	double distance = 0;

	if (!one || !other ||
	    hwloc_distances_get_by_name(topology->hwloc, "NUMALatency", &matrices, &distances, 0) || !matrices)
		return 0;
	if (!hwloc_distances_obj_pair_values(distances, one, other, &forth, &back))
		distance = (double)forth;
	hwloc_distances_release(topology->hwloc, distances);
	return distance;
}

char *topology_describe(const struct topology *topology)
{
	char text[512];

	if (hwloc_topology_export_synthetic(topology->hwloc, text, sizeof(text),
					    HWLOC_TOPOLOGY_EXPORT_SYNTHETIC_FLAG_NO_ATTRS) < 0)
		return NULL;
	return strdup(text);
}
