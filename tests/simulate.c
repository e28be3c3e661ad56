/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * simulate.c: how often verdicts are wrong, out of recorded noise. scripts/aa calls it.
 */
#include "model/model.h"
#include "base/err.h"
#include "base/options.h"
#include "tests/noise/simulate.h"

#include <errno.h>
#include <math.h>

static struct simulation simulation = {
	.tables = 400, .rows = 24, .boots = 8, .between = 2.0, .seed = 1,
	.equivalence = COMPARE_EQUIVALENCE,
};

static const struct option_row rows[] = {
	{ "tables", 0, OPTION_COUNT, &simulation.tables, "N", "comparisons to make [400]" },
	{ "rows", 0, OPTION_COUNT, &simulation.rows, "N", "rows of each [24]" },
	{ "boots", 0, OPTION_COUNT, &simulation.boots, "N", "boots of each kernel [8]" },
	{ "cost", 0, OPTION_NUMBER, &simulation.cost, "COST",
	  "truly added to every second row on patched, in the files' unit [0]" },
	{ "between", 0, OPTION_NUMBER, &simulation.between, "PCT",
	  "let boots differ by so much more than the recorded ones (deviation) [2]" },
	{ "seed", 0, OPTION_COUNT, &simulation.seed, "N", "of all that is drawn [1]" },
	{ "bootstrap", 0, OPTION_FLAG, &simulation.bootstrap, NULL,
	  "show for scale what intervals of a plain two-level bootstrap would do" },
	{ "quiet", 'q', OPTION_FLAG, &simulation.quiet, NULL, "no progress" },
	{ "equivalence", 0, OPTION_NUMBER, &simulation.equivalence, "PCT",
	  "\"the same\" means within PCT per cent of base [1]" },
	{ 0 }
};

static const struct option_command command = {
	"simulate", "FILE|FOLDER ...",
	"Makes comparisons of which the truth is known out of the noise in the files, and shows how often the verdicts are wrong. All files are taken for boots of one kernel.",
	rows
};

static bool is_between(uint64_t value, uint64_t least, uint64_t most)
{
	return value >= least && value <= most;
}

static int check_usage(int words)
{
	if (!words)
		return err_set(EINVAL, "no results given; see --help");
	if (!(simulation.equivalence > 0.0 && simulation.equivalence <= 100.0))
		return err_set(EINVAL, "--equivalence=%g: must be above 0 and at most 100 per cent",
			       simulation.equivalence);
	if (!is_between(simulation.tables, 1, 1000000))
		return err_set(EINVAL, "--tables: must be 1 to 1000000");
	if (!is_between(simulation.rows, 1, 1000))
		return err_set(EINVAL, "--rows: must be 1 to 1000");
	if (!is_between(simulation.boots, 1, 100))
		return err_set(EINVAL, "--boots: must be 1 to 100");
	if (!(simulation.between >= 0.0 && simulation.between <= 100.0))
		return err_set(EINVAL, "--between: must be 0 to 100 per cent");
	if (!isfinite(simulation.cost))
		return err_set(EINVAL, "--cost: must be a number");
	return 0;
}

static int run(char **paths, size_t count)
{
	struct model model;
	int err = model_read(&model, paths, count, false, NULL, NULL);

	if (err)
		return err;
	err = simulate(&model, &simulation, stdout);
	if (fflush(stdout) && !err)
		err = err_set(EIO, "standard output: cannot be written");
	model_free(&model);
	return err;
}

int main(int argc, char **argv)
{
	int first, err = options_parse(&command, argc, argv, &first);

	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err)
		err = check_usage(argc - first);
	if (!err)
		err = run(argv + first, (size_t)(argc - first));
	return err ? err_report("simulate", err) : EXIT_DONE;
}
