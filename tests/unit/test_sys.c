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
#include "sys/machine.h"
#include "sys/region.h"
#include "sys/topology.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdlib.h>

static void hold_topology(const char *synthetic, unsigned int cpus, unsigned int nodes, unsigned int quiet,
			  int node)
{
	struct topology *topology = NULL;

	setenv("HWLOC_SYNTHETIC", synthetic, 1);
	claim(!topology_load(&topology), "%s can be loaded", synthetic);
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

static void knob_values(void)
{
	for (const struct knob *knob = knobs; knob->name; knob++) {
		if (!strcmp(knob->name, "thp")) {
			claim(knob_is_quiet(knob, "always [madvise] never"), "THP on request is quiet");
			claim(!knob_is_quiet(knob, "[always] madvise never"), "THP always is not");
		}
		claim(knob->remedy && knob->why, "%s has a reason and a remedy", knob->name);
	}
}

static void children(void)
{
	struct child child = { 0 };

	child_stop(&child);
	claim(!child_start(&child) && child.pid > 0, "a child starts");
	child_stop(&child);
	claim(!child.pid, "and stops");
}

int main(void)
{
	struct region huge = { 0 };

	hold_topology("pack:2 numa:1 core:2 pu:2", 8, 2, 6, 1);
	hold_topology("pack:1 core:1 pu:1", 1, 1, 0, 0);
	counters();
	unknown_counts();
	words();
	knob_values();
	children();
	claim(region_map(&huge, SIZE_MAX / 4096, REGION_ANY_NODE) < 0, "more pages than addresses are refused");
	region_unmap(&huge);
	return claims_done();
}
