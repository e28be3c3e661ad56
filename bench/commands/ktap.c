/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ktap.c: results of runs as lines of KTAP.
 */
#include "commands/ktap.h"
#include "base/clock.h"
#include "base/err.h"
#include "run/run.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the trials of a run have shown so far. */
struct figures {
	uint64_t *ticks;	/* of all timed samples */
	size_t count;
	size_t pages_per_sample;
	double faults, pages;
	char finding[512];	/* the first one, or empty */
};

/* The callbacks of a bench bring no pointer along; there is one bench. */
static struct {
	const struct plan *plan;
	struct figures *runs;
	size_t told;
	const char *unit;	/* NULL: there are no times */
	double scale;		/* one tick in that unit */
	bool accept_findings;
} ktap;

/* A line is a line, whatever an error message holds. */
static void print_clean(const char *text)
{
	for (; *text; text++)
		putchar(iscntrl((unsigned char)*text) ? ' ' : *text);
}

/* The scenario and what is not as it is by default: enough to tell the runs of a plan apart. */
static void print_name(const struct plan_run *run)
{
	print_clean(run->entry->name);
	for (size_t i = 0; i < run->values.count; i++) {
		const struct value *value = &run->values.list[i];

		if (strcmp(value->text, value->parameter->fallback))
			printf(" %s=%s", value->parameter->name, value->text);
	}
}

static int ascending(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

/* Of all samples of all timed trials, as dexcompare computes it. */
static double median_of(struct figures *figures)
{
	size_t middle = figures->count / 2;

	if (!figures->count)
		return (double)NAN;
	qsort(figures->ticks, figures->count, sizeof(*figures->ticks), ascending);
	if (figures->count % 2)
		return (double)figures->ticks[middle];
	return ((double)figures->ticks[middle - 1] + (double)figures->ticks[middle]) / 2.0;
}

static void print_figures(struct figures *figures)
{
	double median = median_of(figures);

	if (ktap.unit && !isnan(median))
		printf("%.6g %s per page, ", median * ktap.scale / (double)figures->pages_per_sample, ktap.unit);
	printf("%.4g faults per page", figures->pages > 0.0 ? figures->faults / figures->pages : 0.0);
}

static void ktap_ended(size_t run_index, enum outcome outcome, const char *why)
{
	struct figures *figures = &ktap.runs[run_index];
	bool fails = outcome == OUTCOME_FAILED || (outcome == OUTCOME_FINDING && !ktap.accept_findings);

	printf("%sok %zu ", fails ? "not " : "", ++ktap.told);
	print_name(&ktap.plan->runs[run_index]);
	if (outcome == OUTCOME_SKIPPED || outcome == OUTCOME_FAILED) {
		printf(" # %s ", outcome == OUTCOME_SKIPPED ? "SKIP" : "ERROR");
		print_clean(why);
	} else {
		printf(" # ");
		print_figures(figures);
	}
	if (outcome == OUTCOME_FINDING) {
		printf("; finding: ");
		print_clean(figures->finding);
	}
	putchar('\n');
	/* So that a crash of a later run does not take this one along. */
	fflush(stdout);
	free(figures->ticks);
	*figures = (struct figures){ 0 };
}

static void add_samples(struct figures *figures, const struct trial *trial)
{
	uint64_t *more = realloc(figures->ticks, (figures->count + trial->samples) * sizeof(*more));

	/* Without memory the line does without the sample; the result file has it. */
	if (!more)
		return;
	memcpy(more + figures->count, trial->ticks, trial->samples * sizeof(*more));
	figures->ticks = more;
	figures->count += trial->samples;
	figures->pages_per_sample = trial->pages_per_sample;
}

static void ktap_measured(size_t run_index, const struct run *run, const struct proof *proof)
{
	struct figures *figures = &ktap.runs[run_index];

	if (proof->finding[0] && !figures->finding[0])
		snprintf(figures->finding, sizeof(figures->finding), "%s", proof->finding);
	/* Counting costs something in each fault, so such a trial enters no figure. */
	if (proof->counted)
		return;
	figures->faults += proof->faults.restore + proof->faults.extra_write + proof->faults.other;
	figures->pages += (double)proof->touched;
	if (ktap.unit)
		add_samples(figures, &run->trial);
}

static int flush(void)
{
	if (fflush(stdout) || ferror(stdout))
		return err_set(EIO, "standard output: cannot write KTAP: %s", strerror(errno));
	return 0;
}

int ktap_begin(struct bench *bench, const char *platform, bool accept_findings)
{
	bool exact = !strcmp(platform, "exact");

	ktap.runs = calloc(bench->plan->count, sizeof(*ktap.runs));
	if (!ktap.runs)
		return -ENOMEM;
	ktap.plan = bench->plan;
	ktap.told = 0;
	ktap.accept_findings = accept_findings;
	ktap.unit = !bench->has_times ? NULL : exact ? "instructions" : "ns";
	ktap.scale = exact ? 1.0 : 1e9 / clock_ticks_per_second();
	bench->measured = ktap_measured;
	bench->ended = ktap_ended;
	printf("KTAP version 1\n1..%zu\n", bench->plan->count);
	return flush();
}

int ktap_end(void)
{
	for (size_t i = 0; ktap.runs && i < ktap.plan->count; i++)
		free(ktap.runs[i].ticks);
	free(ktap.runs);
	ktap.runs = NULL;
	return flush();
}
