/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list.c: dexbench list.
 */
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"
#include "commands/list_markdown.h"
#include "result/answers.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void print_parameters(const struct parameter *table)
{
	for (; table && table->name; table++)
		printf("    %s=%-12s %s\n", table->name, table->fallback, table->help);
}

/* One line: name, whether its needs are met, summary. */
static void print_scenario(const struct bench *bench, const struct scenario_entry *entry, bool all)
{
	const char *unmet = bench_unmet_need(bench, entry->scenario);

	printf("%-32s %-7s %s\n", entry->name, unmet ? "not met" : "met",
	       entry->scenario->summary ? entry->scenario->summary : "");
	if (!all)
		return;
	printf("    %s\n", entry->file);
	if (unmet)
		printf("    cannot run here: %s\n", unmet);
	print_parameters(entry->scenario->parameters);
}

static int print_json(const struct bench *bench)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < scenario_count(); i++) {
		const struct scenario_entry *entry = scenario_nth(i);
		const struct parameter *own = entry->scenario->parameters;
		json_t *parameters = json_object();

		for (; own && own->name; own++)
			json_object_set_new(parameters, own->name, json_string(own->fallback));
		answer_add(rows, ANSWER_LIST, entry->name, entry->scenario->summary, entry->file,
			   bench_unmet_need(bench, entry->scenario), parameters);
	}
	return answer_print("list", rows, stdout);
}

/* Words that a run of a scenario takes: for each parameter its default, then its other choices. */
static void print_words(const struct scenario_entry *entry)
{
	struct values values;

	values_default(&values, entry->scenario->parameters);
	for (size_t i = 0; i < values.count; i++) {
		const struct parameter *parameter = values.list[i].parameter;
		const char *choice = parameter->choices;

		printf("%s=%s\n", parameter->name, parameter->fallback);
		while (choice && *choice) {
			int length = (int)strcspn(choice, "|");

			if ((size_t)length != strlen(parameter->fallback) ||
			    strncmp(choice, parameter->fallback, (size_t)length))
				printf("%s=%.*s\n", parameter->name, length, choice);
			choice += length + (choice[length] == '|');
		}
	}
}

static int print_names(const char *scenario)
{
	const struct scenario_entry *entry = scenario ? scenario_find(scenario) : NULL;

	if (scenario && !entry)
		return err_set(EINVAL, "%s: no such scenario; see dexbench list", scenario);
	if (entry)
		print_words(entry);
	for (size_t i = 0; i < scenario_count() && !entry; i++)
		printf("%s\n", scenario_nth(i)->name);
	return 0;
}

static void print_needs(const struct bench *bench)
{
	const struct scenario all = { .needs = NEED_MODULE };
	const struct scenario tracked = { .needs = NEED_SOFT_DIRTY };
	const char *unmet = bench_unmet_need(bench, &all);

	if (unmet)
		printf("\nnot met: %s\n", unmet);
	unmet = bench_unmet_need(bench, &tracked);
	if (unmet)
		printf("not met: %s\n", unmet);
}

int command_list(int argc, char **argv)
{
	bool all = false, json = false, markdown = false, names = false;
	struct workbench_wants wants = { 0 };
	const struct option_row rows[] = {
		{ "verbose", 'v', OPTION_FLAG, &all, NULL,
		  "also print each scenario's file, parameters and unmet need" },
		JSON_OPTION(json),
		{ "markdown", 0, OPTION_FLAG, &markdown, NULL,
		  "print them as chapters of docs/scenarios.md, with the predictions; needs no device" },
		{ "names", 0, OPTION_FLAG, &names, NULL,
		  "print only the names, or the key=value arguments of SCENARIO; needs no device" },
		WORKBENCH_OPTIONS(wants),
		{ 0 },
	};
	const struct option_command command = {
		"dexbench list", "[SCENARIO]", "Lists the scenarios and whether this machine meets their needs.", rows,
	};
	struct workbench workbench;
	int err, first;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (err)
		return err_report("dexbench list", err);
	if (first < argc - names)
		err = err_set(EINVAL, "%s: %s", argv[first + names], names ? "one scenario is enough" :
			      "only --names takes a scenario");
	if (!err && names)
		err = print_names(argv[first]);
	if (err || names)
		return err ? err_report("dexbench list", err) : EXIT_DONE;
	err = markdown ? 0 : workbench_open(&workbench, &wants);
	if (!err && markdown) {
		err = list_markdown();
		return err ? err_report("dexbench list", err) : EXIT_DONE;
	}
	if (err)
		return err_report("dexbench list", err);
	if (json) {
		err = print_json(&workbench.bench);
		workbench_close(&workbench);
		return err ? err_report("dexbench list", err) : EXIT_DONE;
	}

	printf("%-32s %-7s %s\n", "scenario", "needs", "measures");
	for (size_t i = 0; i < scenario_count(); i++)
		print_scenario(&workbench.bench, scenario_nth(i), all);
	if (all) {
		printf("\nparameters of every scenario\n");
		print_parameters(common_parameters);
	}
	print_needs(&workbench.bench);
	workbench_close(&workbench);
	return EXIT_DONE;
}
