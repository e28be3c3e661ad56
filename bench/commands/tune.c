/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tune.c: dexbench run --tune, and dexbench untune.
 */
#include "commands/tune.h"
#include "base/err.h"
#include "base/options.h"
#include "sys/aslr.h"
#include "sys/placement.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell_tune(const char *text)
{
	fprintf(stderr, "dexbench run: tune: %s\n", text);
}

static void tell_untune(const char *text)
{
	fprintf(stderr, "dexbench untune: %s\n", text);
}

void tuning_fix_addresses(struct tuning *tuning, int argc, char **argv)
{
	char **words = calloc((size_t)argc + 2, sizeof(*words));
	int err = words ? 0 : -ENOMEM;

	if (!err) {
		words[0] = program_invocation_name;
		memcpy(words + 1, argv, (size_t)argc * sizeof(*words));
		err = aslr_leave(words, &tuning->wants.aslr_before);
	}
	if (err)
		fprintf(stderr, "dexbench run: tune: cannot set aslr: %s\n", err_text(err));
	free(words);
}

/* By default one CPU alone measures; who names CPUs has them all to himself. */
static int find_quiet_cpus(struct tuning *tuning, const struct topology *topology,
			   const struct workbench_wants *wants)
{
	if (wants->cpus || wants->nodes)
		tuning->quiet_cpus = placement_cpus(topology);
	else if (asprintf(&tuning->quiet_cpus, "%u", topology_quiet_cpu(topology)) < 0)
		tuning->quiet_cpus = NULL;
	return tuning->quiet_cpus ? 0 : -ENOMEM;
}

int tuning_begin(struct tuning *tuning, const struct workbench *workbench, const struct workbench_wants *wants)
{
	int err = find_quiet_cpus(tuning, workbench->bench.topology, wants);

	if (err)
		return err;
	tuning->wants.root = "";
	tuning->wants.state = tune_state_path();
	tuning->wants.quiet_cpus = tuning->quiet_cpus;
	tuning->wants.tell = tell_tune;
	err = tune_begin(&tuning->tune, &tuning->wants);
	if (err)
		tuning_end(tuning);
	return err;
}

int tuning_end(struct tuning *tuning)
{
	int err = tune_end(tuning->tune);

	free(tuning->quiet_cpus);
	tuning->tune = NULL;
	tuning->quiet_cpus = NULL;
	return err;
}

int command_untune(int argc, char **argv)
{
	const struct option_row rows[] = { { 0 } };
	const struct option_command command = {
		"dexbench untune", "",
		"Restores the settings that a killed run --tune has left.", rows,
	};
	const struct tune_wants wants = { .root = "", .state = tune_state_path(), .tell = tell_untune };
	int err, first;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err && first < argc)
		err = err_set(EINVAL, "%s: takes no arguments; see --help", argv[first]);
	if (!err)
		err = tune_recover(&wants);
	return err ? err_report("dexbench untune", err) : EXIT_DONE;
}
