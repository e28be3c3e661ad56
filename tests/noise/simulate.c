/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * simulate.c: tables drawn from recorded noise, and what the verdicts make of them.
 */
#include "tests/noise/simulate.h"
#include "tests/noise/noise.h"
#include "model/model.h"
#include "doc/format.h"
#include "doc/document.h"
#include "tests/noise/binomial.h"
#include "tests/noise/bootstrap.h"
#include "base/err.h"

#include <errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BOOTSTRAP_TIMES = 1000 };

/* Each of them over tables: a rate and how it scatters, for rows of a table are related. */
struct tally {
	uint64_t hits, of;
	double sum, squares;	/* of each table's own rate */
	uint64_t tables;
};

struct state {
	const struct simulation *simulation;
	const struct noise *noise;
	gsl_rng *random;

	/* The table at hand: for each row @boots figures, and each boot's trials. */
	double *base, *patched, *base_trials, *patched_trials;
	struct comparison *rows, **pointers;

	uint64_t alarmed;	/* tables with a false positive */
	struct tally covered, found, missed_same, bootstrap;
};

static void count(struct tally *tally, uint64_t hits, uint64_t of)
{
	double rate = of ? (double)hits / (double)of : 0.0;

	if (!of)
		return;
	tally->hits += hits;
	tally->of += of;
	tally->sum += rate;
	tally->squares += rate * rate;
	tally->tables++;
}

static double true_cost(const struct simulation *simulation, size_t row)
{
	return row % 2 ? simulation->cost : 0.0;
}

/* All rows of one boot: they share what the boot adds. */
static int draw_boot(struct state *state, double *figures, double *trials, size_t boot,
		     bool patched)
{
	const struct simulation *simulation = state->simulation;
	double sigma = simulation->between / 100.0 * M_SQRT1_2;
	double shared = gsl_ran_gaussian(state->random, sigma);
	int err = 0;

	for (size_t row = 0; row < simulation->rows && !err; row++) {
		double factor = exp(shared + gsl_ran_gaussian(state->random, sigma));
		double cost = patched ? true_cost(simulation, row) : 0.0;
		size_t at = row * simulation->boots + boot;
		double *its = trials + at * state->noise->trials;

		err = noise_draw(state->noise, row % state->noise->rows, state->random,
				 &figures[at], its);
		figures[at] = figures[at] * factor + cost;
		for (size_t i = 0; i < state->noise->trials; i++)
			its[i] = its[i] * factor + cost;
	}
	return err;
}

static int draw_table(struct state *state)
{
	int err = 0;

	for (size_t boot = 0; boot < state->simulation->boots && !err; boot++) {
		err = draw_boot(state, state->base, state->base_trials, boot, false);
		if (!err)
			err = draw_boot(state, state->patched, state->patched_trials, boot, true);
	}
	return err;
}

static int judge_bootstrap(struct state *state)
{
	const struct simulation *simulation = state->simulation;
	uint64_t covered = 0;

	for (size_t row = 0; row < simulation->rows; row++) {
		size_t at = row * simulation->boots * state->noise->trials;
		struct levels base = { state->base_trials + at, simulation->boots,
				       state->noise->trials };
		struct levels patched = { state->patched_trials + at, simulation->boots,
					  state->noise->trials };
		double truth = true_cost(simulation, row);
		struct estimate estimate;
		int err = bootstrap_shift(&estimate, base, patched, COMPARE_ALPHA,
					  BOOTSTRAP_TIMES, state->random);

		if (err)
			return err;
		covered += estimate.low <= truth && truth <= estimate.high;
	}
	count(&state->bootstrap, covered, simulation->rows);
	return 0;
}

/* What is told of the table at hand, compared with the truth. */
static void judge_table(struct state *state)
{
	const struct simulation *simulation = state->simulation;
	uint64_t alarms = 0, found = 0, costs = 0, covered = 0, intervals = 0, wrong = 0, same = 0;

	for (size_t i = 0; i < simulation->rows; i++) {
		const struct comparison *row = &state->rows[i];
		double truth = true_cost(simulation, i);
		bool changed = row->verdict == VERDICT_CHANGED;

		alarms += changed && truth == 0.0;
		found += changed && truth != 0.0;
		costs += truth != 0.0;
		intervals += !isnan(row->low);
		covered += row->low <= truth && truth <= row->high;
		same += row->verdict == VERDICT_SAME;
		wrong += row->verdict == VERDICT_SAME &&
			 fabs(truth) > simulation->equivalence / 100.0 * row->base.median;
	}
	state->alarmed += alarms > 0;
	count(&state->found, found, costs);
	count(&state->covered, covered, intervals);
	count(&state->missed_same, wrong, same);
}

static int compare_drawn(struct state *state)
{
	size_t boots = state->simulation->boots;
	int err = 0;

	for (size_t i = 0; i < state->simulation->rows && !err; i++) {
		state->pointers[i] = &state->rows[i];
		err = compare_boots(&state->rows[i],
				    (struct boots){ state->base + i * boots, boots },
				    (struct boots){ state->patched + i * boots, boots }, false);
	}
	if (!err && compare_table(state->pointers, state->simulation->rows,
				  state->simulation->equivalence) < 0)
		err = -ENOMEM;
	return err;
}

static int simulate_all(struct state *state)
{
	const struct simulation *simulation = state->simulation;
	bool shown = !simulation->quiet && isatty(STDERR_FILENO);
	int err = 0;

	for (uint64_t i = 0; i < simulation->tables && !err; i++) {
		if (shown)
			fprintf(stderr, "\rsimulating: table %llu of %llu\033[K",
				(unsigned long long)i + 1, (unsigned long long)simulation->tables);
		err = draw_table(state);
		/* Before figures are sorted; trials stay as they are. */
		if (!err && simulation->bootstrap)
			err = judge_bootstrap(state);
		if (!err)
			err = compare_drawn(state);
		if (!err)
			judge_table(state);
	}
	if (shown)
		fprintf(stderr, "\r\033[K");
	return err;
}

/* The mean of the tables' rates, two standard errors each way. */
static struct bounds over_tables(const struct tally *tally)
{
	double n = (double)tally->tables, mean = tally->sum / n;
	double error = n > 1.0 ? sqrt(fmax(0.0, tally->squares / n - mean * mean) / (n - 1.0)) : 1.0;

	return (struct bounds){ fmax(0.0, mean - 2.0 * error), fmin(1.0, mean + 2.0 * error) };
}

static void print_rate(FILE *stream, const char *what, uint64_t hits, uint64_t of,
		       struct bounds bounds)
{
	char text[256];

	if (of)
		snprintf(text, sizeof(text), "%llu of %llu: %.2f %% (95 %% interval %.2f to %.2f)",
			 (unsigned long long)hits, (unsigned long long)of,
			 100.0 * (double)hits / (double)of, 100.0 * bounds.low, 100.0 * bounds.high);
	else
		snprintf(text, sizeof(text), "none");
	fprintf(stream, "%-42s %s\n", what, text);
}

static void print_head(const struct state *state, const char *unit, FILE *stream)
{
	const struct simulation *simulation = state->simulation;
	char text[512];

	snprintf(text, sizeof(text), "%llu comparisons of %llu rows, %llu boots of each kernel, %zu trials a boot; noise of %zu recorded boots of %zu rows, and %g %% between boots put in; seed %llu",
		 (unsigned long long)simulation->tables, (unsigned long long)simulation->rows,
		 (unsigned long long)simulation->boots, state->noise->trials, state->noise->boots,
		 state->noise->rows, simulation->between, (unsigned long long)simulation->seed);
	text_wrap(stream, TEXT_WIDTH, "simulated ", text);
	if (simulation->cost != 0.0)
		snprintf(text, sizeof(text), "%s %s a page in every second row; the others are the same",
			 format_difference(simulation->cost).text, unit);
	else
		snprintf(text, sizeof(text), "base and patched are the same in all rows (A/A)");
	text_wrap(stream, TEXT_WIDTH, "truth     ", text);
	fputc('\n', stream);
}

static int print_all(const struct state *state, const char *unit, FILE *stream)
{
	const struct simulation *simulation = state->simulation;
	struct bounds alarms = binomial_bounds(state->alarmed, simulation->tables);
	struct bounds covered = over_tables(&state->covered);
	bool bad = alarms.low > COMPARE_ALPHA ||
		   (state->covered.of && covered.high < 1.0 - COMPARE_ALPHA);

	print_head(state, unit, stream);
	print_rate(stream, "tables with a false positive", state->alarmed, simulation->tables, alarms);
	print_rate(stream, "intervals that hold the truth", state->covered.hits,
		   state->covered.of, covered);
	if (simulation->cost != 0.0)
		print_rate(stream, "costs called changed", state->found.hits, state->found.of,
			   over_tables(&state->found));
	print_rate(stream, "verdicts \"same\" beyond the bound", state->missed_same.hits,
		   state->missed_same.of, over_tables(&state->missed_same));
	if (simulation->bootstrap)
		print_rate(stream, "for scale: intervals of a plain bootstrap",
			   state->bootstrap.hits, state->bootstrap.of,
			   over_tables(&state->bootstrap));
	return bad ? err_set(EDOM, "worse than asked for: false positives in at most %g %% of tables, and intervals that hold the truth in at least %g %%",
			     100.0 * COMPARE_ALPHA, 100.0 * (1.0 - COMPARE_ALPHA)) : 0;
}

static void free_state(struct state *state)
{
	free(state->base);
	free(state->patched);
	free(state->base_trials);
	free(state->patched_trials);
	free(state->rows);
	free(state->pointers);
	if (state->random)
		gsl_rng_free(state->random);
}

static int make_state(struct state *state, const struct simulation *simulation,
		      const struct noise *noise)
{
	size_t figures = simulation->rows * simulation->boots;

	*state = (struct state){ .simulation = simulation, .noise = noise };
	state->base = calloc(figures, sizeof(double));
	state->patched = calloc(figures, sizeof(double));
	state->base_trials = calloc(figures * noise->trials, sizeof(double));
	state->patched_trials = calloc(figures * noise->trials, sizeof(double));
	state->rows = calloc(simulation->rows, sizeof(*state->rows));
	state->pointers = calloc(simulation->rows, sizeof(struct comparison *));
	state->random = gsl_rng_alloc(gsl_rng_mt19937);
	if (!state->base || !state->patched || !state->base_trials || !state->patched_trials ||
	    !state->rows || !state->pointers || !state->random)
		return -ENOMEM;
	gsl_rng_set(state->random, (unsigned long)simulation->seed);
	return 0;
}

int simulate(const struct model *model, const struct simulation *simulation, FILE *stream)
{
	struct noise noise;
	struct state state;
	int err = noise_gather(&noise, model);

	if (err)
		return err;
	err = make_state(&state, simulation, &noise);
	if (!err)
		err = simulate_all(&state);
	if (!err)
		err = print_all(&state, model->rows.unit, stream);
	free_state(&state);
	noise_free(&noise);
	return err;
}
