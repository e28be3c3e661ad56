/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * workbench.c: what every verb opens first.
 */
#include "base/err.h"
#include "commands/commands.h"
#include "sys/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int open_device(struct workbench *workbench, const char *name)
{
	bool may_lack = !name || !strcmp(name, "auto") || !strcmp(name, "none");
	int err = device_open(&workbench->bench.device, name);

	if (!may_lack || (err != -ENOENT && err != -EACCES && err != -EPERM))
		return err;
	snprintf(workbench->why_no_device, sizeof(workbench->why_no_device), "%s", err_text(err));
	workbench->bench.why_no_device = workbench->why_no_device;
	return 0;
}

int workbench_open(struct workbench *workbench, const struct workbench_wants *wants)
{
	struct bench *bench = &workbench->bench;
	int err;

	*workbench = (struct workbench){ 0 };
	err = topology_load(&bench->topology, wants->cpus, wants->nodes);
	if (!err)
		err = counters_open(&bench->counters);
	if (!err)
		err = open_device(workbench, wants->device);
	if (!err)
		err = probe_run(&bench->probe, bench->device, bench->counters);
	if (err)
		workbench_close(workbench);
	else
		kernel_log_open(&bench->log);
	return err;
}

int workbench_open_pmu(struct workbench *workbench)
{
	struct bench *bench = &workbench->bench;
	unsigned int cpu = topology_quiet_cpu(bench->topology);
	int err = topology_pin(bench->topology, cpu);

	return err ? err : pmu_open(&bench->pmu, cpu);
}

void workbench_close(struct workbench *workbench)
{
	kernel_log_close(&workbench->bench.log);
	pmu_close(workbench->bench.pmu);
	device_close(workbench->bench.device);
	counters_close(workbench->bench.counters);
	topology_free(workbench->bench.topology);
	*workbench = (struct workbench){ 0 };
}
