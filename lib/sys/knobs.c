/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * knobs.c: sysfs and /proc/sys, one row of a table each.
 */
#include "sys/knobs.h"
#include "sys/paths.h"
#include "sys/readings.h"
#include "sys/setting.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#define CPU "/sys/devices/system/cpu/"
#define POLICY CPU "cpufreq/policy*/"
#define THP "/sys/kernel/mm/transparent_hugepage/"
#define KERNEL "/proc/sys/kernel/"

/*
 * --tune sets them in this order, and puts them back in the other: a policy's preference before
 * its governor, since "performance" locks it; each CPU's boost before that of all.
 */
const struct knob knobs[] = {
	{ "energy_preference", POLICY "energy_performance_preference", "performance|0",
	  "it lets the CPU save energy at the cost of its clock rate",
	  "cpupower frequency-set -g performance", .tuned = "performance", .follows = true,
	  .times_only = true },
	{ "governor", POLICY "scaling_governor", "performance",
	  "it lets the clock rate follow the load", "cpupower frequency-set -g performance",
	  .tuned = "performance", .times_only = true },
	{ "turbo", CPU "intel_pstate/no_turbo", "1",
	  "it raises the clock rate while the chip is cool",
	  "echo 1 >" CPU "intel_pstate/no_turbo", .tuned = "1", .times_only = true },
	{ "boost_by_cpu", POLICY "boost", "0",
	  "it raises the clock rate while the chip is cool",
	  "echo 0 | tee " POLICY "boost", .tuned = "0", .follows = true, .times_only = true },
	{ "boost", CPU "cpufreq/boost", "0",
	  "it raises the clock rate while the chip is cool",
	  "echo 0 >" CPU "cpufreq/boost", .tuned = "0", .times_only = true },
	{ "idle", "/dev/cpu_dma_latency", "none|*[!0-9][0-2] us",
	  "a CPU that slept takes that long to wake up, with cold caches",
	  "dexbench run --tune (holds /dev/cpu_dma_latency), or cpupower idle-set -D 2",
	  .read = read_idle, .times_only = true },
	{ "smt", CPU "smt/active", "0",
	  "a sibling thread takes its share of the core", "echo off >" CPU "smt/control",
	  .times_only = true },
	{ "clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource",
	  "tsc|arch_sys_counter", "the kernel does not trust the CPU's counter, which samples are read from",
	  "boot with tsc=reliable, if the firmware is to blame", .times_only = true },
	{ "tsc", "/proc/cpuinfo", "constant nonstop", "the counter that samples are read from follows the clock rate, or stops",
	  "measure on another machine, or cycles with perf", .read = read_tsc, .times_only = true },
	{ "thp", THP "enabled", "*[[]never]*|*[[]madvise]*",
	  "it backs the harness's own memory with huge pages",
	  "echo madvise >" THP "enabled", .tuned = "madvise" },
	{ "thp_sizes", THP "hugepages-*kB/enabled", "*[[]never]*|*[[]madvise]*|*[[]inherit]*",
	  "it backs the harness's own memory with large folios",
	  "echo madvise | tee " THP "hugepages-*kB/enabled", .tuned = "madvise" },
	{ "thp_defrag", THP "defrag", "*[[]never]*|*[[]madvise]*|*[[]defer*",
	  "a fault of anyone may compact memory", "echo madvise >" THP "defrag", .tuned = "madvise" },
	{ "khugepaged", THP "enabled", "off|scans what asks for it", "it runs beside the measurement",
	  "echo madvise >" THP "enabled", .read = read_khugepaged },
	{ "ksm", "/sys/kernel/mm/ksm/run", "0|2", "its scanner runs beside the measurement",
	  "echo 0 >/sys/kernel/mm/ksm/run", .tuned = "0" },
	{ "numa_balancing", KERNEL "numa_balancing", "0",
	  "its scan downgrades exclusive entries up to 6.14", "sysctl kernel.numa_balancing=0", .tuned = "0" },
	{ "swap", "/proc/swaps", "off", "reclaim may take the pages that are measured", "swapoff -a",
	  .read = read_swap },
	{ "memory", "/proc/meminfo", "enough", "reclaim may run beside the measurement",
	  "sync; echo 3 >/proc/sys/vm/drop_caches", .read = read_memory, .kind = KNOB_PASSING },
	{ "aslr", KERNEL "randomize_va_space", "0|0 *",
	  "it moves the page tables from run to run", "run under: setarch -R", .read = read_aslr },
	{ "perf_event_paranoid", KERNEL "perf_event_paranoid", "-1|0|1|2",
	  "it keeps libperf from counting", "sysctl kernel.perf_event_paranoid=1", .tuned = "1" },
	{ "perf_sample_rate", KERNEL "perf_event_max_sample_rate", "[1-9]?????*",
	  "the kernel lowered it: interrupts of perf took long here",
	  "sysctl kernel.perf_event_max_sample_rate=100000", .tuned = "100000", .kind = KNOB_PASSING,
	  .times_only = true },
	{ "nmi_watchdog", KERNEL "nmi_watchdog", "0", "its interrupt cannot be held off, and it takes a counter",
	  "sysctl kernel.nmi_watchdog=0", .tuned = "0", .times_only = true },
	{ "tracer", "/sys/kernel/tracing/current_tracer", "nop", "it runs in every function of the kernel",
	  "echo nop >/sys/kernel/tracing/current_tracer", .kind = KNOB_NOISE },
	{ "irqbalance", "/proc/*/comm", "not running", "it moves interrupts while samples are taken",
	  "systemctl stop irqbalance", .read = read_irqbalance, .times_only = true },
	{ "load", "/proc/stat", "idle", "it takes the CPU, caches and memory away",
	  "end it; ps -eo pid,stat,comm | grep R tells what", .read = read_load, .kind = KNOB_PASSING },
	{ "isolated", CPU "isolated", "*", "no task is scheduled there", "kernel argument isolcpus=",
	  .kind = KNOB_FACT },
	{ "nohz_full", CPU "nohz_full", "*", "the timer interrupt stays away from there",
	  "kernel argument nohz_full=", .kind = KNOB_FACT },
	{ "kpti", CPU "vulnerabilities/meltdown", "*", "page tables are switched at each fault",
	  "kernel argument nopti", .kind = KNOB_FACT },
	{ "mitigations", CPU "vulnerabilities", "*", "they cost in each fault and system call",
	  "kernel argument mitigations=off", .read = read_mitigations, .kind = KNOB_FACT },
	{ "microcode", CPU "cpu*/microcode/version", "*", "it may change what all costs",
	  "the distribution's microcode package", .kind = KNOB_FACT },
	{ "prefetchers", "/dev/cpu/0/msr", "*", "neighbours of what is touched may be in the cache",
	  "wrmsr -a 0x1a4 0xf", .read = read_prefetchers, .kind = KNOB_FACT,
	  .unread = "only Intel's can be read, by root, once `modprobe msr` has given /dev/cpu/0/msr" },
	{ 0 },
};

bool knob_line(const char *root, const char *path, char *line, size_t size)
{
	char full[1024];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return setting_line(full, line, size);
}

/* True if @part is one of the parts of @list, with ", " between. */
static bool has_part(const char *list, const char *part)
{
	size_t length = strlen(part);

	for (const char *at = list; (at = strstr(at, part)); at++)
		if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ','))
			return true;
	return false;
}

bool knob_read(const struct knob *knob, const char *root, char *value, size_t size)
{
	struct paths paths;
	char line[256];
	size_t used = 0;
	bool read = false;

	if (knob->read)
		return knob->read(root, value, size);
	if (!strchr(knob->path, '*'))
		return knob_line(root, knob->path, value, size);

	if (paths_find(&paths, root, knob->path))
		return false;
	value[0] = '\0';
	for (size_t i = 0; i < paths.count; i++) {
		if (!knob_line(root, paths.items[i], line, sizeof(line)))
			continue;
		if (!has_part(value, line) && used < size)
			used += (size_t)snprintf(value + used, size - used, "%s%s", used ? ", " : "", line);
		read = true;
	}
	paths_free(&paths);
	return read;
}

static bool matches(const char *quiet, const char *value)
{
	char patterns[128], *rest = patterns, *pattern;

	snprintf(patterns, sizeof(patterns), "%s", quiet);
	while ((pattern = strsep(&rest, "|")))
		if (!fnmatch(pattern, value, 0))
			return true;
	return false;
}

bool knob_is_quiet(const struct knob *knob, const char *value)
{
	char parts[KNOB_VALUE_SIZE], *next = parts, *part;

	snprintf(parts, sizeof(parts), "%s", value);
	while ((part = next)) {
		next = strstr(part, ", ");
		if (next) {
			*next = '\0';
			next += 2;
		}
		if (!matches(knob->quiet, part))
			return false;
	}
	return true;
}
