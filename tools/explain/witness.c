/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * witness.c: hold the touches of a trace against the trials of a result file, and add them to it.
 */
#include "explain/witness.h"
#include "base/err.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

/* The values of one member of touches, sorted; NULL without memory. */
static uint64_t *sorted(const struct touch *touches, size_t count, size_t member)
{
	uint64_t *values = malloc((count + 1) * sizeof(*values));

	for (size_t i = 0; values && i < count; i++)
		values[i] = *(const uint64_t *)((const char *)&touches[i] + member);
	if (values)
		qsort(values, count, sizeof(*values), ascending);
	return values;
}

static int differs(const char *path, const struct result_trial *trial, const char *what,
		   uint64_t inside, uint64_t outside)
{
	return err_set(EILSEQ, "%s:%zu: not exact: %s: %s: %" PRIu64 " by the guest's count, %" PRIu64
		       " seen from outside", path, trial->line, trial->run.scenario, what, inside,
		       outside);
}

/* The touches of a trial are its samples, in the order of execution: the same numbers, sorted. */
static int compare_samples(const char *path, const struct result_trial *trial,
			   const struct touch *touches, size_t count)
{
	uint64_t *counts = sorted(touches, count, offsetof(struct touch, instructions)), next = 0;
	int err = counts ? 0 : -ENOMEM;

	for (size_t i = 0; i < trial->pair_count && !err; i++)
		for (uint64_t k = 0; k < trial->pairs[i].count && !err; k++, next++)
			if (counts[next] != trial->pairs[i].value)
				err = differs(path, trial, "instructions of a touch", trial->pairs[i].value,
					      counts[next]);
	free(counts);
	return err;
}

static int compare_faults(const char *path, const struct result_trial *trial,
			  const struct touch *touches, size_t count)
{
	const uint64_t reported = trial->restore_faults + trial->extra_write_faults +
				  trial->other_faults;
	uint64_t faults = 0;

	for (size_t i = 0; i < count; i++)
		faults += touches[i].faults;
	return faults == reported ? 0 : differs(path, trial, "faults", reported, faults);
}

static int check_result(const struct result *result)
{
	if (strcmp(result->header.platform, "exact"))
		return err_set(EINVAL, "%s: of platform \"%s\"; only \"exact\" counts instructions",
			       result->path, result->header.platform);
	if (result->error_count)
		return err_set(ENODATA, "%s: %s", result->path, result->errors[0].reason);
	if (!result->ended)
		return err_set(ENODATA, "%s: is not complete", result->path);
	return 0;
}

int witness_compare(const struct result *result, const struct trace *trace, witness_fn each,
		    void *data)
{
	size_t used = 0;
	int err = check_result(result);

	for (size_t i = 0; i < result->trial_count && !err; i++) {
		const struct result_trial *trial = &result->trials[i];
		const struct touch *touches = trace->touches + used;

		if (trial->samples > trace->touch_count - used)
			return err_set(EILSEQ, "%s: has more samples than the %zu touches that the "
				       "plugin saw", result->path, trace->touch_count);
		err = compare_samples(result->path, trial, touches, trial->samples);
		if (!err)
			err = compare_faults(result->path, trial, touches, trial->samples);
		if (!err)
			err = each(trial, touches, trial->samples, data);
		used += trial->samples;
	}
	if (!err && used != trace->touch_count)
		err = err_set(EILSEQ, "%s: has %zu samples, and the plugin saw %zu touches",
			      result->path, used, trace->touch_count);
	return err;
}

static json_t *series_of(const struct touch *touches, size_t count, size_t member)
{
	uint64_t *values = sorted(touches, count, member);
	json_t *samples = json_array();

	for (size_t i = 0, from = 0; values && i < count; i++) {
		if (i + 1 < count && values[i + 1] == values[i])
			continue;
		json_array_append_new(samples, json_pack("[I, I]", (json_int_t)values[i],
							 (json_int_t)(i + 1 - from)));
		from = i + 1;
	}
	free(values);
	return json_pack("{s:s, s:o}", "unit", "count", "samples", samples);
}

static int add_series(json_t *record, const struct touch *touches, size_t count)
{
	static const struct {
		const char *name;
		size_t member;
	} all[] = {
		{ "loads", offsetof(struct touch, loads) },
		{ "stores", offsetof(struct touch, stores) },
		{ "lines", offsetof(struct touch, lines) },
		{ "atomics", offsetof(struct touch, atomics) },
		{ "barriers", offsetof(struct touch, barriers) },
	};
	json_t *series = json_object_get(record, "series");
	int failed = 0;

	if (!series && json_object_set_new(record, "series", series = json_object()))
		return -ENOMEM;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		failed |= json_object_set_new(series, all[i].name,
					      series_of(touches, count, all[i].member));
	return failed ? -ENOMEM : 0;
}

/* Copies lines up to the next trial, which it takes to @record; NULL at the end. */
static int copy_to_trial(FILE *file, json_t **record)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	*record = NULL;
	while (!*record && (length = getline(&line, &size, file)) >= 0) {
		if (strncmp(line, "{\"record\":\"trial\"", 17))
			fwrite(line, 1, (size_t)length, stdout);
		else
			*record = json_loadb(line, (size_t)length, JSON_REJECT_DUPLICATES, NULL);
	}
	free(line);
	return ferror(file) ? -EIO : 0;
}

static int merge_trial(const struct result_trial *trial, const struct touch *touches, size_t count,
		       void *file)
{
	json_t *record;
	int err = copy_to_trial(file, &record);

	(void)trial;
	if (!err)
		err = record ? add_series(record, touches, count) : -EBADMSG;
	if (!err && json_dumpf(record, stdout, JSON_COMPACT))
		err = -EIO;
	printf("\n");
	json_decref(record);
	return err;
}

int witness_merge(const char *path, const char *from)
{
	struct result result = { 0 };
	struct trace trace = { 0 };
	FILE *file = fopen(path, "re");
	json_t *rest = NULL;
	int err = file ? 0 : err_set(errno, "%s: %s", path, strerror(errno));

	if (!err)
		err = result_read(&result, path);
	if (!err)
		err = trace_read(&trace, from);
	if (!err)
		err = witness_compare(&result, &trace, merge_trial, file);
	if (!err)
		err = copy_to_trial(file, &rest);
	if (file)
		fclose(file);
	json_decref(rest);
	trace_free(&trace);
	result_free(&result);
	return err;
}
