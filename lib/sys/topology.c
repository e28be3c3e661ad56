/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.c: the few questions that dexbench has for hwloc.
 */
#include "sys/topology.h"
#include "base/err.h"
#include "sys/confine.h"
#include "sys/core_types.h"
#include "sys/load_machine.h"
#include "sys/locations.h"
#include "sys/topology_inside.h"

#include <errno.h>
#include <hwloc/distances.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int make_sets(struct topology *topology, const char *cpus, const char *nodes)
{
	topology->offline = hwloc_bitmap_alloc();
	topology->isolated = hwloc_bitmap_alloc();
	topology->affinity = hwloc_bitmap_alloc();
	topology->used = hwloc_bitmap_alloc();
	topology->unasked = hwloc_bitmap_alloc();
	topology->nodes = hwloc_bitmap_alloc();
	topology->asked_cpus = cpus ? strdup(cpus) : NULL;
	topology->asked_nodes = nodes ? strdup(nodes) : NULL;
	return topology->offline && topology->isolated && topology->affinity && topology->used &&
	       topology->unasked && topology->nodes && !topology->asked_cpus == !cpus &&
	       !topology->asked_nodes == !nodes ? 0 : -ENOMEM;
}

int topology_load_within(struct topology **topology, const char *cpus, const char *nodes,
			 const struct topology_limits *limits)
{
	struct topology *loaded = calloc(1, sizeof(*loaded));
	int err;

	if (!loaded)
		return -ENOMEM;
	err = make_sets(loaded, cpus, nodes);
	if (!err)
		err = load_machine(&loaded->whole);
	if (!err)
		err = confine(loaded, limits);
	if (err) {
		topology_free(loaded);
		return err;
	}
	*topology = loaded;
	return 0;
}

int topology_load(struct topology **topology, const char *cpus, const char *nodes)
{
	return topology_load_within(topology, cpus, nodes, &(struct topology_limits){ 0 });
}

void topology_free(struct topology *topology)
{
	if (!topology)
		return;
	if (topology->whole)
		hwloc_topology_destroy(topology->whole);
	hwloc_bitmap_free(topology->offline);
	hwloc_bitmap_free(topology->isolated);
	hwloc_bitmap_free(topology->affinity);
	hwloc_bitmap_free(topology->used);
	hwloc_bitmap_free(topology->unasked);
	hwloc_bitmap_free(topology->nodes);
	free(topology->asked_cpus);
	free(topology->asked_nodes);
	free(topology);
}

unsigned int topology_cpus(const struct topology *topology)
{
	return (unsigned int)hwloc_bitmap_weight(topology->used);
}

unsigned int topology_nodes(const struct topology *topology)
{
	return (unsigned int)hwloc_bitmap_weight(topology->nodes);
}

bool topology_has_node(const struct topology *topology, unsigned int node)
{
	return hwloc_bitmap_isset(topology->nodes, node);
}

static bool is_used(const struct topology *topology, unsigned int cpu)
{
	return hwloc_bitmap_isset(topology->used, cpu);
}

/* Leaves in @set those that measure best: isolated ones, of the best kind. */
static void keep_preferred(const struct topology *topology, hwloc_bitmap_t set)
{
	if (hwloc_bitmap_intersects(set, topology->isolated))
		hwloc_bitmap_and(set, set, topology->isolated);
	core_types_keep_best(topology->whole, set);
}

/* Cores in the order of the whole machine: in a part of it hwloc would order them anew. */
unsigned int topology_quiet_cpu(const struct topology *topology)
{
	hwloc_bitmap_t set = hwloc_bitmap_dup(topology->used);
	hwloc_obj_t core = NULL;
	int cpu = -1;

	if (!set)
		return (unsigned int)hwloc_bitmap_first(topology->used);
	keep_preferred(topology, set);
	while ((core = hwloc_get_next_obj_by_type(topology->whole, HWLOC_OBJ_CORE, core))) {
		if (!hwloc_bitmap_intersects(core->cpuset, set))
			continue;
		cpu = hwloc_bitmap_first(core->cpuset);
		while (!hwloc_bitmap_isset(set, (unsigned int)cpu))
			cpu = hwloc_bitmap_next(core->cpuset, cpu);
	}
	if (cpu < 0)
		cpu = hwloc_bitmap_last(set);
	hwloc_bitmap_free(set);
	return (unsigned int)cpu;
}

static hwloc_obj_t find_cpu(const struct topology *topology, unsigned int cpu)
{
	if (!is_used(topology, cpu))
		return NULL;
	return hwloc_get_pu_obj_by_os_index(topology->whole, cpu);
}

/* The next CPU that the run may use; NULL after the last. */
static hwloc_obj_t next_cpu(const struct topology *topology, hwloc_obj_t cpu)
{
	do {
		cpu = hwloc_get_next_obj_by_type(topology->whole, HWLOC_OBJ_PU, cpu);
	} while (cpu && !is_used(topology, cpu->os_index));
	return cpu;
}

int topology_node_of_cpu(const struct topology *topology, unsigned int cpu)
{
	hwloc_obj_t pu = find_cpu(topology, cpu);
	int node = -1;

	while (pu && pu->nodeset && (node = hwloc_bitmap_next(pu->nodeset, node)) >= 0)
		if (hwloc_bitmap_isset(topology->nodes, (unsigned int)node))
			return node;
	return -1;
}

int topology_pin(struct topology *topology, unsigned int cpu)
{
	hwloc_obj_t pu = find_cpu(topology, cpu);
	const int flags = HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT;

	if (!pu)
		return err_set(EINVAL, "cpu=%u: not one of the CPUs that this run may use, %s; "
			       "--cpus names others", cpu, location_list(topology->used));
	if (hwloc_set_cpubind(topology->whole, pu->cpuset, flags))
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

static hwloc_obj_t ancestor(const struct topology *topology, hwloc_obj_t cpu, hwloc_obj_type_t type)
{
	return hwloc_get_ancestor_obj_by_type(topology->whole, type, cpu);
}

static bool share(const struct topology *topology, hwloc_obj_t one, hwloc_obj_t other,
		  hwloc_obj_type_t type)
{
	hwloc_obj_t of_one = ancestor(topology, one, type);

	return of_one && of_one == ancestor(topology, other, type);
}

/* What is not known of one of them is not different. */
static bool has_other_package(const struct topology *topology, hwloc_obj_t one, hwloc_obj_t other)
{
	return ancestor(topology, one, HWLOC_OBJ_PACKAGE) &&
	       ancestor(topology, other, HWLOC_OBJ_PACKAGE) &&
	       !share(topology, one, other, HWLOC_OBJ_PACKAGE);
}

static bool has_other_node(hwloc_obj_t one, hwloc_obj_t other)
{
	return one->nodeset && other->nodeset && !hwloc_bitmap_iszero(one->nodeset) &&
	       !hwloc_bitmap_iszero(other->nodeset) &&
	       !hwloc_bitmap_intersects(one->nodeset, other->nodeset);
}

static bool is_at(const struct topology *topology, hwloc_obj_t from, hwloc_obj_t to,
		  enum distance distance)
{
	bool same_core = share(topology, from, to, HWLOC_OBJ_CORE);
	bool same_l3 = share(topology, from, to, HWLOC_OBJ_L3CACHE);

	switch (distance) {
	case DISTANCE_SMT:
		return same_core;
	case DISTANCE_L3:
		return !same_core && same_l3;
	case DISTANCE_PACKAGE:
		return !same_core && !same_l3 && share(topology, from, to, HWLOC_OBJ_PACKAGE);
	case DISTANCE_OTHER_PACKAGE:
		return !same_core && !same_l3 && has_other_package(topology, from, to);
	case DISTANCE_OTHER_NODE:
		return has_other_node(from, to);
	default:
		return true;
	}
}

/* Which thread of its core a PU is, used or not: 0 is the first. */
static unsigned int rank_in_core(const struct topology *topology, hwloc_obj_t pu)
{
	hwloc_obj_t core = ancestor(topology, pu, HWLOC_OBJ_CORE);
	unsigned int rank = 0;

	if (!core)
		return 0;
	for (int cpu = hwloc_bitmap_first(core->cpuset); cpu >= 0 && (unsigned int)cpu != pu->os_index;
	     cpu = hwloc_bitmap_next(core->cpuset, cpu))
		rank++;
	return rank;
}

/* How little a CPU is wanted beside another: what comes first counts most. */
struct candidate {
	bool sibling, other_kind, not_isolated;
	unsigned int rank, index;
	unsigned int cpu;
};

static int by_preference(const void *left, const void *right)
{
	const struct candidate *l = left, *r = right;

	if (l->sibling != r->sibling)
		return l->sibling - r->sibling;
	if (l->other_kind != r->other_kind)
		return l->other_kind - r->other_kind;
	if (l->not_isolated != r->not_isolated)
		return l->not_isolated - r->not_isolated;
	if (l->rank != r->rank)
		return l->rank < r->rank ? -1 : 1;
	return l->index < r->index ? -1 : l->index > r->index;
}

/* A kind that is not known is not another. */
static bool has_other_kind(const struct topology *topology, hwloc_obj_t one, hwloc_obj_t other)
{
	int of_one = cpu_kind(topology->whole, one->os_index);
	int of_other = cpu_kind(topology->whole, other->os_index);

	return of_one >= 0 && of_other >= 0 && of_one != of_other;
}

static struct candidate judge(const struct topology *topology, hwloc_obj_t center, hwloc_obj_t pu)
{
	return (struct candidate){
		.sibling = share(topology, center, pu, HWLOC_OBJ_CORE),
		.other_kind = has_other_kind(topology, center, pu),
		.not_isolated = !hwloc_bitmap_isset(topology->isolated, pu->os_index),
		.rank = rank_in_core(topology, pu),
		.index = pu->logical_index,
		.cpu = pu->os_index,
	};
}

size_t topology_pick(const struct topology *topology, unsigned int from, enum distance distance,
		     unsigned int *cpus, size_t most)
{
	struct candidate *candidates = calloc(topology_cpus(topology), sizeof(*candidates));
	hwloc_obj_t center = find_cpu(topology, from), pu = NULL;
	size_t found = 0;

	while (candidates && center && (pu = next_cpu(topology, pu)))
		if (pu != center && is_at(topology, center, pu, distance))
			candidates[found++] = judge(topology, center, pu);
	if (found)
		qsort(candidates, found, sizeof(*candidates), by_preference);
	for (size_t i = 0; i < found && i < most; i++)
		cpus[i] = candidates[i].cpu;
	free(candidates);
	return found;
}

double topology_node_distance(const struct topology *topology, unsigned int from, unsigned int to)
{
	hwloc_obj_t one = hwloc_get_numanode_obj_by_os_index(topology->whole, from);
	hwloc_obj_t other = hwloc_get_numanode_obj_by_os_index(topology->whole, to);
	struct hwloc_distances_s *distances;
	unsigned int matrices = 1;
	hwloc_uint64_t forth, back;
	double distance = 0;

	if (!one || !other || hwloc_distances_get_by_name(topology->whole, "NUMALatency", &matrices,
							  &distances, 0) || !matrices)
		return 0;
	if (!hwloc_distances_obj_pair_values(distances, one, other, &forth, &back))
		distance = (double)forth;
	hwloc_distances_release(topology->whole, distances);
	return distance;
}
