/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.c: the few questions that dexbench has for hwloc.
 */
#include "sys/topology.h"
#include "base/err.h"

#include <errno.h>
#include <hwloc.h>
#include <stdlib.h>
#include <string.h>

struct topology {
	hwloc_topology_t hwloc;
};

int topology_load(struct topology **topology)
{
	struct topology *loaded = malloc(sizeof(*loaded));

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

char *topology_describe(const struct topology *topology)
{
	char text[512];

	if (hwloc_topology_export_synthetic(topology->hwloc, text, sizeof(text),
					    HWLOC_TOPOLOGY_EXPORT_SYNTHETIC_FLAG_NO_ATTRS) < 0)
		return NULL;
	return strdup(text);
}
