/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sys: topology on machines nobody owns, counters on software events,
 * memory that is where it was asked for.
 * links: sys base
 */
#include "base/err.h"
#include "sys/child.h"
#include "sys/counters.h"
#include "sys/device.h"
#include "sys/large.h"
#include "sys/region.h"
#include "sys/setting.h"
#include "sys/topology.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void hold_topology(const char *synthetic, unsigned int cpus, unsigned int nodes, unsigned int quiet,
			  int node)
{
	struct topology *topology = NULL;

	setenv("HWLOC_SYNTHETIC", synthetic, 1);
	claim(!topology_load(&topology, NULL, NULL), "%s can be loaded", synthetic);
	claim(topology_cpus(topology) == cpus && topology_nodes(topology) == nodes,
	      "it has %u CPUs and %u nodes", cpus, nodes);
	claim(topology_quiet_cpu(topology) == quiet, "its quiet CPU is %u", quiet);
	claim(topology_node_of_cpu(topology, quiet) == node, "which is on node %d", node);
	claim(topology_pin(topology, 4096) == -EINVAL, "a CPU that it has not is refused");
	topology_free(topology);
	unsetenv("HWLOC_SYNTHETIC");
}

static void counters(void)
{
	uint64_t before[EVENT_COUNT], after[EVENT_COUNT];
	struct counters *counters = NULL;
	struct counts from, to;
	struct region region = { 0 };

	claim(!counters_open(&counters), "counters open");
	claim(!region_map(&region, 64, REGION_ANY_NODE), "64 pages are mapped and written");
	counters_read(counters, COUNTED_THREAD, &from);
	counters_read(counters, COUNTED_THREAD, &from);
	region_write(&region);
	counters_read(counters, COUNTED_THREAD, &to);
	claim(counts_between(&from, &to).minor_faults == 0, "a second write of them faults on none");
	claim(!region_discard(&region), "they are discarded");
	counters_read(counters, COUNTED_THREAD, &from);
	region_write(&region);
	counters_read(counters, COUNTED_THREAD, &to);
	claim(counts_between(&from, &to).minor_faults == 64, "and then it faults on each, once");
	claim(counts_between(&from, &to).major_faults == 0, "without a major fault");

	if (counters_why_not(counters)) {
		claim_skip("libperf counts the same", counters_why_not(counters));
	} else {
		region_discard(&region);
		claim(!counters_start_events(counters), "libperf's events start");
		counters_read_events(counters, before);
		counters_read_events(counters, before);
		region_write(&region);
		counters_read_events(counters, after);
		claim(after[EVENT_MINOR] - before[EVENT_MINOR] == 64, "libperf counts the same 64");
		claim(after[EVENT_FAULTS] - before[EVENT_FAULTS] == 64, "and no other");
		counters_stop_events(counters);
	}
	region_unmap(&region);
	claim(region.start == NULL, "an unmapped region is empty");
	counters_close(counters);
}

static void unknown_counts(void)
{
	const struct counts before = { .reuse = 5, .tlb_ipis = COUNT_UNKNOWN };
	const struct counts after = { .reuse = 8, .tlb_ipis = 4 };
	struct counts between = counts_between(&before, &after);

	claim(between.reuse == 3, "a difference of counts is one");
	claim(between.tlb_ipis == COUNT_UNKNOWN, "and unknown stays unknown");
}

static void words(void)
{
	char text[PTE_WORDS_SIZE];

	claim_text(pte_words(PTE_PRESENT | PTE_WRITE | PTE_DIRTY | PTE_YOUNG, text),
		   "present write dirty young", "an entry is told in words");
	claim_text(pte_words(0, text), "none", "an empty one too");
	pte_words(PTE_STATES - 1, text);
	claim(strlen(text) < PTE_WORDS_SIZE - 1, "and one with everything fits");
}

static void children(void)
{
	struct child child = { 0 };

	child_stop(&child);
	claim(!child_start(&child) && child.pid > 0, "a child starts");
	child_stop(&child);
	claim(!child.pid, "and stops");
}

/* @picked: the CPUs in the order in which they are picked, as text. */
static void hold_pick(const struct topology *topology, unsigned int from, const char *word, const char *picked)
{
	unsigned int cpus[16];
	size_t found = topology_pick(topology, from, distance_of_word(word), cpus, 16), used = 0;
	char text[128] = "";

	for (size_t i = 0; i < found && i < 16; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%u", i ? " " : "", cpus[i]);
	claim(!strcmp(text, picked), "from CPU %u, distance=%s picks \"%s\", not \"%s\"", from, word, picked, text);
}

static struct topology *synthetic(const char *description)
{
	struct topology *topology = NULL;

	setenv("HWLOC_SYNTHETIC", description, 1);
	claim(!topology_load(&topology, NULL, NULL), "%s can be loaded", description);
	unsetenv("HWLOC_SYNTHETIC");
	return topology;
}

static void picks(void)
{
	struct topology *topology = synthetic("pack:2 numa:1 l3:2 core:2 pu:2");
	unsigned int cpus[2] = { 0, 0 };

	hold_pick(topology, 0, "smt", "1");
	hold_pick(topology, 0, "l3", "2 3");
	hold_pick(topology, 0, "package", "4 6 5 7");
	hold_pick(topology, 0, "other-package", "8 10 12 14 9 11 13 15");
	hold_pick(topology, 13, "other-package", "0 2 4 6 1 3 5 7");
	hold_pick(topology, 0, "other-node", "8 10 12 14 9 11 13 15");
	hold_pick(topology, 0, "any", "2 4 6 8 10 12 14 3 5 7 9 11 13 15 1");
	claim(topology_pick(topology, 0, DISTANCE_ANY, cpus, 2) == 15 && cpus[0] == 2 && cpus[1] == 4,
	      "it writes no more than there is room for, and counts all");
	claim(topology_pick(topology, 99, DISTANCE_ANY, cpus, 2) == 0, "from a CPU that is not there, none");
	claim(topology_node_distance(topology, 0, 1) == 0, "a machine that tells no distances has 0 of them");
	claim(topology_node_distance(topology, 0, 7) == 0, "and so has a node that is not there");
	topology_free(topology);

	/* Threads of a core as most kernels number them. */
	topology = synthetic("pack:1 core:2 pu:2(indexes=0,2,1,3)");
	hold_pick(topology, 0, "smt", "2");
	hold_pick(topology, 0, "any", "1 3 2");
	hold_pick(topology, 0, "other-package", "");
	hold_pick(topology, 0, "other-node", "");
	topology_free(topology);

	/* Two nodes in a package: what is shared is one thing, where memory is another. */
	topology = synthetic("pack:1 l3:1 numa:2 core:2 pu:1");
	hold_pick(topology, 0, "l3", "1 2 3");
	hold_pick(topology, 0, "other-node", "2 3");
	topology_free(topology);

	topology = synthetic("pack:1 core:1 pu:1");
	hold_pick(topology, 0, "any", "");
	topology_free(topology);
}

static void settings(void)
{
	struct setting setting = { 0 };
	char path[] = "/tmp/dexbench-setting.XXXXXX", text[96];
	int fd = mkstemp(path);

	claim(fd >= 0 && write(fd, "always [madvise] never\n", 23) == 23, "a file stands in for one of sysfs");
	claim(setting_read(path, text, sizeof(text)) && !strcmp(text, "madvise"), "of choices, the one in brackets is read");
	claim(!setting_change(&setting, path, "madvise") && !setting.path[0], "a setting that is right is left alone");
	claim(!ftruncate(fd, 0) && pwrite(fd, "1\n", 2, 0) == 2, "it becomes a number");
	claim(!setting_change(&setting, path, "0") && setting_read(path, text, sizeof(text)) && !strcmp(text, "0"),
	      "which is changed");
	setting_restore(&setting);
	claim(setting_read(path, text, sizeof(text)) && !strcmp(text, "1") && !setting.path[0], "and put back");
	unlink(path);
	close(fd);
	claim(!setting_read(path, text, sizeof(text)), "a file that is not there is not read");
	claim(setting_change(&setting, path, "never") == -ENOENT && strstr(err_text(-ENOENT), path),
	      "nor changed, and is named");
	setting_restore(&setting);
}

static void large_folios(void)
{
	struct region region = { 0 };
	struct large large = { 0 };
	size_t on_node;

	claim(!region_map(&region, 24, REGION_ANY_NODE), "24 pages are mapped");
	claim(large_map(&large, &region, large_huge_order() + 1) == -EOPNOTSUPP, "folios beyond a PMD's are not offered");
	large_release(&large);
	claim(large_map(&large, &region, 4) == -EINVAL && !large.settings_count,
	      "pages must fill whole folios, which is found before a setting is changed");
	large_release(&large);
	if (region_has_numa())
		claim(!region_count_on_node(&region, 4000, &on_node) && on_node == 0, "no page is on a node that is not there");
	claim(!region_renew(&region), "they are mapped anew");
	claim(region.start[0] == 0 && region_page(&region, 23)[0] == 0, "and empty, where they were");
	region_unmap(&region);
}

int main(void)
{
	struct region huge = { 0 };

	hold_topology("pack:2 numa:1 core:2 pu:2", 8, 2, 6, 1);
	hold_topology("pack:1 core:1 pu:1", 1, 1, 0, 0);
	counters();
	unknown_counts();
	words();
	children();
	picks();
	settings();
	large_folios();
	claim(region_map(&huge, SIZE_MAX / 4096, REGION_ANY_NODE) < 0, "more pages than addresses are refused");
	region_unmap(&huge);
	return claims_done();
}
