/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * readings.c: sleep, clocks, memory, who else runs, and what the CPU itself is set to.
 */
#include "sys/readings.h"

#include "arch/arch.h"
#include "sys/knobs.h"
#include "sys/paths.h"
#include "sys/setting.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <time.h>
#include <unistd.h>

#define CPU "/sys/devices/system/cpu/"

/* At @offset of a file below @root; false unless all of @size is there. */
static bool read_raw(const char *root, const char *path, off_t offset, void *data, size_t size)
{
	char full[1024];
	ssize_t length;
	int fd;

	snprintf(full, sizeof(full), "%s%s", root, path);
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	length = pread(fd, data, size, offset);
	close(fd);
	return length == (ssize_t)size;
}

struct sleep {
	char name[64];
	long wake_us;
};

/* The deepest state of the CPU whose folder is @cpu that takes @limit_us to leave, or less. */
static void find_deepest(struct sleep *deepest, const char *root, const char *cpu, long limit_us)
{
	char path[512], line[64];

	for (int i = 0; ; i++) {
		long wake_us;

		snprintf(path, sizeof(path), "%s/state%d/latency", cpu, i);
		if (!knob_line(root, path, line, sizeof(line)))
			return;
		wake_us = atol(line);
		snprintf(path, sizeof(path), "%s/state%d/disable", cpu, i);
		if (wake_us > limit_us || wake_us <= deepest->wake_us ||
		    (knob_line(root, path, line, sizeof(line)) && strcmp(line, "0")))
			continue;
		deepest->wake_us = wake_us;
		snprintf(path, sizeof(path), "%s/state%d/name", cpu, i);
		if (!knob_line(root, path, deepest->name, sizeof(deepest->name)))
			snprintf(deepest->name, sizeof(deepest->name), "state%d", i);
	}
}

bool read_idle(const char *root, char *value, size_t size)
{
	struct sleep deepest = { .wake_us = -1 };
	char driver[64];
	struct paths cpus;
	int32_t allowed;
	long limit_us = LONG_MAX;

	if (!knob_line(root, CPU "cpuidle/current_driver", driver, sizeof(driver)))
		return false;
	if (read_raw(root, "/dev/cpu_dma_latency", 0, &allowed, sizeof(allowed)))
		limit_us = allowed;
	if (paths_find(&cpus, root, CPU "cpu*/cpuidle"))
		return false;
	for (size_t i = 0; i < cpus.count; i++)
		find_deepest(&deepest, root, cpus.items[i], limit_us);
	paths_free(&cpus);

	if (deepest.wake_us < 0)
		snprintf(value, size, "none");
	else
		snprintf(value, size, "%s %s %ld us", driver, deepest.name, deepest.wake_us);
	return true;
}

bool read_tsc(const char *root, char *value, size_t size)
{
	char flags[4096];
	bool constant, nonstop;

	if (!cpuinfo_value(root, "flags", flags, sizeof(flags)) || !strstr(flags, " tsc"))
		return false;
	constant = strstr(flags, " constant_tsc");
	nonstop = strstr(flags, " nonstop_tsc");
	snprintf(value, size, "%s", constant && nonstop ? "constant nonstop" : constant ? "constant" :
		 nonstop ? "nonstop" : "neither constant nor nonstop");
	return true;
}

bool read_khugepaged(const char *root, char *value, size_t size)
{
	char line[256];

	if (!knob_line(root, "/sys/kernel/mm/transparent_hugepage/enabled", line, sizeof(line)))
		return false;
	snprintf(value, size, "%s", strstr(line, "[always]") ? "scans all" :
		 strstr(line, "[madvise]") ? "scans what asks for it" : "off");
	return true;
}

bool read_swap(const char *root, char *value, size_t size)
{
	char full[1024], line[256];
	FILE *file;

	snprintf(full, sizeof(full), "%s/proc/swaps", root);
	file = fopen(full, "re");
	if (!file)
		return false;
	/* The first line is the heading; any other is a swap area. */
	snprintf(value, size, "%s", fgets(line, sizeof(line), file) &&
		 fgets(line, sizeof(line), file) ? "on" : "off");
	fclose(file);
	return true;
}

/* MemTotal and MemFree, in KiB, of a file in the form of /proc/meminfo. */
static bool read_free(const char *root, const char *path, uint64_t *total, uint64_t *unused)
{
	char full[1024], line[256], *at;
	int found = 0;
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", root, path);
	file = fopen(full, "re");
	while (file && found < 2 && fgets(line, sizeof(line), file)) {
		at = strstr(line, "MemTotal:");
		if (at)
			found += sscanf(at, "MemTotal: %" SCNu64, total) == 1;
		at = strstr(line, "MemFree:");
		if (at)
			found += sscanf(at, "MemFree: %" SCNu64, unused) == 1;
	}
	if (file)
		fclose(file);
	return found == 2;
}

bool read_memory(const char *root, char *value, size_t size)
{
	const uint64_t least_kib = 64 << 10;	/* as large as most regions, with room to spare */
	uint64_t total = 0, unused = 0;
	struct paths nodes;
	size_t used = 0;
	bool read = false;

	value[0] = '\0';
	if (paths_find(&nodes, root, "/sys/devices/system/node/node*/meminfo"))
		return false;
	for (size_t i = 0; i < nodes.count && used < size; i++) {
		if (!read_free(root, nodes.items[i], &total, &unused))
			continue;
		read = true;
		/* A node may have CPUs and no memory. kswapd wakes up somewhere below a hundredth. */
		if (total && (unused < least_kib || unused < total / 100))
			used += (size_t)snprintf(value + used, size - used, "%snode %d has %" PRIu64 " MiB free of %" PRIu64,
						 used ? "; " : "", atoi(strstr(nodes.items[i], "/node/node") + 10),
						 unused >> 10, total >> 10);
	}
	paths_free(&nodes);
	if (!read && read_free(root, "/proc/meminfo", &total, &unused)) {
		read = true;
		if (unused < least_kib || unused < total / 100)
			used = (size_t)snprintf(value, size, "%" PRIu64 " MiB free of %" PRIu64, unused >> 10, total >> 10);
	}
	if (read && !used)
		snprintf(value, size, "enough");
	return read;
}

bool read_aslr(const char *root, char *value, size_t size)
{
	int now = personality(0xffffffff);

	if (!knob_line(root, "/proc/sys/kernel/randomize_va_space", value, size))
		return false;
	if (strcmp(value, "0") && now != -1 && (now & ADDR_NO_RANDOMIZE))
		snprintf(value, size, "0 (this process)");
	return true;
}

bool read_irqbalance(const char *root, char *value, size_t size)
{
	char comm[64];
	struct paths tasks;
	bool running = false;

	if (paths_find(&tasks, root, "/proc/*/comm") || !tasks.count)
		return false;
	for (size_t i = 0; i < tasks.count && !running; i++)
		running = knob_line(root, tasks.items[i], comm, sizeof(comm)) && !strcmp(comm, "irqbalance");
	paths_free(&tasks);
	snprintf(value, size, "%s", running ? "running" : "not running");
	return true;
}

static bool count_running(const char *root, long *running)
{
	char full[1024], count[32];

	snprintf(full, sizeof(full), "%s/proc/stat", root);
	return setting_find(full, "procs_running ", count, sizeof(count)) &&
	       sscanf(count, "%ld", running) == 1;
}

bool read_load(const char *root, char *value, size_t size)
{
	enum { LOOKS = 9 };
	const struct timespec pause = { .tv_nsec = 5000000 };
	long running, least = LONG_MAX;

	/* What is there each time is a load; what is there once may be a daemon that looks around. */
	for (int i = 0; i < LOOKS; i++) {
		if (!count_running(root, &running))
			return false;
		least = running < least ? running : least;
		nanosleep(&pause, NULL);
	}
	if (least > 1)	/* this one is running itself */
		snprintf(value, size, "%ld other task%s", least - 1, least > 2 ? "s" : "");
	else
		snprintf(value, size, "idle");
	return true;
}

bool read_mitigations(const char *root, char *value, size_t size)
{
	static const char done[] = "Mitigation: ";
	struct paths paths;
	char line[256];
	size_t used = 0;
	bool read = false;

	if (paths_find(&paths, root, CPU "vulnerabilities/*"))
		return false;
	value[0] = '\0';
	for (size_t i = 0; i < paths.count; i++) {
		bool mitigated;

		if (!knob_line(root, paths.items[i], line, sizeof(line)))
			continue;
		read = true;
		if (!strcmp(line, "Not affected") || used >= size)
			continue;
		mitigated = !strncmp(line, done, strlen(done));
		used += (size_t)snprintf(value + used, size - used, "%s%s: %s", used ? "; " : "",
					 strrchr(paths.items[i], '/') + 1, line + (mitigated ? strlen(done) : 0));
	}
	paths_free(&paths);
	if (read && !used)
		snprintf(value, size, "none is needed");
	return read;
}

bool read_prefetchers(const char *root, char *value, size_t size)
{
	/* MISC_FEATURE_CONTROL: a bit that is set turns one off. */
	static const char *const names[] = { "L2 hardware", "L2 adjacent line", "L1 next line", "L1 by address" };
	const off_t msr = 0x1a4;
	char vendor[64];
	uint64_t bits;
	size_t used = 0;

	if (!cpuinfo_value(root, "vendor_id", vendor, sizeof(vendor)) || !strstr(vendor, "GenuineIntel") ||
	    !read_raw(root, "/dev/cpu/0/msr", msr, &bits, sizeof(bits)))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && used < size; i++)
		if (bits >> i & 1)
			used += (size_t)snprintf(value + used, size - used, "%s%s", used ? "; " : "off: ", names[i]);
	if (!used)
		snprintf(value, size, "on");
	return true;
}
