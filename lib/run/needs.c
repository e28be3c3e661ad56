/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * needs.c: what a scenario needs and this machine lacks.
 */
#include "run/runner.h"

#include <unistd.h>

/* What the device must be up to. */
static unsigned int device_needs(const struct scenario *scenario)
{
	return (scenario->needs & NEED_ACCESS ? DEVICE_ACCESSES : 0) |
	       (scenario->needs & NEED_ENTRIES ? DEVICE_SEES : 0) |
	       (scenario->needs & NEED_REQUEST ? DEVICE_TIMED : 0);
}

const char *bench_unmet_need(const struct bench *bench, const struct scenario *scenario)
{
	const char *limit;

	if ((scenario->needs & NEED_MODULE) && !bench->device)
		return bench->why_no_device;
	limit = scenario->needs & NEED_MODULE ? device_cannot(bench->device, device_needs(scenario)) : NULL;
	if (limit)
		return limit;
	if ((scenario->needs & NEED_ROOT) && geteuid())
		return "it needs root";
	if ((scenario->needs & NEED_TWO_CPUS) && topology_cpus(bench->topology) < 2)
		return "there is one CPU only";
	if ((scenario->needs & NEED_TWO_NODES) && topology_nodes(bench->topology) < 2)
		return "there is one NUMA node only";
	if ((scenario->needs & NEED_SOFT_DIRTY) && !bench->probe.traits.soft_dirty)
		return "this kernel keeps no soft-dirty bits (CONFIG_MEM_SOFT_DIRTY)";
	return NULL;
}

const char *bench_unmet_by_run(const struct bench *bench, const struct run *run)
{
	const struct scenario *scenario = run->entry->scenario;
	const char *unmet = bench_unmet_need(bench, scenario);

	if (!unmet && (scenario->needs & NEED_MODULE) && run_says(run, "folio", "clean"))
		unmet = device_cannot(bench->device, DEVICE_CLEANS);
	return unmet;
}
