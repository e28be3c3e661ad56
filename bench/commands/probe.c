/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.c: dexbench probe.
 */
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"
#include "sys/machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

static const char *register_words(bool has, bool uses)
{
	if (!has)
		return "the CPU says that it has none";
	return uses ? "the CPU says that it has one, and the kernel uses it" :
		      "the CPU says that it has one, and the kernel does not use it";
}

/* What was tried counts; what the registers say must agree. */
static int print_flags(const struct workbench *workbench)
{
	const struct traits *traits = &workbench->bench.probe.traits;
	const char *access = traits->access_flag ? "yes" : "no";
	const char *dirty = traits->dirty_flag ? "yes" : "no";
	struct cpu_flags flags;
	int err = workbench->bench.device ? device_cpu_flags(workbench->bench.device, &flags) : -EOPNOTSUPP;

	if (err) {
		printf("hardware access flag    %s\nhardware dirty flag     %s\n", access, dirty);
		return err == -EOPNOTSUPP ? 0 : err;
	}
	printf("hardware access flag    %s (%s)\n", access,
	       register_words(flags.has_access_flag, flags.uses_access_flag));
	printf("hardware dirty flag     %s (%s)\n", dirty,
	       register_words(flags.has_dirty_flag, flags.uses_dirty_flag));
	if (flags.uses_access_flag == traits->access_flag && flags.uses_dirty_flag == traits->dirty_flag)
		return 0;
	return err_set(EPROTO, "the CPU's registers say otherwise than what its entries became");
}

/* Most guests have no PMU: that is a fact as good as any. */
static void print_pmu(const struct pmu *pmu)
{
	const char *why_not = pmu_why_not(pmu);

	if (why_not) {
		printf("hardware counters       none: %s\n", why_not);
		return;
	}
	printf("hardware counters       %s, read %s\n", pmu_name(pmu), !strcmp(pmu_way_to_read(pmu), "rdpmc") ?
	       "without a system call" : "by read(2)");
	for (int i = 0; i < PMU_EVENTS; i++)
		printf("  %-21s %s\n", pmu_event_names[i], pmu_absent(pmu, i) ? pmu_absent(pmu, i) : "yes");
}

static int print_probe(const struct workbench *workbench)
{
	const struct probe *probe = &workbench->bench.probe;
	const struct device *device = workbench->bench.device;
	char words[PTE_WORDS_SIZE];
	int err;

	printf("device                  %s\n", device_name(device));
	printf("restore semantics       %s (%s)\n", semantics_name(probe->semantics),
	       device ? semantics_meaning(probe->semantics) : workbench->why_no_device);
	if (device)
		printf("clean folio after read  %s\n", probe->constructed ? pte_words(probe->pte_after, words) :
		       device_cannot(device, DEVICE_CLEANS | DEVICE_SEES));
	err = print_flags(workbench);
	printf("soft-dirty bits         %s\n", probe->traits.soft_dirty ? "yes" : "no");
	printf("atomics fault first as  %s\n", probe->traits.rmw_reads_first ? "read" : "write");
	if (device)
		printf("read-only entry type    %s\n", probe->traits.read_only_type ? "yes" : "no");
	printf("clock counts            %s\n", clock_counts_instructions() ? "instructions" : "time");
	print_pmu(workbench->bench.pmu);
	return err;
}

int command_probe(int argc, char **argv)
{
	struct workbench_wants wants = { 0 };
	const struct option_row rows[] = { WORKBENCH_OPTIONS(wants), { 0 } };
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
		err = workbench_open(&workbench, &wants);
	if (err)
		return err_report("dexbench probe", err);

	err = workbench_open_pmu(&workbench);
	if (!err)
		err = print_probe(&workbench);
	if (err) {
		workbench_close(&workbench);
		return err_report("dexbench probe", err);
	}
	/* A device that could not make sure has nothing to report. */
	err = workbench.bench.probe.contradicts;
	workbench_close(&workbench);
	if (err) {
		fprintf(stderr, "dexbench probe: this kernel restores in a way that is neither; "
			"please report it with the entry above\n");
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}
