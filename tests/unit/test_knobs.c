/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_knobs: what disturbs a measurement, read on machines nobody owns.
 * links: sys base
 */
#include "sys/debugging.h"
#include "sys/irqs.h"
#include "sys/knobs.h"
#include "sys/paths.h"
#include "sys/setting.h"
#include "tests/put.h"
#include "tests/tap.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CPU "/sys/devices/system/cpu/"
#define THP "/sys/kernel/mm/transparent_hugepage/"

static char root[] = "/tmp/dexbench-knobs-XXXXXX";

static void put(const char *path, const char *text)
{
	put_below(root, path, text);
}

static void drop(const char *path)
{
	char command[600];

	snprintf(command, sizeof(command), "rm -rf -- '%s%s'", root, path);
	if (system(command))
		claim(false, "%s can be removed", path);
}

static const struct knob *knob_of(const char *name)
{
	for (const struct knob *knob = knobs; knob->name; knob++)
		if (!strcmp(knob->name, name))
			return knob;
	claim(false, "there is a knob %s", name);
	exit(1);
}

static const char *value_of(const char *name)
{
	static char value[KNOB_VALUE_SIZE];

	return knob_read(knob_of(name), root, value, sizeof(value)) ? value : "(absent)";
}

static void holds(const char *name, const char *wanted, bool quiet, const char *sentence)
{
	const char *value = value_of(name);

	if (claim_text(value, wanted, sentence))
		claim(knob_is_quiet(knob_of(name), value) == quiet, "which is %s", quiet ? "quiet" : "noisy");
}

static void table(void)
{
	char value[KNOB_VALUE_SIZE];

	for (const struct knob *knob = knobs; knob->name; knob++) {
		claim(knob->path && knob->remedy && knob->why, "%s has a path, a reason and a remedy", knob->name);
		claim(!knob->tuned || !knob->read, "%s is not set where it is not read", knob->name);
		claim(!knob_read(knob, "/nowhere", value, sizeof(value)), "%s is absent on a machine without it",
		      knob->name);
	}
	claim(knob_is_quiet(knob_of("thp"), "always [madvise] never"), "THP on request is quiet");
	claim(!knob_is_quiet(knob_of("thp"), "[always] madvise never"), "THP always is not");
	claim(knob_is_quiet(knob_of("ksm"), "2"), "KSM that was stopped and undone is quiet");
}

static void every_cpu(void)
{
	struct paths paths;

	put(CPU "cpufreq/policy0/scaling_governor", "performance\n");
	put(CPU "cpufreq/policy2/scaling_governor", "performance\n");
	put(CPU "cpufreq/policy10/scaling_governor", "performance\n");
	put(CPU "cpufreq/other/scaling_governor", "schedutil\n");
	holds("governor", "performance", true, "what all CPUs agree on is said once");
	put(CPU "cpufreq/policy10/scaling_governor", "powersave\n");
	holds("governor", "performance, powersave", false, "one CPU of another governor is seen");

	claim(!paths_find(&paths, root, CPU "cpufreq/policy*/scaling_governor") && paths.count == 3,
	      "a * stands for all that match");
	claim_text(paths.count == 3 ? paths.items[2] : NULL, CPU "cpufreq/policy10/scaling_governor",
		   "by number, without the root");
	paths_free(&paths);
	claim(!paths_find(&paths, root, CPU "nothing*/at/all") && !paths.count, "nothing is no failure");

	put(THP "hugepages-16kB/enabled", "always inherit madvise [never]\n");
	put(THP "hugepages-64kB/enabled", "[always] inherit madvise never\n");
	claim(!knob_is_quiet(knob_of("thp_sizes"), value_of("thp_sizes")), "one size that is always given is noisy");
}

static void put_state(const char *cpu, int index, const char *name, const char *latency, const char *disable)
{
	static const char *const files[] = { "name", "latency", "disable" };
	const char *const texts[] = { name, latency, disable };
	char path[256];

	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), CPU "%s/cpuidle/state%d/%s", cpu, index, files[i]);
		put(path, texts[i]);
	}
}

static void put_latency(int32_t us)
{
	char path[512];
	FILE *file;

	put("/dev/cpu_dma_latency", "");
	snprintf(path, sizeof(path), "%s/dev/cpu_dma_latency", root);
	file = fopen(path, "w");
	if (!file || fwrite(&us, sizeof(us), 1, file) != 1 || fclose(file))
		claim(false, "%s can be written", path);
}

static void sleep_states(void)
{
	put(CPU "cpuidle/current_driver", "intel_idle\n");
	holds("idle", "none", true, "a CPU without states does not sleep");
	put_state("cpu0", 0, "POLL\n", "0\n", "0\n");
	put_state("cpu0", 1, "C1\n", "2\n", "0\n");
	holds("idle", "intel_idle C1 2 us", true, "C1 is quiet");
	put_state("cpu0", 2, "C6\n", "133\n", "0\n");
	holds("idle", "intel_idle C6 133 us", false, "C6 is not");
	put_state("cpu0", 2, "C6\n", "133\n", "1\n");
	holds("idle", "intel_idle C1 2 us", true, "it is if it is disabled");
	put_state("cpu1", 2, "C6\n", "133\n", "0\n");
	put_state("cpu1", 0, "POLL\n", "0\n", "0\n");
	put_state("cpu1", 1, "C1\n", "2\n", "0\n");
	holds("idle", "intel_idle C6 133 us", false, "on each CPU");
	put_latency(2000000000);
	holds("idle", "intel_idle C6 133 us", false, "no limit on the latency is none");
	put_latency(0);
	holds("idle", "intel_idle POLL 0 us", true, "a limit of 0 holds all CPUs awake");
	put_state("cpu0", 3, "C12\n", "12\n", "0\n");
	put_latency(20);
	holds("idle", "intel_idle C12 12 us", false, "and 12 us do not pass for 2");
	drop("/dev");
}

static void words(void)
{
	put(THP "enabled", "[always] madvise never\n");
	holds("khugepaged", "scans all", false, "khugepaged goes through all memory under always");
	put(THP "enabled", "always [madvise] never\n");
	holds("khugepaged", "scans what asks for it", true, "and does not under madvise");

	put("/proc/swaps", "Filename\tType\n");
	holds("swap", "off", true, "a heading alone is no swap");
	put("/proc/swaps", "Filename\tType\n/dev/sda2 partition\n");
	holds("swap", "on", false, "an area is");

	put("/proc/meminfo", "MemTotal: 16000000 kB\nMemFree: 8000000 kB\n");
	holds("memory", "enough", true, "half of the memory free is enough");
	put("/sys/devices/system/node/node0/meminfo", "Node 0 MemTotal: 16000000 kB\nNode 0 MemFree: 8000000 kB\n");
	put("/sys/devices/system/node/node1/meminfo", "Node 1 MemTotal: 16000000 kB\nNode 1 MemFree: 102400 kB\n");
	holds("memory", "node 1 has 100 MiB free of 15625", false, "a node with less than a hundredth is named");

	put("/proc/1/comm", "init\n");
	holds("irqbalance", "not running", true, "irqbalance is looked for");
	put("/proc/77/comm", "irqbalance\n");
	holds("irqbalance", "running", false, "and found");

	put("/proc/stat", "cpu 1 2 3\nprocs_running 1\nprocs_blocked 0\n");
	holds("load", "idle", true, "this task alone is no load");
	put("/proc/stat", "cpu 1 2 3\nprocs_running 4\nprocs_blocked 0\n");
	holds("load", "3 other tasks", false, "others are");

	put(CPU "vulnerabilities/a", "Not affected\n");
	holds("mitigations", "none is needed", true, "a CPU without vulnerabilities needs nothing");
	put(CPU "vulnerabilities/meltdown", "Mitigation: PTI\n");
	put(CPU "vulnerabilities/spectre_v2", "Vulnerable, no microcode\n");
	holds("mitigations", "meltdown: PTI; spectre_v2: Vulnerable, no microcode", true,
	      "what is done, and what is not, is told and never warned of");

	put("/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: fpu tsc constant_tsc nonstop_tsc\n");
	holds("tsc", "constant nonstop", true, "an even TSC is quiet");
	claim_text(value_of("prefetchers"), "(absent)", "prefetchers cannot be read without the module msr");
	put("/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: fpu tsc constant_tsc\n");
	holds("tsc", "constant", false, "one that stops is not");
	put("/proc/cpuinfo", "Features\t: fp asimd\n");
	claim_text(value_of("tsc"), "(absent)", "arm64 has none");
}

static void interrupts(void)
{
	unsigned int all, here;
	char to[64];

	put(CPU "online", "0-3\n");
	put("/proc/irq/1/smp_affinity_list", "0-3\n");
	put("/proc/irq/12/smp_affinity_list", "3\n");
	put("/proc/irq/14/smp_affinity_list", "0\n");
	irqs_count(root, 3, &all, &here);
	claim(all == 3 && here == 2, "interrupts that may come to a CPU are counted");
	put("/proc/irq/1/effective_affinity_list", "0\n");
	put("/proc/irq/12/effective_affinity_list", "3\n");
	put("/proc/irq/14/effective_affinity_list", "0\n");
	irqs_count(root, 3, &all, &here);
	claim(all == 3 && here == 1, "where the kernel tells, those that do come");

	claim(irqs_elsewhere(root, "0-3", "3", to, sizeof(to)) && !strcmp(to, "0-2"), "an interrupt keeps its other CPUs");
	claim(irqs_elsewhere(root, "3", "3", to, sizeof(to)) && !strcmp(to, "0-2"), "or gets all others");
	claim(!irqs_elsewhere(root, "0-1", "3", to, sizeof(to)), "one that stays away already is left alone");
	claim(!irqs_elsewhere(root, "0-3", "0-3", to, sizeof(to)), "without another CPU nothing can move");
}

static void debug_is(const char *wanted, const char *sentence)
{
	struct debugging debugging;
	char text[512];

	claim(debugging_find(&debugging, root, "6.12"), "it can be told what the kernel checks");
	debugging_words(&debugging, text, sizeof(text));
	claim_text(text, wanted, sentence);
}

static void debug_kernels(void)
{
	struct debugging debugging;

	claim(!debugging_find(&debugging, root, "6.12") && !debugging.count, "without symbols and configuration nobody can tell");
	put("/boot/config-6.12", "CONFIG_KASAN=y\n# CONFIG_KCSAN is not set\nCONFIG_DEBUG_VM_IRQSOFF=y\nCONFIG_PAGE_TABLE_CHECK=y\n");
	debug_is("KASAN", "without symbols the configuration tells");
	put("/proc/kallsyms", "0000000000000000 T do_one\n0000000000000000 T lock_acquire\n"
	    "0000000000000000 T dump_mm\n0000000000000000 T __page_table_check_pte_clear\n0000000000000000 t kmemleak_alloc_not\n"
	    "0000000000000000 T __might_sleep\t[module]\n");
	debug_is("lockdep, DEBUG_VM, DEBUG_ATOMIC_SLEEP", "symbols are believed rather; a check that is off is none");
	put("/proc/cmdline", "root=/dev/sda page_table_check=on slub_debug=FZ init_on_free=0 quiet\n");
	debug_is("lockdep, DEBUG_VM, PAGE_TABLE_CHECK, DEBUG_ATOMIC_SLEEP, slub_debug=FZ",
		 "arguments switch checks on, and bring others");
	drop("/boot");
	put("/lib/modules/6.12/config", "CONFIG_PAGE_TABLE_CHECK_ENFORCED=y\n");
	put("/proc/cmdline", "quiet\n");
	debug_is("lockdep, DEBUG_VM, PAGE_TABLE_CHECK, DEBUG_ATOMIC_SLEEP", "one that is enforced has no symbol of its own");
}

int main(void)
{
	if (!mkdtemp(root)) {
		perror(root);
		return 1;
	}
	table();
	every_cpu();
	sleep_states();
	words();
	interrupts();
	debug_kernels();
	drop("");
	return claims_done();
}
