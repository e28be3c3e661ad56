/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numa_restore: the first write to an exclusive page of a given NUMA node.
 *
 * The parameters "cpu" and "node" say from where and to where; the fact numa_distance is
 * what the firmware says of the two. The page tables and the kernel's own data are where the
 * kernel put them: the first follow the CPU that faulted first, which is this one.
 */
#include "base/err.h"
#include "run/scenario.h"
#include "run/steps.h"

#include <errno.h>

static int observe(struct run *run)
{
	int node = run->region.node, from = topology_node_of_cpu(run->topology, run->cpu);
	size_t pages;
	int err = region_count_on_node(&run->region, node, &pages);

	if (err)
		return err;
	if (pages != run->region.pages)
		return err_set(ENODATA, "node=%d: only %zu of %zu pages are on it; make memory free there", node,
			       pages, run->region.pages);
	trial_add_fact(&run->trial, "numa_from", UNIT_COUNT, from);
	trial_add_fact(&run->trial, "numa_to", UNIT_COUNT, node);
	trial_add_fact(&run->trial, "numa_distance", UNIT_COUNT,
		       topology_node_distance(run->topology, (unsigned int)from, (unsigned int)node));
	return 0;
}

STATE_TOUCH(numa_restore, exclusive, STATE_WRITE,
	    .family = "numa", .chart = "touch", .needs = NEED_MODULE | NEED_TWO_NODES,
	    .summary = "the first write to an exclusive page on a given NUMA node",
	    .observe = observe);
