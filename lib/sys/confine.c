/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * confine.c: offline CPUs, affinity, cpusets, isolated CPUs, and the words of --cpus and --nodes.
 *
 * isolcpus= takes CPUs out of the affinity of every process, for those who ask for them. So
 * they are used if --cpus names them, or if the process was given them; a cpuset binds even then.
 */
#include "sys/confine.h"
#include "base/err.h"
#include "sys/core_types.h"
#include "sys/locations.h"
#include "sys/setting.h"
#include "sys/topology.h"
#include "sys/topology_inside.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SYS_CPU "/sys/devices/system/cpu/"

/* @list in the kernel's form, or the text of @file; @set stays empty where there is none. */
static void read_list(hwloc_bitmap_t set, const char *list, const char *file)
{
	char text[4096];

	if (!list && file && setting_read(file, text, sizeof(text)))
		list = text;
	if (list && list[0])
		location_list_read(set, list);
}

/* Those that the machine has, but that are not up: "offline" also counts room for more. */
static void read_offline(struct topology *topology, const char *list, bool here)
{
	hwloc_bitmap_t online = hwloc_bitmap_alloc();

	read_list(topology->offline, list, here ? SYS_CPU "present" : NULL);
	if (!list && online) {
		read_list(online, NULL, here ? SYS_CPU "online" : NULL);
		hwloc_bitmap_andnot(topology->offline, topology->offline, online);
	}
	hwloc_bitmap_free(online);
}

static int read_affinity(struct topology *topology, const char *list, bool here)
{
	read_list(topology->affinity, list, NULL);
	if (list)
		return 0;
	if (!here) {
		hwloc_bitmap_fill(topology->affinity);
		return 0;
	}
	if (hwloc_get_cpubind(topology->whole, topology->affinity, HWLOC_CPUBIND_THREAD))
		return err_set(errno, "cannot read this process's affinity: %s", strerror(errno));
	return 0;
}

static int read_limits(struct topology *topology, const struct topology_limits *limits)
{
	/* A topology that is made up has the limits of no process. */
	bool here = hwloc_topology_is_thissystem(topology->whole);

	read_offline(topology, limits->offline, here);
	read_list(topology->isolated, limits->isolated, here ? SYS_CPU "isolated" : NULL);
	hwloc_bitmap_and(topology->isolated, topology->isolated, hwloc_topology_get_topology_cpuset(topology->whole));
	return read_affinity(topology, limits->affinity, here);
}

/* What the words of an option are for, and what they may name. */
struct target {
	const char *option;
	bool is_cpus;
	hwloc_const_bitmap_t reach;
};

/* All CPUs that --cpus may name. */
static void find_reach(const struct topology *topology, hwloc_bitmap_t reach)
{
	hwloc_bitmap_or(reach, topology->affinity, topology->isolated);
	hwloc_bitmap_and(reach, reach, hwloc_topology_get_allowed_cpuset(topology->whole));
}

/* Why @cpu is not in @reach. */
static int refuse_cpu(const struct topology *topology, const char *words, unsigned int cpu,
		      hwloc_const_bitmap_t reach)
{
	hwloc_const_bitmap_t online = hwloc_topology_get_topology_cpuset(topology->whole);

	if (hwloc_bitmap_isset(topology->offline, cpu))
		return err_set(EINVAL, "--cpus=%s: CPU %u is offline, %s are not: echo 1 >" SYS_CPU "cpu%u/online",
			       words, cpu, location_list(online), cpu);
	if (!hwloc_bitmap_isset(online, cpu))
		return err_set(EINVAL, "--cpus=%s: there is no CPU %u; this machine has %s", words, cpu,
			       location_list(online));
	if (!hwloc_bitmap_isset(hwloc_topology_get_allowed_cpuset(topology->whole), cpu))
		return err_set(EINVAL, "--cpus=%s: CPU %u is not in the cpuset of this process's cgroup; %s may be used",
			       words, cpu, location_list(reach));
	return err_set(EINVAL, "--cpus=%s: CPU %u is not in this process's affinity (taskset); %s may be used",
		       words, cpu, location_list(reach));
}

/* Why @node is not in @reach. */
static int refuse_node(const struct topology *topology, const char *words, unsigned int node,
		       hwloc_const_bitmap_t reach)
{
	hwloc_const_bitmap_t all = hwloc_topology_get_topology_nodeset(topology->whole);

	if (!hwloc_bitmap_isset(all, node))
		return err_set(EINVAL, "--nodes=%s: there is no NUMA node %u; this machine has %s", words, node,
			       location_list(all));
	if (!hwloc_bitmap_isset(hwloc_topology_get_allowed_nodeset(topology->whole), node))
		return err_set(EINVAL, "--nodes=%s: NUMA node %u is not in the cpuset of this process's "
			       "cgroup; %s may be used", words, node, location_list(reach));
	return err_set(EINVAL, "--nodes=%s: NUMA node %u has no memory; %s may be used", words, node,
		       location_list(reach));
}

/*
 * Numbers must be of CPUs, or nodes, that may all be used. An object stands for those of its own
 * that may be used, and there must be one.
 */
static int add_location(const struct topology *topology, const char *words,
			const struct location *location, const struct target *target,
			hwloc_bitmap_t asked)
{
	hwloc_bitmap_t out = hwloc_bitmap_alloc();
	hwloc_const_bitmap_t objects = target->is_cpus ? location->cpus : location->nodes;
	hwloc_const_bitmap_t named = location->by_number ? location->numbers : objects;
	int first, err = out ? 0 : -ENOMEM;

	if (!err && hwloc_bitmap_iszero(named))
		err = err_set(EINVAL, "--%s=%s: '%s' has no %s", target->option, words, location->word,
			      target->is_cpus ? "CPU" : "NUMA node");
	if (!err) {
		hwloc_bitmap_andnot(out, named, target->reach);
		first = hwloc_bitmap_first(out);
		if (first >= 0 && (location->by_number || !hwloc_bitmap_intersects(named, target->reach)))
			err = target->is_cpus ?
			      refuse_cpu(topology, words, (unsigned int)first, target->reach) :
			      refuse_node(topology, words, (unsigned int)first, target->reach);
	}
	if (!err) {
		hwloc_bitmap_or(asked, asked, named);
		hwloc_bitmap_and(asked, asked, target->reach);
	}
	hwloc_bitmap_free(out);
	return err;
}

/* Reads @words into @asked. */
static int read_words(const struct topology *topology, const char *words, const struct target *target,
		      hwloc_bitmap_t asked)
{
	const char *rest = words;
	struct location location;
	int err = location_init(&location);

	while (rest && !err) {
		err = location_read(&location, topology->whole, &rest);
		if (err)
			err = err_set(-err, "--%s=%s: %s", target->option, words, err_text(err));
		else
			err = add_location(topology, words, &location, target, asked);
	}
	location_free(&location);
	return err;
}

/*
 * Nodes that memory can be had of: allowed, and with memory. Where no node tells how much it has,
 * each counts.
 */
static int find_memory(const struct topology *topology, hwloc_bitmap_t nodes)
{
	hwloc_bitmap_t full = hwloc_bitmap_alloc();
	hwloc_obj_t node = NULL;

	if (!full)
		return -ENOMEM;
	while ((node = hwloc_get_next_obj_by_type(topology->whole, HWLOC_OBJ_NUMANODE, node)))
		if (node->attr->numanode.local_memory)
			hwloc_bitmap_set(full, node->os_index);
	hwloc_bitmap_copy(nodes, hwloc_topology_get_allowed_nodeset(topology->whole));
	if (hwloc_bitmap_intersects(nodes, full))
		hwloc_bitmap_and(nodes, nodes, full);
	hwloc_bitmap_free(full);
	return 0;
}

static void cpus_of_nodes(const struct topology *topology, hwloc_bitmap_t cpus)
{
	hwloc_obj_t node = NULL;

	hwloc_bitmap_zero(cpus);
	while ((node = hwloc_get_next_obj_by_type(topology->whole, HWLOC_OBJ_NUMANODE, node)))
		if (hwloc_bitmap_isset(topology->nodes, node->os_index))
			hwloc_bitmap_or(cpus, cpus, node->cpuset);
}

/* ->used is what --cpus or the kernel has it; leaves of it what is next to the nodes. */
static int narrow_to_nodes(struct topology *topology)
{
	const char *cpus = topology->asked_cpus, *nodes = topology->asked_nodes;
	hwloc_bitmap_t next_to = hwloc_bitmap_alloc(), reach = hwloc_bitmap_dup(topology->nodes);
	bool isolated;
	int err = next_to && reach ? 0 : -ENOMEM;

	if (!err) {
		hwloc_bitmap_zero(topology->nodes);
		err = read_words(topology, nodes, &(struct target){ "nodes", false, reach },
				 topology->nodes);
	}
	hwloc_bitmap_free(reach);
	if (err) {
		hwloc_bitmap_free(next_to);
		return err;
	}
	cpus_of_nodes(topology, next_to);
	isolated = !cpus && hwloc_bitmap_intersects(topology->isolated, next_to);
	if (!hwloc_bitmap_intersects(topology->used, next_to))
		err = err_set(EINVAL, "%s%s%s--nodes=%s: CPUs %s may be used, and none of them is next to nodes %s%s",
			      cpus ? "--cpus=" : "", cpus ? cpus : "", cpus ? " " : "", nodes,
			      location_list(topology->used), location_list(topology->nodes),
			      isolated ? "; isolated ones must be named by --cpus" : "");
	hwloc_bitmap_and(topology->used, topology->used, next_to);
	hwloc_bitmap_free(next_to);
	return err;
}

static int choose(struct topology *topology)
{
	hwloc_const_bitmap_t allowed = hwloc_topology_get_allowed_cpuset(topology->whole);
	int err = 0;

	find_reach(topology, topology->unasked);
	if (topology->asked_cpus)
		err = read_words(topology, topology->asked_cpus,
				 &(struct target){ "cpus", true, topology->unasked }, topology->used);
	else
		hwloc_bitmap_and(topology->used, topology->affinity, allowed);
	if (!err && hwloc_bitmap_iszero(topology->used))
		err = err_set(EIO, "hwloc knows none of the CPUs that this process may use, %s",
			      location_list(topology->affinity));
	if (!err)
		err = find_memory(topology, topology->nodes);
	if (err)
		return err;

	if (topology->asked_nodes)
		err = narrow_to_nodes(topology);
	hwloc_bitmap_andnot(topology->unasked, topology->unasked, topology->used);
	/* Who names CPUs knows that they are not alike; figures of others are to be of one kind. */
	if (!err && !topology->asked_cpus)
		core_types_keep_best(topology->whole, topology->used);
	return err;
}

int confine(struct topology *topology, const struct topology_limits *limits)
{
	int err = read_limits(topology, limits);

	return err ? err : choose(topology);
}
