/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.c: dexbench probe.
 */
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"
#include "sys/machine.h"

#include <stdio.h>

static const char *semantics_meaning(enum semantics semantics)
{
	switch (semantics) {
	case SEMANTICS_ALWAYS_DIRTY:
		return "a restored entry is writable and dirty, as up to Linux 6.14";
	case SEMANTICS_FOLLOWS_FOLIO:
		return "a restored entry is dirty only if its folio is, as since Linux 6.15";
	default:
		return "not found out";
	}
}

static void print_probe(const struct workbench *workbench)
{
	const struct probe *probe = &workbench->bench.probe;
	char words[PTE_WORDS_SIZE];

	printf("restore semantics       %s (%s)\n", semantics_name(probe->semantics),
	       workbench->bench.device ? semantics_meaning(probe->semantics) :
					 workbench->why_no_device);
	if (workbench->bench.device)
		printf("clean folio after read  %s\n", pte_words(probe->pte_after, words));
	printf("hardware access flag    %s\n", probe->traits.access_flag ? "yes" : "no");
	printf("hardware dirty flag     %s\n", probe->traits.dirty_flag ? "yes" : "no");
	printf("soft-dirty bits         %s\n", probe->traits.soft_dirty ? "yes" : "no");
	printf("atomics fault first as  %s\n", probe->traits.rmw_reads_first ? "read" : "write");
	if (workbench->bench.device)
		printf("read-only entry type    %s\n", probe->traits.read_only_type ? "yes" : "no");
	printf("clock counts            %s\n", clock_counts_instructions() ? "instructions" : "time");
}

int command_probe(int argc, char **argv)
{
	const struct option_row rows[] = { { 0 } };
	const struct option_command command = {
		"dexbench probe", "",
		"Finds out by trying what this kernel's restore leaves behind and what this CPU sets by itself.",
		rows,
	};
	struct workbench workbench;
	int err, first;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err)
		err = workbench_open(&workbench);
	if (err)
		return err_report("dexbench probe", err);

	print_probe(&workbench);
	err = workbench.bench.device && workbench.bench.probe.semantics == SEMANTICS_UNKNOWN;
	workbench_close(&workbench);
	if (err) {
		fprintf(stderr, "dexbench probe: this kernel restores in a way that is neither; "
			"please report it with the entry above\n");
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}
