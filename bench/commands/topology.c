/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * topology.c: dexbench topology.
 */
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"
#include "result/answers.h"
#include "sys/placement.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than these of a list are counted, not printed. */
enum { MOST_TOLD = 32 };

/* CPUs that sit together and fare alike, such as the threads of a core. */
struct group {
	struct placement first;
	char cpus[256];
	size_t used;
};

static bool is_alike(const struct placement *one, const struct placement *other)
{
	return one->package == other->package && one->node == other->node && one->l3 == other->l3 &&
	       one->core == other->core && one->isolated == other->isolated && one->use == other->use;
}

static void start_group(struct group *group, const struct placement *place)
{
	group->first = *place;
	group->used = (size_t)snprintf(group->cpus, sizeof(group->cpus), "%u", place->cpu);
}

static bool add_to_group(struct group *group, const struct placement *place)
{
	if (!is_alike(&group->first, place) || group->used + 12 > sizeof(group->cpus))
		return false;
	group->used += (size_t)snprintf(group->cpus + group->used, sizeof(group->cpus) - group->used, ",%u",
					place->cpu);
	return true;
}

static void print_place(int number)
{
	if (number < 0)
		printf("%-8s", "-");
	else
		printf("%-8d", number);
}

static void print_group(const struct group *group, bool has_kinds)
{
	const struct placement *place = &group->first;

	print_place(place->package);
	print_place(place->node);
	print_place(place->l3);
	print_place(place->core);
	printf("%-12s ", group->cpus);
	if (has_kinds)
		printf("%-12s ", place->kind[0] ? place->kind : "-");
	printf("%s%s\n", cpu_use_words(place->use), place->isolated ? ", isolated" : "");
}

static void print_machine(const struct topology *topology)
{
	struct group group = { 0 };
	struct placement place;
	bool has_kinds = false;

	for (size_t i = 0; placement_of(topology, i, &place); i++)
		has_kinds |= place.kind[0] != '\0';
	printf("%-8s%-8s%-8s%-8s%-12s %s%s\n", "package", "node", "L3", "core", "CPUs",
	       has_kinds ? "kind         " : "", "in a run");
	for (size_t i = 0; placement_of(topology, i, &place); i++) {
		if (i && add_to_group(&group, &place))
			continue;
		if (i)
			print_group(&group, has_kinds);
		start_group(&group, &place);
	}
	print_group(&group, has_kinds);
}

static int node_of(const struct topology *topology, unsigned int cpu)
{
	struct placement place;

	for (size_t i = 0; placement_of(topology, i, &place); i++)
		if (place.cpu == cpu)
			return place.node;
	return -1;
}

static int print_json(const struct topology *topology)
{
	int from = node_of(topology, topology_quiet_cpu(topology));
	json_t *rows = json_array();
	struct placement place;

	for (size_t i = 0; placement_of(topology, i, &place); i++) {
		unsigned int to = (unsigned int)place.node;
		double distance = from < 0 || place.node < 0 ? 0 :
				  topology_node_distance(topology, (unsigned int)from, to);

		answer_add(rows, ANSWER_TOPOLOGY, (int)place.cpu, place.package, place.node,
			   place.l3, place.core, place.kind[0] ? place.kind : NULL, place.isolated,
			   cpu_use_words(place.use), distance > 0 ? distance : (double)NAN);
	}
	return answer_print("topology", rows, stdout);
}

static void print_asked(const char *option, const char *words)
{
	if (words)
		printf("   --%s=%s", option, words);
}

static void print_choice(const struct topology *topology)
{
	char *cpus = placement_cpus(topology), *nodes = placement_nodes(topology);
	char kinds[256];

	printf("\n%-15s %s\n", "used CPUs", cpus ? cpus : "none");
	printf("%-15s %s\n", "used nodes", nodes ? nodes : "none");
	if (placement_asked_cpus(topology) || placement_asked_nodes(topology)) {
		printf("%-13s", "asked for");
		print_asked("cpus", placement_asked_cpus(topology));
		print_asked("nodes", placement_asked_nodes(topology));
		printf("\n");
	}
	printf("%-15s CPU %u\n", "measures", topology_quiet_cpu(topology));
	if (placement_is_mixed(topology, kinds, sizeof(kinds)))
		printf("%-15s CPUs of several kinds: %s\n", "warning", kinds);
	free(cpus);
	free(nodes);
}

static void print_neighbours(const struct topology *topology, const char *distance)
{
	unsigned int cpus[MOST_TOLD];
	size_t found = topology_pick(topology, topology_quiet_cpu(topology), distance_of_word(distance), cpus,
				     MOST_TOLD);

	printf("%-15s", distance);
	for (size_t i = 0; i < found && i < MOST_TOLD; i++)
		printf(" %u", cpus[i]);
	if (found > MOST_TOLD)
		printf(" and %zu more", found - MOST_TOLD);
	printf("%s\n", found ? "" : " none");
}

static void print_distances(const struct topology *topology)
{
	char words[] = DISTANCE_WORDS, *rest = words, *word;

	printf("\n%-15s CPUs, from the one that measures, in the order in which a run takes them\n", "distance");
	while ((word = strsep(&rest, "|")))
		print_neighbours(topology, word);
}

static void print_distances_of(const struct topology *topology, unsigned int from)
{
	for (unsigned int to = 0, told = 0; told < topology_nodes(topology); to++) {
		double distance = topology_node_distance(topology, from, to);

		if (!topology_has_node(topology, to))
			continue;
		told++;
		if (distance > 0)
			printf(" %u:%g", to, distance);
		else
			printf(" %u:not told", to);
	}
}

/* Such as "2 (numa:1)", where hwloc's number is another than the kernel's. */
static void print_node(const struct topology *topology, unsigned int node)
{
	unsigned int index = placement_node_index(topology, node);
	char name[40];

	snprintf(name, sizeof(name), index == node ? "%u" : "%u (numa:%u)", node, index);
	printf("%-15s", name);
}

static void print_nodes(const struct topology *topology)
{
	printf("\n%-15s %-15s distance of each node's memory, as the firmware has it; 10 is near\n",
	       "node", "used CPUs");
	for (unsigned int node = 0, told = 0; told < topology_nodes(topology); node++) {
		char *cpus;

		if (!topology_has_node(topology, node))
			continue;
		told++;
		cpus = placement_node_cpus(topology, node);
		print_node(topology, node);
		printf(" %-*s", topology_nodes(topology) > 1 ? 15 : 0, cpus ? cpus : "none");
		free(cpus);
		if (topology_nodes(topology) > 1)
			print_distances_of(topology, node);
		printf("\n");
	}
}

int command_topology(int argc, char **argv)
{
	const char *cpus = NULL, *nodes = NULL;
	bool json = false, list = false;
	const struct option_row rows[] = {
		{ "list", 0, OPTION_FLAG, &list, NULL, "only the CPUs that a run would use, as taskset takes them" },
		JSON_OPTION(json),
		PLACEMENT_OPTIONS(cpus, nodes),
		{ 0 },
	};
	const struct option_command command = {
		"dexbench topology", "",
		"Show the CPUs and NUMA nodes of this machine, and mark those that a run uses.", rows,
	};
	struct topology *topology;
	int err, first;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err && first < argc)
		err = err_set(EINVAL, "%s: not expected; CPUs are named by --cpus", argv[first]);
	if (!err)
		err = topology_load(&topology, cpus, nodes);
	if (err)
		return err_report("dexbench topology", err);

	if (list) {
		char *used = placement_cpus(topology);

		printf("%s\n", used ? used : "none");
		free(used);
	} else if (json) {
		err = print_json(topology);
	} else {
		print_machine(topology);
		print_choice(topology);
		print_distances(topology);
		print_nodes(topology);
	}
	topology_free(topology);
	return err ? err_report("dexbench topology", err) : EXIT_DONE;
}
