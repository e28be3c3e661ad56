/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain_attach.c: from a guest that waits at its gdbstub to a profile.
 */
#include "base/err.h"
#include "commands/explain.h"
#include "result/reader.h"
#include "run/explain.h"
#include "sys/gdb.h"
#include "sys/symbols.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int by_value(const void *left, const void *right)
{
	const struct weighted *l = left, *r = right;

	return l->value < r->value ? -1 : l->value > r->value;
}

/* The sample in the middle, or the lower one of two. 0 of none, or without memory. */
static uint64_t lower_median(const struct result *result, size_t pairs)
{
	struct weighted *all = calloc(pairs ? pairs : 1, sizeof(*all));
	uint64_t samples = 0, below = 0, median = 0;
	size_t used = 0;

	for (size_t i = 0; i < result->trial_count && all; i++)
		for (size_t k = 0; result->trials[i].timed && k < result->trials[i].pair_count; k++)
			all[used++] = result->trials[i].pairs[k];
	if (used)
		qsort(all, used, sizeof(*all), by_value);
	for (size_t i = 0; i < used; i++)
		samples += all[i].count;
	for (size_t i = 0; i < used && below <= (samples - 1) / 2; i++) {
		median = all[i].value;
		below += all[i].count;
	}
	free(all);
	return median;
}

static uint64_t samples_of(const struct result_trial *trial, uint64_t value)
{
	for (size_t i = 0; i < trial->pair_count; i++)
		if (trial->pairs[i].value == value)
			return trial->pairs[i].count;
	return 0;
}

/* Trials may differ in level; the one that has the median most often is stepped. */
static uint64_t choose_trial(const struct result *result, uint64_t median)
{
	const struct result_trial *best = NULL;

	for (size_t i = 0; i < result->trial_count; i++)
		if (result->trials[i].timed &&
		    (!best || samples_of(&result->trials[i], median) > samples_of(best, median)))
			best = &result->trials[i];
	return best ? best->trial : 0;
}

static int take_median(const struct result *result, struct profile *profile, uint64_t *trial)
{
	size_t pairs = 0;

	for (size_t i = 0; i < result->trial_count; i++) {
		const struct result_trial *one = &result->trials[i];

		if (one->finding)
			snprintf(profile->finding, sizeof(profile->finding), "%s", one->finding);
		pairs += one->timed ? one->pair_count : 0;
	}
	if (result->error_count || result->skip_count)
		return err_set(ENODATA, "%s: %s", result->path,
			       result->error_count ? result->errors[0].reason : result->skips[0].reason);
	if (strcmp(result->header.platform, "exact"))
		return err_set(ENODATA, "%s: platform %s: only \"exact\" counts instructions", result->path,
			       result->header.platform);
	profile->median = lower_median(result, pairs);
	if (!profile->median)
		return err_set(ENODATA, "%s: holds no timed trial", result->path);
	*trial = choose_trial(result, profile->median);
	snprintf(profile->kernel, sizeof(profile->kernel), "%s", result->header.kernel.name);
	snprintf(profile->release, sizeof(profile->release), "%s", result->header.kernel.release);
	return 0;
}

int explain_read_median(const char *path, struct profile *profile, uint64_t *trial)
{
	struct result result;
	int err = result_read(&result, path);

	if (err)
		return err;
	err = take_median(&result, profile, trial);
	result_free(&result);
	return err;
}

static void show_progress(uint64_t touch, uint64_t instructions)
{
	fprintf(stderr, "dexbench explain: touch %" PRIu64 ": %" PRIu64 " instructions\n", touch, instructions);
}

int explain_attach(const struct explain_request *request, const struct plan *plan)
{
	struct symbols *kernel = NULL, *program = NULL;
	struct profile profile = { 0 };
	struct gdb *gdb = NULL;
	uint64_t trial = 0;
	int err = explain_read_median(request->results, &profile, &trial);

	plan_line(plan, 0, profile.scenario, sizeof(profile.scenario));
	if (!err)
		err = symbols_read(&kernel, request->symbols);
	if (!err)
		err = symbols_read(&program, request->program);
	if (!err)
		err = gdb_connect(&gdb, request->gdb, request->patience_s);
	if (!err)
		err = explain_touch(&(struct explain){
			.gdb = gdb, .kernel = kernel, .program = program,
			.scenario = plan->runs[0].entry->name, .trial = trial,
			.touches = request->touches, .progress = show_progress,
		}, &profile);
	if (!err)
		err = profile_write(&profile, request->profile);
	gdb_close(gdb);
	symbols_free(kernel);
	symbols_free(program);
	profile_free(&profile);
	return err;
}
