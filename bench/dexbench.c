/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dexbench: measures what it costs when a CPU takes a page back from a device.
 */
#include "base/err.h"
#include "base/options.h"
#include "base/output.h"
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*command)(int argc, char **argv);
	const char *summary;
} verbs[] = {
	{ "list", command_list, "list the scenarios and whether this machine meets their needs" },
	{ "run", command_run, "run plans or scenarios and write a result file" },
	{ "probe", command_probe, "detect what this kernel's restore leaves behind and which flags the CPU sets" },
	{ "reproducer", command_reproducer, "print a scenario as one stand-alone C file, for a mail" },
	{ "doctor", command_doctor, "list what would disturb a measurement here, with remedies" },
	{ "topology", command_topology, "show CPUs and NUMA nodes; mark those that a run uses" },
	{ "untune", command_untune, "restore settings that a killed run --tune has left" },
};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static void print_help(FILE *stream)
{
	fprintf(stream, "usage: dexbench VERB [OPTION ...] [ARGUMENT ...]\n\n"
		"Measures what it costs when a CPU takes a page back from a device.\n\n");
	for (size_t i = 0; i < VERBS; i++)
		fprintf(stream, "  %-10s %s\n", verbs[i].name, verbs[i].summary);
	fputc('\n', stream);
	options_common(26, stream);
	fprintf(stream, "\ndexbench VERB --help lists a verb's options. dexcompare reads the results.\n");
}

static int run_verb(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		print_help(stdout);
		return EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		options_version("dexbench", stdout);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < VERBS; i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].command(argc - 1, argv + 1);

	fprintf(stderr, "dexbench: %s: no such verb; see dexbench --help\n", argv[1]);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	output_open();
	return output_close("dexbench", run_verb(argc, argv));
}
