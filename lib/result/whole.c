/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * whole.c: check that a file has all that it should have, once.
 */
#include "base/err.h"
#include "result/reader.h"
#include "result/records.h"
#include "result/tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int differs(const struct place *place, const char *name, uint64_t said, uint64_t counted,
		   const char *what)
{
	return place_err(place, "\"%s\" is %llu, but the file has %llu %s: " RECORDS_REMEDY, name,
			 (unsigned long long)said, (unsigned long long)counted, what);
}

/*
 * Of skips, failures and findings the end may say less: before 0.2 that of a file that was gone
 * on with has counted its own part only. What it says more is missing.
 */
int record_end(struct result *result, struct json_t *record, const struct place *place)
{
	struct end_record end = { RESULT_UNKNOWN, RESULT_UNKNOWN, RESULT_UNKNOWN, RESULT_UNKNOWN };
	uint64_t skipped = 0, failed = 0, findings = 0;
	int err = table_read(TABLE_END, record, &end, place);

	for (size_t i = 0; i < result->measured_count; i++) {
		const struct result_measured *measured = &result->measured[i];

		skipped += measured->skipped;
		failed += measured->failed;
		findings += measured->finding && !measured->failed;
	}
	result->ended = true;
	if (err)
		return err;
	if (end.runs != RESULT_UNKNOWN && end.runs < result->measured_count)
		return differs(place, "runs", end.runs, result->measured_count, "runs");
	/* Of runs that are missing as a whole nobody knows what they were. */
	if (end.runs != RESULT_UNKNOWN && end.runs > result->measured_count) {
		result->missing_runs = end.runs - result->measured_count;
		return 0;
	}
	if (end.skipped != RESULT_UNKNOWN && end.failed != RESULT_UNKNOWN &&
	    end.skipped + end.failed > skipped + failed)
		return differs(place, "skipped\" and \"failed", end.skipped + end.failed,
			       skipped + failed, "runs that were skipped or failed");
	if (end.findings != RESULT_UNKNOWN && end.findings > findings)
		return differs(place, "findings", end.findings, findings, "runs with a finding");
	return 0;
}

static int by_number(const void *a, const void *b)
{
	const struct result_trial *left = *(const struct result_trial *const *)a;
	const struct result_trial *right = *(const struct result_trial *const *)b;

	if (left->measured != right->measured)
		return left->measured < right->measured ? -1 : 1;
	if (left->trial != right->trial)
		return left->trial < right->trial ? -1 : 1;
	return left->line < right->line ? -1 : left->line > right->line;
}

/* How many trials the parameters ask for; 0: they do not say. */
static uint64_t wanted(const struct result_run *run)
{
	for (size_t i = 0; i < run->parameter_count; i++)
		if (!strcmp(run->parameters[i].name, "trials"))
			return strtoull(run->parameters[i].value, NULL, 10);
	return 0;
}

static int refuse_gap(const struct result *result, const struct result_trial *trial, uint64_t number)
{
	return err_set(EBADMSG, "%s: trial %llu of run %llu (%s) is missing, though the file has its end: "
		       RECORDS_REMEDY, result->path, (unsigned long long)number,
		       (unsigned long long)trial->run.index, trial->run.scenario);
}

/* @trials are the @count of one run, in order. */
static int check_run(const struct result *result, const struct result_trial **trials, size_t count)
{
	const struct result_measured *measured = &result->measured[trials[0]->measured];
	uint64_t timed = 0, first;

	for (size_t i = 1; i < count; i++)
		if (trials[i]->trial == trials[i - 1]->trial)
			return err_set(EBADMSG, "%s:%zu: trial: trial %llu of run %llu (%s) is on line %zu already: "
				       RECORDS_REMEDY, result->path, trials[i]->line,
				       (unsigned long long)trials[i]->trial,
				       (unsigned long long)measured->run.index, measured->run.scenario,
				       trials[i - 1]->line);
	/* Of a run that failed, or of a file that was cut short, there is as much as there is. */
	if (!result->ended || measured->failed || measured->skipped)
		return 0;
	for (size_t i = 0; i < count; i++)
		timed += trials[i]->timed;
	/* A counted trial enters no figure: where it is the first, a file may do without. */
	first = trials[0]->trial && timed && timed >= wanted(&measured->run) &&
		wanted(&measured->run) ? 1 : 0;
	for (size_t i = 0; i < count; i++)
		if (trials[i]->trial != first + i)
			return refuse_gap(result, trials[i], first + i);
	return timed < wanted(&measured->run) ? refuse_gap(result, trials[0], first + count) : 0;
}

int record_check_trials(const struct result *result)
{
	const struct result_trial **sorted = calloc(result->trial_count + 1,
						    sizeof(struct result_trial *));
	size_t from = 0;
	int err = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < result->trial_count; i++)
		sorted[i] = &result->trials[i];
	qsort(sorted, result->trial_count, sizeof(struct result_trial *), by_number);
	for (size_t i = 1; i <= result->trial_count && !err; i++) {
		if (i < result->trial_count && sorted[i]->measured == sorted[from]->measured)
			continue;
		err = check_run(result, sorted + from, i - from);
		from = i;
	}
	free(sorted);
	return err;
}
