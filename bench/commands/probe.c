/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.c: dexbench probe.
 */
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"
#include "result/answers.h"
#include "sys/machine.h"

#include <errno.h>
#include <jansson.h>
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
		return "not detected";
	}
}

static const char *register_words(bool has, bool uses)
{
	if (!has)
		return "the CPU says that it has none";
	return uses ? "the CPU says that it has one, and the kernel uses it" :
		      "the CPU says that it has one, and the kernel does not use it";
}

/* What --json prints, instead of lines; or NULL. */
static json_t *answer;

static void print_line(const char *name, const char *value, const char *remark)
{
	if (answer)
		answer_add(answer, ANSWER_PROBE, name, value, remark);
	else
		printf("%-23s %s%s%s%s\n", name, value, remark ? " (" : "", remark ? remark : "",
		       remark ? ")" : "");
}

static const char *yes_or_no(bool is)
{
	return is ? "yes" : "no";
}

/* What was tried counts; what the registers say must agree. */
static int print_flags(const struct workbench *workbench)
{
	const struct traits *traits = &workbench->bench.probe.traits;
	struct cpu_flags flags;
	int err = workbench->bench.device ? device_cpu_flags(workbench->bench.device, &flags) : -EOPNOTSUPP;

	print_line("hardware access flag", yes_or_no(traits->access_flag),
		   err ? NULL : register_words(flags.has_access_flag, flags.uses_access_flag));
	print_line("hardware dirty flag", yes_or_no(traits->dirty_flag),
		   err ? NULL : register_words(flags.has_dirty_flag, flags.uses_dirty_flag));
	if (err)
		return err == -EOPNOTSUPP ? 0 : err;
	if (flags.uses_access_flag == traits->access_flag && flags.uses_dirty_flag == traits->dirty_flag)
		return 0;
	return err_set(EPROTO, "the CPU's registers say otherwise than what its entries became");
}

/* Most guests have no PMU: that is a fact as good as any. */
static void print_pmu(const struct pmu *pmu)
{
	const char *why_not = pmu_why_not(pmu);

	if (why_not) {
		print_line("hardware counters", "none", why_not);
		return;
	}
	print_line("hardware counters", pmu_name(pmu), !strcmp(pmu_way_to_read(pmu), "rdpmc") ?
		   "read without a system call" : "read by read(2)");
	for (int i = 0; i < PMU_EVENTS; i++)
		print_line(pmu_event_names[i], yes_or_no(!pmu_absent(pmu, i)), pmu_absent(pmu, i));
}

static int print_probe(const struct workbench *workbench)
{
	const struct probe *probe = &workbench->bench.probe;
	const struct device *device = workbench->bench.device;
	char words[PTE_WORDS_SIZE];
	int err;

	print_line("device", device_name(device), NULL);
	print_line("restore semantics", semantics_name(probe->semantics),
		   device ? semantics_meaning(probe->semantics) : workbench->why_no_device);
	if (device && probe->constructed)
		print_line("clean folio after read", pte_words(probe->pte_after, words), NULL);
	else if (device)
		print_line("clean folio after read",
			   device_cannot(device, DEVICE_CLEANS | DEVICE_SEES), NULL);
	err = print_flags(workbench);
	print_line("soft-dirty bits", yes_or_no(probe->traits.soft_dirty), NULL);
	print_line("atomics fault first as", probe->traits.rmw_reads_first ? "read" : "write", NULL);
	if (device)
		print_line("read-only entry type", yes_or_no(probe->traits.read_only_type), NULL);
	print_line("clock counts", clock_counts_instructions() ? "instructions" : "time", NULL);
	print_pmu(workbench->bench.pmu);
	return err;
}

int command_probe(int argc, char **argv)
{
	struct workbench_wants wants = { 0 };
	bool json = false;
	const struct option_row rows[] = { JSON_OPTION(json), WORKBENCH_OPTIONS(wants), { 0 } };
	const struct option_command command = {
		"dexbench probe", "",
		"Detects by experiment what this kernel's restore leaves behind and which flags this CPU sets.",
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

	answer = json ? json_array() : NULL;
	err = workbench_open_pmu(&workbench);
	if (!err)
		err = print_probe(&workbench);
	if (!err && answer)
		err = answer_print("probe", answer, stdout);
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
