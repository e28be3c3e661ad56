/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dexcompare: two kernels compared, from the files that dexbench wrote.
 *
 * It needs no kernel, no device and no root: results are read where they are.
 */
#include "report/chart.h"
#include "report/export.h"
#include "report/report.h"
#include "base/err.h"
#include "base/options.h"
#include "version.h"

#include <errno.h>
#include <string.h>

static struct {
	bool separate, tsv, json, chart, version;
	const char *allow;
} choice;

#define ROW_SEPARATE								\
	{ "separate", 0, OPTION_FLAG, &choice.separate, NULL,			\
	  "take each FILE as a side of its own, also where files are boots of one kernel" }
#define ROW_ALLOW								\
	{ "allow", 0, OPTION_TEXT, &choice.allow, "FIELD,...",			\
	  "compare although files differ in schema, platform, tool, machine or plan" }

static const struct option_row compare_rows[] = {
	ROW_SEPARATE,
	ROW_ALLOW,
	{ "chart", 0, OPTION_FLAG, &choice.chart, NULL, "draw bars in text instead of a table" },
	{ "tsv", 0, OPTION_FLAG, &choice.tsv, NULL, "print the comparison as tab-separated values" },
	{ "json", 0, OPTION_FLAG, &choice.json, NULL, "print the comparison as JSON" },
	{ "version", 0, OPTION_FLAG, &choice.version, NULL, "print the version and exit" },
	{ 0 }
};

static const struct option_row show_rows[] = {
	ROW_SEPARATE,
	ROW_ALLOW,
	{ 0 }
};

static const struct option_row export_rows[] = {
	{ "tsv", 0, OPTION_FLAG, &choice.tsv, NULL, "as tab-separated values (the only format)" },
	ROW_ALLOW,
	{ 0 }
};

/* Comparing with more than two sides reads the same; only its number of tables grows. */
static int compare(struct report *report)
{
	if (report->sides.count < 2)
		return err_set(ENODATA, "%s: the only kernel here: nothing to compare it with; see dexcompare show",
			       report->sides.sides[0].boots[0]->path);
	if (choice.tsv)
		return export_comparison_tsv(report, stdout);
	if (choice.json)
		return export_comparison_json(report, stdout);
	if (choice.chart)
		return chart_print(report, stdout);
	return report_compare(report, stdout);
}

static int show(struct report *report)
{
	return report_show(report, stdout);
}

static int export(struct report *report)
{
	return export_samples_tsv(report, stdout);
}

static const struct command {
	const char *name;	/* NULL: where no other name fits */
	struct option_command options;
	int (*run)(struct report *report);
} commands[] = {
	{ "show", { "dexcompare show", "FILE|FOLDER ...",
		    "Shows the figures of each kernel, compared with nothing.", show_rows }, show },
	{ "export", { "dexcompare export", "FILE|FOLDER ...",
		      "Prints all samples of all trials.", export_rows }, export },
	{ NULL, { "dexcompare", "FILE|FOLDER ...",
		  "Compares kernels; the first is the base. A FOLDER holds the boots of one kernel, and FILEs of one kernel are its boots. `dexcompare show` shows one kernel, `dexcompare export` prints its samples.",
		  compare_rows }, compare },
};

static const struct command *find_command(const char *word)
{
	const struct command *command = commands;

	while (command->name && (!word || strcmp(command->name, word)))
		command++;
	return command;
}

/* A damaged file is told of at once, whatever is printed afterwards. */
static void print_damage(const struct warnings *warnings)
{
	for (size_t i = 0; i < warnings->count; i++) {
		const struct warning *warning = &warnings->items[i];

		if (warning->kind == WARNING_CUT || warning->kind == WARNING_INCOMPLETE)
			fprintf(stderr, "dexcompare: warning: %s: %s\n", warning->detail,
				warning_text(warning->kind));
	}
}

static int run(const struct command *command, char **paths, size_t count)
{
	struct report report;
	int err;

	err = report_read(&report, paths, count, choice.separate, choice.allow);
	if (err)
		return err;
	print_damage(&report.warnings);
	err = command->run(&report);
	if (!err && (fflush(stdout) || ferror(stdout)))
		err = err_set(EIO, "standard output: %s", strerror(errno));
	report_free(&report);
	return err;
}

static int check_usage(const struct command *command, int words)
{
	if (choice.tsv + choice.json + choice.chart > 1)
		return err_set(EINVAL, "--tsv, --json and --chart exclude one another");
	if (!words)
		return err_set(EINVAL, "no results given; see %s --help",
			       command->options.program);
	return 0;
}

int main(int argc, char **argv)
{
	const struct command *command = find_command(argc > 1 ? argv[1] : NULL);
	int skip = command->name ? 1 : 0, first, err;

	argc -= skip;
	argv += skip;
	err = options_parse(&command->options, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err && choice.version) {
		printf("dexcompare %s, commit %s\n", DEXBENCH_VERSION, DEXBENCH_COMMIT);
		return EXIT_DONE;
	}
	if (!err)
		err = check_usage(command, argc - first);
	if (!err)
		err = run(command, argv + first, (size_t)(argc - first));
	return err ? err_report("dexcompare", err) : EXIT_DONE;
}
