/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_topology: which CPUs and nodes a run may use, on machines nobody owns.
 * links: sys base
 */
#include "base/err.h"
#include "sys/locations.h"
#include "sys/placement.h"
#include "sys/topology.h"
#include "tests/tap.h"

#include <errno.h>
#include <hwloc/cpukinds.h>
#include <hwloc/export.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct topology_limits none;

/* Two packages and nodes, two L3 caches each, of two cores of two threads: CPUs 0 to 15. */
static const char machine[] = "pack:2 numa:1 l3:2 core:2 pu:2";

static struct topology *load(const char *cpus, const char *nodes, const struct topology_limits *limits)
{
	struct topology *topology = NULL;
	int err;

	setenv("HWLOC_SYNTHETIC", machine, 1);
	err = topology_load_within(&topology, cpus, nodes, limits);
	unsetenv("HWLOC_SYNTHETIC");
	return err ? NULL : topology;
}

static void hold(const char *cpus, const char *nodes, const struct topology_limits *limits,
		 const char *used, unsigned int quiet, unsigned int node_count)
{
	struct topology *topology = load(cpus, nodes, limits);
	char *list = topology ? placement_cpus(topology) : NULL;

	claim(list && !strcmp(list, used), "--cpus=%s --nodes=%s is CPUs %s, not %s", cpus ? cpus : "",
	      nodes ? nodes : "", used, list ? list : "none");
	claim(topology && topology_quiet_cpu(topology) == quiet && topology_nodes(topology) == node_count,
	      "of which %u measures, on %u nodes", quiet, node_count);
	free(list);
	topology_free(topology);
}

static void refuse(const char *cpus, const char *nodes, const struct topology_limits *limits, const char *why)
{
	struct topology *topology = NULL;
	int err;

	setenv("HWLOC_SYNTHETIC", machine, 1);
	err = topology_load_within(&topology, cpus, nodes, limits);
	unsetenv("HWLOC_SYNTHETIC");
	claim(err == -EINVAL && !topology, "--cpus=%s --nodes=%s is wrong usage", cpus ? cpus : "", nodes ? nodes : "");
	claim(strstr(err_text(err), why) != NULL, "since %s: %s", why, err_text(err));
}

static void words(void)
{
	hold(NULL, NULL, &none, "0-15", 14, 2);
	hold("0-3,8", NULL, &none, "0-3,8", 8, 2);
	hold("5", NULL, &none, "5", 5, 2);
	hold("package:1", NULL, &none, "8-15", 14, 2);
	hold("package:0.core:2-3", NULL, &none, "4-7", 6, 2);
	hold("package:1.l3:0", NULL, &none, "8-11", 10, 2);
	hold("l3:3", NULL, &none, "12-15", 14, 2);
	hold("numa:1", NULL, &none, "8-15", 14, 2);
	hold("core:6-", NULL, &none, "12-15", 14, 2);
	hold("core:even", NULL, &none, "0-1,4-5,8-9,12-13", 12, 2);
	hold("package:1.core:all.pu:0", NULL, &none, "8,10,12,14", 14, 2);
	hold("package:all.core:0", NULL, &none, "0-1,8-9", 8, 2);
	hold("package:all.l3:1.core:1.pu:1", NULL, &none, "7,15", 15, 2);
	hold("l3:1-2.core:odd", NULL, &none, "6-7,10-11", 10, 2);
	hold("numa:1.core:2-", NULL, &none, "12-15", 14, 2);
	hold("core:2:3", NULL, &none, "4-9", 8, 2);
	hold("core:7:2", NULL, &none, "0-1,14-15", 14, 2);
	hold("0-1,core:7,pu:4", NULL, &none, "0-1,4,14-15", 14, 2);
	refuse("16", NULL, &none, "there is no CPU 16; this machine has 0-15");
	refuse("core:8", NULL, &none, "there is no core:8; the last is core:7");
	refuse("package:1.core:4", NULL, &none, "there is no core:4 in there; the last is core:3");
	refuse("package:all.core:2-4", NULL, &none, "there is no core:4 in there; the last is core:3");
	refuse("core:0.package:0", NULL, &none, "there is no package in there");
	refuse("package:2.core:0", NULL, &none, "there is no package:2; the last is package:1");
	refuse("core:0:0", NULL, &none, "is neither");
	refuse("2:3", NULL, &none, "this machine has no '2'");
	refuse("die:0", NULL, &none, "has no 'die'");
	refuse("core:2,3", NULL, &none, "can be read in two ways");
	refuse("", NULL, &none, "missing");
	refuse("0,,1", NULL, &none, "missing");
	refuse("3-1", NULL, &none, "'3-1' is neither");
	refuse("99999", NULL, &none, "is neither");
	refuse("some", NULL, &none, "is neither");
}

static void nodes(void)
{
	hold(NULL, "1", &none, "8-15", 14, 1);
	hold(NULL, "0,1", &none, "0-15", 14, 2);
	hold(NULL, "package:0", &none, "0-7", 6, 1);
	hold("4-11", "1", &none, "8-11", 10, 1);
	refuse(NULL, "2", &none, "there is no NUMA node 2; this machine has 0-1");
	refuse("0-3", "1", &none, "CPUs 0-3 may be used, and none of them is next to nodes 1");
}

static void limits(void)
{
	const struct topology_limits some = { .affinity = "0-3,6-9", .offline = "16-17" };
	const struct topology_limits isolating = { .affinity = "0-3,8-15", .isolated = "4-7" };
	const struct topology_limits given = { .affinity = "0-15", .isolated = "4-5" };
	struct placement place;
	struct topology *topology;
	unsigned int cpus[16];
	char *list;

	hold(NULL, NULL, &some, "0-3,6-9", 8, 2);
	hold("package:0", NULL, &some, "0-3,6-7", 6, 2);
	refuse("3-4", NULL, &some, "CPU 4 is not in this process's affinity (taskset); 0-3,6-9 may be used");
	refuse("core:2", NULL, &some, "CPU 4 is not in this process's affinity");
	refuse("17", NULL, &some, "CPU 17 is offline, 0-15 are not: echo 1 >/sys/devices/system/cpu/cpu17/online");

	hold(NULL, NULL, &isolating, "0-3,8-15", 14, 2);
	hold("4-7", NULL, &isolating, "4-7", 6, 2);
	hold("machine:0", NULL, &isolating, "0-15", 6, 2);
	hold(NULL, NULL, &given, "0-15", 4, 2);

	topology = load(NULL, NULL, &given);
	claim(topology_pick(topology, 14, DISTANCE_ANY, cpus, 16) == 15 && cpus[0] == 4 && cpus[1] == 5 && cpus[2] == 0,
	      "isolated CPUs are the first to be picked");
	list = placement_isolated(topology);
	claim_text(list, "4-5", "they are told of");
	free(list);
	claim(placement_of(topology, 4, &place) && place.isolated && place.use == CPU_MEASURES && place.core == 2 &&
	      place.package == 0 && place.l3 == 1, "the one that measures has its place");
	claim(!placement_of(topology, 16, &place), "behind the last CPU is none");
	topology_free(topology);

	topology = load("0-1", NULL, &isolating);
	claim(placement_of(topology, 1, &place) && place.use == CPU_USED, "one that may be used is used");
	claim(placement_of(topology, 5, &place) && place.use == CPU_NOT_ASKED, "one that is not asked for is left out");
	claim(topology_pin(topology, 5) == -EINVAL && strstr(err_text(-EINVAL), "may use, 0-1; --cpus names others"),
	      "and cannot be pinned to");
	topology_free(topology);
	topology = load(NULL, NULL, &isolating);
	claim(placement_of(topology, 5, &place) && place.use == CPU_ISOLATED, "an isolated one waits for --cpus");
	topology_free(topology);
	topology = load(NULL, "0", &some);
	claim(placement_of(topology, 5, &place) && place.use == CPU_NOT_IN_AFFINITY, "one outside of the affinity is not allowed");
	claim(placement_of(topology, 9, &place) && place.use == CPU_NOT_ASKED, "one of another node is left out");
	claim(topology_has_node(topology, 0) && !topology_has_node(topology, 1), "so is that node");
	claim(placement_of(topology, 17, &place) && place.cpu == 17 && place.use == CPU_OFFLINE && place.core == -1,
	      "offline ones are last, and their place is not known");
	topology_free(topology);
}

static const char xml[] = "/tmp/dexbench-topology.xml";

/* Writes a machine as lstopo does, with each @from replaced by @to, and loads it. */
static struct topology *load_file(const char *description, const char *from, const char *to,
				  const char *cpus)
{
	struct topology *topology = NULL;
	hwloc_topology_t hwloc;
	char *text, *at;
	int size, err;
	FILE *file;

	hwloc_topology_init(&hwloc);
	hwloc_topology_set_synthetic(hwloc, description);
	hwloc_topology_load(hwloc);
	hwloc_topology_export_xmlbuffer(hwloc, &text, &size, 0);
	file = fopen(xml, "we");
	for (const char *rest = text; file && rest; rest = at ? at + strlen(from) : NULL) {
		at = from ? strstr(rest, from) : NULL;
		fprintf(file, "%.*s%s", at ? (int)(at - rest) : size, rest, at ? to : "");
	}
	claim(file && !fclose(file), "a machine is written down: %s", description);
	hwloc_free_xmlbuffer(hwloc, text);
	hwloc_topology_destroy(hwloc);
	setenv("HWLOC_XMLFILE", xml, 1);
	err = topology_load(&topology, cpus, NULL);
	unsetenv("HWLOC_XMLFILE");
	claim(!err, "it is loaded: %s", err ? err_text(err) : "it is");
	return topology;
}

static void pick(const struct topology *topology, enum distance distance, const char *expected)
{
	char text[128] = "";
	unsigned int cpus[32];
	unsigned int from = topology_quiet_cpu(topology);
	size_t found = topology_pick(topology, from, distance, cpus, 32), used = 0;

	for (size_t i = 0; i < found; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%u", i ? " " : "",
					 cpus[i]);
	claim(!strcmp(text, expected), "from CPU %u, those at distance %d are %s, not %s",
	      from, distance, expected, text);
}

/* Siblings are N and N + cores, as on most machines of Intel's. */
static void numbering(void)
{
	static const char *const siblings[] = {
		"pack:1 l3:1 core:4 pu:2(indexes=0,4,1,5,2,6,3,7)",
		"pack:2 l3:1 core:2 pu:2(indexes=0,8,2,10,1,9,3,11)",
	};
	struct topology *topology;
	struct placement place;

	topology = load_file(siblings[0], NULL, NULL, "1-7");
	claim(topology && topology_quiet_cpu(topology) == 3, "the first thread of the last core measures");
	pick(topology, DISTANCE_ANY, "1 2 4 5 6 7");
	pick(topology, DISTANCE_SMT, "7");
	claim(placement_of(topology, 1, &place) && place.cpu == 4 && place.core == 0,
	      "cores keep the numbers of the whole machine");
	topology_free(topology);
	topology = load_file(siblings[0], NULL, NULL, "4-6");
	claim(topology && topology_quiet_cpu(topology) == 6, "of second threads the last measures");
	pick(topology, DISTANCE_ANY, "4 5");
	topology_free(topology);
	topology = load_file(siblings[1], NULL, NULL, "1-3,8-11");
	claim(topology && topology_quiet_cpu(topology) == 3, "packages may be numbered in turns");
	pick(topology, DISTANCE_ANY, "2 1 8 10 9 11");
	pick(topology, DISTANCE_OTHER_PACKAGE, "2 8 10");
	topology_free(topology);
}

/* CPUs 4 to 7 are next to a node without memory, which no process is allowed. */
static void memoryless(void)
{
	static const char two[] = "pack:2 numa:1 core:2 pu:2";
	struct topology *topology = load_file(two, "allowed_nodeset=\"0x00000003\"",
					      "allowed_nodeset=\"0x00000001\"", NULL);
	struct placement place;
	char *list;

	pick(topology, DISTANCE_OTHER_NODE, "0 2 1 3");
	claim(placement_of(topology, 7, &place) && place.node == 1, "they keep their node");
	claim(topology_nodes(topology) == 1 && topology_node_of_cpu(topology, 6) == -1 &&
	      topology_node_of_cpu(topology, 1) == 0, "of which no memory is to be had");
	topology_free(topology);

	topology = load_file(two, "gp_index=\"17\" local_memory=\"1073741824\"",
			     "gp_index=\"17\" local_memory=\"0\"", NULL);
	list = topology ? placement_nodes(topology) : NULL;
	claim_text(list, "0", "a node without memory is not used");
	free(list);
	pick(topology, DISTANCE_OTHER_NODE, "0 2 1 3");
	topology_free(topology);
}

static void unknown(void)
{
	struct topology *topology = load_file("core:4 pu:1", NULL, NULL, NULL);

	pick(topology, DISTANCE_ANY, "0 1 2");
	pick(topology, DISTANCE_OTHER_PACKAGE, "");
	pick(topology, DISTANCE_PACKAGE, "");
	pick(topology, DISTANCE_OTHER_NODE, "");
	topology_free(topology);
	topology = load_file("pu:4", NULL, NULL, NULL);
	claim(topology && topology_quiet_cpu(topology) == 3, "of CPUs without cores the last measures");
	pick(topology, DISTANCE_OTHER_PACKAGE, "");
	topology_free(topology);
}

/* What a variable names and cannot be used: an error, and not this machine. */
static void refuse_variable(const char *name, const char *value, const char *why)
{
	struct topology *topology = NULL;
	int err;

	setenv(name, value, 1);
	err = topology_load(&topology, NULL, NULL);
	unsetenv(name);
	claim(err < 0 && err != -EINVAL && !topology, "%s=%s is refused", name, value);
	claim(strstr(err_text(err), value) && strstr(err_text(err), why), "since %s: %s", why,
	      err_text(err));
	topology_free(topology);
}

static void refuse_file(const char *content, size_t size, const char *why)
{
	FILE *file = fopen(xml, "we");

	claim(file && fwrite(content, 1, size, file) == size && !fclose(file), "a file is written");
	refuse_variable("HWLOC_XMLFILE", xml, why);
}

#define BYTES(text) text, sizeof(text) - 1

static void variables(void)
{
	unlink(xml);
	refuse_variable("HWLOC_XMLFILE", xml, "cannot be opened: No such file");
	refuse_variable("HWLOC_XMLFILE", "/", "Is a directory");
	refuse_file(BYTES(""), "empty");
	refuse_file(BYTES("\x1f\x8b\x08\0"), "is compressed by gzip");
	refuse_file(BYTES("<?xml version=\"1.0\"?>\n<topology version=\"2.0\">\n  <object ty"),
		    "incomplete");
	refuse_file(BYTES("<?xml version=\"1.0\"?>\n<topology version=\"3.0\">\n</topology>\n"),
		    "lstopo --export-xml-flags v2");
	unlink(xml);
	refuse_variable("HWLOC_SYNTHETIC", "pack:2 foo:1", "valid is, for example");
	refuse_variable("HWLOC_FSROOT", "/nonexistent", "hwloc finds no machine there");
}

/* The machine's own limits, as taskset and numactl set them. */
static void own_affinity(void)
{
	struct topology *topology = NULL;
	cpu_set_t before, one;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(before), &before)) {
		claim_skip("the process's own affinity binds", "it cannot be read");
		return;
	}
	while (!CPU_ISSET(cpu, &before))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	claim(!sched_setaffinity(0, sizeof(one), &one), "this process binds itself to CPU %d", cpu);
	claim(!topology_load(&topology, NULL, NULL) && topology_cpus(topology) == 1 &&
	      topology_quiet_cpu(topology) == (unsigned int)cpu, "and that is the one CPU which a run may use");
	topology_free(topology);
	sched_setaffinity(0, sizeof(before), &before);
}

static void add_kind(hwloc_topology_t hwloc, const char *cpus, int efficiency, char *type)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	struct hwloc_info_s info = { (char *)"CoreType", type };

	hwloc_bitmap_list_sscanf(set, cpus);
	hwloc_cpukinds_register(hwloc, set, efficiency, 1, &info, 0);
	hwloc_bitmap_free(set);
}

/* A file that HWLOC_XMLFILE may name: cores of two threads, and kinds of the CPUs in each list. */
static void write_hybrid(const char *path, const char *slow, const char *fast, const char *fastest)
{
	hwloc_topology_t hwloc;

	hwloc_topology_init(&hwloc);
	hwloc_topology_set_synthetic(hwloc, "pack:1 core:5 pu:2");
	hwloc_topology_load(hwloc);
	add_kind(hwloc, slow, 0, (char *)"IntelAtom");
	add_kind(hwloc, fast, 1, (char *)"IntelCore");
	if (fastest)
		add_kind(hwloc, fastest, 2, (char *)"IntelPrime");
	claim(!hwloc_topology_export_xml(hwloc, path, 0), "a hybrid machine is written down");
	hwloc_topology_destroy(hwloc);
}

static void kinds(void)
{
	char path[] = "/tmp/dexbench-hybrid.XXXXXX", text[128];
	struct topology *topology = NULL;
	struct placement place;
	unsigned int cpus[10];
	char *list;

	close(mkstemp(path));
	setenv("HWLOC_XMLFILE", path, 1);
	write_hybrid(path, "4-9", "0-3", NULL);
	claim(!topology_load(&topology, NULL, NULL), "it can be loaded");
	list = placement_cpus(topology);
	claim_text(list, "0-3", "a run keeps to the kind with most performance");
	free(list);
	claim(topology_quiet_cpu(topology) == 2, "so does the CPU that measures");
	placement_kind(topology, 2, text, sizeof(text));
	claim_text(text, "IntelCore", "which has a name");
	claim(!placement_is_mixed(topology, text, sizeof(text)), "kinds are not mixed");
	claim(placement_of(topology, 4, &place) && place.use == CPU_OTHER_KIND, "others are left out for that reason");
	topology_free(topology);

	claim(!topology_load(&topology, "2-9", NULL), "--cpus names CPUs of any kind");
	claim(placement_is_mixed(topology, text, sizeof(text)), "which are mixed");
	claim_text(text, "IntelAtom 4-9, IntelCore 2-3", "and told apart");
	claim(topology_quiet_cpu(topology) == 8, "a kind of one core has no neighbours: another measures");
	topology_free(topology);
	claim(!topology_load(&topology, "0-9", NULL) && topology_pick(topology, 2, DISTANCE_ANY, cpus, 10) == 9 &&
	      cpus[0] == 0 && cpus[1] == 1 && cpus[2] == 4, "neighbours of one kind are taken first");
	topology_free(topology);
	claim(!topology_load(&topology, "3,4", NULL) && topology_quiet_cpu(topology) == 3,
	      "of single cores that with most performance measures");
	topology_free(topology);

	write_hybrid(path, "6-9", "2-5", "0-1");
	claim(!topology_load(&topology, NULL, NULL), "a machine with one fastest core can be loaded");
	list = placement_cpus(topology);
	claim_text(list, "2-5", "of which the next kind is taken");
	free(list);
	topology_free(topology);
	unsetenv("HWLOC_XMLFILE");
	unlink(path);
}

/* What a file of the kernel says; a number that no machine has would make a set of 512 MB. */
static void kernel_lists(void)
{
	static const char *const bad[] = { "4294967295", "0-4294967295", "0#-3,8", "0,-5", "0x7fffffff", "a" };
	hwloc_bitmap_t set = hwloc_bitmap_alloc();

	location_list_read(set, "0-3,8");
	claim(hwloc_bitmap_weight(set) == 5 && hwloc_bitmap_isset(set, 8), "a list of the kernel's is read");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		hwloc_bitmap_set(set, 1);
		location_list_read(set, bad[i]);
		claim(hwloc_bitmap_iszero(set), "%s is no list of CPUs", bad[i]);
	}
	hwloc_bitmap_free(set);
}

int main(void)
{
	words();
	nodes();
	limits();
	own_affinity();
	kinds();
	numbering();
	memoryless();
	unknown();
	variables();
	kernel_lists();
	return claims_done();
}
