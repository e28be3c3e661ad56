/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * knobs.c: sysfs and /proc/sys, one row of a table each.
 */
#include "sys/knobs.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static bool read_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");
	bool got;

	if (!file)
		return false;
	got = fgets(line, (int)size, file);
	fclose(file);
	if (got)
		line[strcspn(line, "\n")] = '\0';
	return got;
}

#define CPU0 "/sys/devices/system/cpu/cpu0/cpufreq/"

const struct knob knobs[] = {
	{ "governor", CPU0 "scaling_governor", "performance",
	  "it lets the clock rate follow the load", "cpupower frequency-set -g performance" },
	{ "turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo", "1",
	  "it raises the clock rate while the chip is cool",
	  "echo 1 >/sys/devices/system/cpu/intel_pstate/no_turbo" },
	{ "boost", "/sys/devices/system/cpu/cpufreq/boost", "0",
	  "it raises the clock rate while the chip is cool",
	  "echo 0 >/sys/devices/system/cpu/cpufreq/boost" },
	{ "smt", "/sys/devices/system/cpu/smt/active", "0",
	  "a sibling thread takes its share of the core", "echo off >/sys/devices/system/cpu/smt/control" },
	{ "thp", "/sys/kernel/mm/transparent_hugepage/enabled", "*[[]never]*|*[[]madvise]*",
	  "it backs the harness's own memory with huge pages",
	  "echo madvise >/sys/kernel/mm/transparent_hugepage/enabled" },
	{ "ksm", "/sys/kernel/mm/ksm/run", "0", "its scanner runs beside the measurement",
	  "echo 0 >/sys/kernel/mm/ksm/run" },
	{ "numa_balancing", "/proc/sys/kernel/numa_balancing", "0",
	  "its scan downgrades exclusive entries up to 6.14", "sysctl kernel.numa_balancing=0" },
	{ "swap", "/proc/swaps", "off", "reclaim may take the pages that are measured", "swapoff -a" },
	{ "aslr", "/proc/sys/kernel/randomize_va_space", "0",
	  "it moves the page tables from run to run", "run under: setarch -R" },
	{ "perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid", "-1|0|1|2",
	  "it keeps libperf from counting", "sysctl kernel.perf_event_paranoid=1" },
	{ 0 },
};

bool knob_read(const struct knob *knob, char *value, size_t size)
{
	char second[256];
	FILE *file;

	if (strcmp(knob->path, "/proc/swaps"))
		return read_line(knob->path, value, size);

	/* The first line is the heading; any other is a swap area. */
	file = fopen(knob->path, "re");
	if (!file)
		return false;
	snprintf(value, size, "%s", fgets(second, sizeof(second), file) &&
		 fgets(second, sizeof(second), file) ? "on" : "off");
	fclose(file);
	return true;
}

bool knob_is_quiet(const struct knob *knob, const char *value)
{
	char patterns[128], *rest = patterns, *pattern;

	snprintf(patterns, sizeof(patterns), "%s", knob->quiet);
	while ((pattern = strsep(&rest, "|")))
		if (!fnmatch(pattern, value, 0))
			return true;
	return false;
}
