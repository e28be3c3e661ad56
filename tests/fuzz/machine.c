/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.c: fuzz the readers of /proc and /sys: files of a machine, each behind a line with its path.
 */
#include "sys/debugging.h"
#include "sys/irqs.h"
#include "sys/knobs.h"
#include "sys/tune_state.h"
#include "tests/fuzz/fuzz.h"

#define MARK	"==> "

/* All that a machine of an input may have. */
static const char *const known[] = {
	"/boot/config-1", "/proc/1/comm", "/proc/cmdline", "/proc/cpuinfo",
	"/proc/irq/1/effective_affinity_list", "/proc/irq/1/smp_affinity_list",
	"/proc/irq/2/smp_affinity_list", "/proc/kallsyms", "/proc/meminfo", "/proc/stat",
	"/proc/swaps", "/proc/sys/kernel/randomize_va_space", "/proc/sys/kernel/watchdog",
	"/sys/devices/system/clocksource/clocksource0/current_clocksource",
	"/sys/devices/system/cpu/online", "/sys/devices/system/cpu/smt/active",
	"/sys/devices/system/cpu/cpufreq/policy0/scaling_governor",
	"/sys/devices/system/cpu/cpufreq/policy1/scaling_governor",
	"/sys/devices/system/cpu/cpuidle/current_driver",
	"/sys/devices/system/cpu/cpu0/cpuidle/state1/name",
	"/sys/devices/system/cpu/cpu0/cpuidle/state1/latency",
	"/sys/devices/system/cpu/cpu0/cpuidle/state1/disable",
	"/sys/devices/system/cpu/vulnerabilities/one", "/sys/devices/system/cpu/vulnerabilities/two",
	"/sys/devices/system/node/node0/meminfo", "/sys/devices/system/node/node1/meminfo",
	"/sys/kernel/mm/ksm/run", "/sys/kernel/mm/transparent_hugepage/enabled",
	"/sys/kernel/mm/transparent_hugepage/khugepaged/defrag",
	"/sys/kernel/tracing/current_tracer", "/tuned.json",
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

static void place(char *path, size_t size, size_t which)
{
	snprintf(path, size, "%s%s", fuzz_folder(), known[which]);
}

static void make_folders(void)
{
	char path[256];

	for (size_t i = 0; i < KNOWN; i++) {
		place(path, sizeof(path), i);
		for (char *at = path + strlen(fuzz_folder()) + 1; (at = strchr(at, '/')); at++) {
			*at = '\0';
			mkdir(path, 0777);
			*at = '/';
		}
	}
}

static void write_machine(const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end) {
		const char *line = memchr(text, '\n', (size_t)(end - text)), *next;
		char path[256];

		if (!line)
			return;
		next = memmem(line, (size_t)(end - line), "\n" MARK, strlen("\n" MARK));
		for (size_t i = 0; i < KNOWN; i++) {
			size_t length = strlen(known[i]);

			if ((size_t)(line - text) != strlen(MARK) + length ||
			    memcmp(text + strlen(MARK), known[i], length))
				continue;
			place(path, sizeof(path), i);
			fuzz_write(path, (const uint8_t *)line + 1,
				   (size_t)((next ? next + 1 : end) - line - 1));
		}
		text = next ? next + 1 : end;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char value[KNOB_VALUE_SIZE], path[256], list[256];
	struct tune_state state = { 0 };
	struct debugging debugging;
	unsigned int all, here;
	static int made;

	if (!made++)
		make_folders();
	write_machine((const char *)data, size);
	/* This process's own load takes a while to read. */
	for (const struct knob *knob = knobs; knob->name; knob++)
		if (strcmp(knob->name, "load") && knob_read(knob, fuzz_folder(), value, sizeof(value)))
			knob_is_quiet(knob, value);
	irqs_count(fuzz_folder(), 0, &all, &here);
	if (knob_line(fuzz_folder(), "/proc/irq/1/smp_affinity_list", value, sizeof(value)))
		irqs_elsewhere(fuzz_folder(), value, "0-1", list, sizeof(list));
	if (debugging_find(&debugging, fuzz_folder(), "1"))
		debugging_words(&debugging, value, sizeof(value));
	place(path, sizeof(path), KNOWN - 1);
	tune_state_read(&state, path);
	tune_state_free(&state);
	for (size_t i = 0; i < KNOWN; i++) {
		place(path, sizeof(path), i);
		unlink(path);
	}
	return 0;
}
