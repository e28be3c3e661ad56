/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * records.c: add each record to a result, and check that they fit together.
 */
#include "result/records.h"
#include "base/err.h"
#include "base/grow.h"
#include "result/observed.h"
#include "result/reader.h"
#include "result/samples.h"
#include "result/tables.h"
#include "result/writer.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *keep(json_t **strings, const char *text)
{
	void *at;

	if (!*strings)
		*strings = json_object();
	at = json_object_iter_at(*strings, text);
	if (!at && !json_object_set_new(*strings, text, json_true()))
		at = json_object_iter_at(*strings, text);
	return at ? json_object_iter_key(at) : NULL;
}

/* @text, kept with @result; NULL without memory. */
static const char *record_string(struct result *result, const char *text)
{
	return keep(&result->strings, text);
}

int record_name(struct result *result, const char *name, const char **kept,
		const struct place *place)
{
	*kept = keep(&result->names, name);
	if (!*kept)
		return -ENOMEM;
	return json_object_size(result->names) <= RESULT_NAMES_MOST ? 0 :
	       place_err(place, "more than %d names of scenarios, parameters, facts, series and PTE states, the most that a file may have",
			 RESULT_NAMES_MOST);
}

static int read_warnings(struct result_header *header, json_t *list)
{
	json_t *item;
	size_t i;

	if (!json_array_size(list))
		return 0;
	header->warnings = calloc(json_array_size(list), sizeof(*header->warnings));
	if (!header->warnings)
		return -ENOMEM;
	json_array_foreach(list, i, item)
		header->warnings[header->warning_count++] = json_string_value(item);
	return 0;
}

const char *result_summary(const struct result_header *header, const char *scenario)
{
	return json_string_value(json_object_get(header->scenarios, scenario));
}

static int by_name(const void *a, const void *b)
{
	const struct result_parameter *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* The strings of @object in order of name; NULL without memory. */
static struct result_parameter *list_strings(json_t *object, size_t *count)
{
	struct result_parameter *list = calloc(json_object_size(object) + 1, sizeof(*list));
	const char *name;
	json_t *value;

	if (!list)
		return NULL;
	json_object_foreach(object, name, value)
		list[(*count)++] = (struct result_parameter){ name, json_string_value(value) };
	qsort(list, *count, sizeof(*list), by_name);
	return list;
}

int record_header(struct result_header *header, json_t *record, const struct place *place)
{
	json_int_t schema = json_integer_value(json_object_get(record, "schema"));
	int err;

	if (schema > RESULT_SCHEMA)
		return place_err(place, "schema %lld is newer than %d, the newest that this dexcompare reads: use a newer one",
				 (long long)schema, RESULT_SCHEMA);
	err = table_read(TABLE_HEADER, record, header, place);
	if (!err)
		err = read_warnings(header, json_object_get(record, "warnings"));
	if (err)
		return err;
	header->knobs = list_strings(json_object_get(record, "knobs"), &header->knob_count);
	return header->knobs ? 0 : -ENOMEM;
}

void record_free_header(struct result_header *header)
{
	free(header->warnings);
	free(header->knobs);
}

/* Room for the place of run @index in ->measured. */
static int make_places(struct result *result, size_t index)
{
	size_t count = 2 * index + 16;
	size_t *more;

	if (index < result->place_count)
		return 0;
	more = realloc(result->places, count * sizeof(*more));
	if (!more)
		return -ENOMEM;
	memset(more + result->place_count, 0, (count - result->place_count) * sizeof(*more));
	result->places = more;
	result->place_count = count;
	return 0;
}

static int add_measured(struct result *result, const struct run_record *record,
			const struct place *place)
{
	struct result_measured *more = grow(result->measured, result->measured_count, sizeof(*more));
	int err;

	if (!more)
		return -ENOMEM;
	result->measured = more;
	more += result->measured_count;
	*more = (struct result_measured){ .run = record->run, .line = place->line };
	more->run.parameters = list_strings(record->parameters, &more->run.parameter_count);
	err = more->run.parameters ? record_name(result, record->run.scenario, &more->run.scenario, place) :
	      -ENOMEM;
	for (size_t i = 0; i < more->run.parameter_count && !err; i++)
		err = record_name(result, more->run.parameters[i].name,
				  &more->run.parameters[i].name, place);
	if (err) {
		free(more->run.parameters);
		return err;
	}
	more->parameters = json_incref(record->parameters);
	result->places[record->run.index] = ++result->measured_count;
	return 0;
}

/* Finds or adds the run that @record is of. */
static int find_measured(struct result *result, json_t *record, size_t *found,
			 const struct place *place)
{
	struct run_record read = { 0 };
	const struct result_measured *measured;
	int err = table_read(TABLE_RUN, record, &read, place);

	if (!err)
		err = make_places(result, read.run.index);
	if (!err && !result->places[read.run.index])
		err = add_measured(result, &read, place);
	if (err)
		return err;
	*found = result->places[read.run.index] - 1;
	measured = &result->measured[*found];
	if (strcmp(measured->run.scenario, read.run.scenario) ||
	    !json_equal(measured->parameters, read.parameters))
		return place_err(place, "run %llu has another scenario or other parameters than on line %zu: "
				 RECORDS_REMEDY, (unsigned long long)read.run.index, measured->line);
	return 0;
}

static int check_trial(const struct result_trial *trial, const char *role,
		       bool has_times, const struct place *place)
{
	if (!trial->timed && strcmp(role, "counted"))
		return place_err(place, "\"role\" is neither timed nor counted");
	/* Where there are events only that is right; elsewhere such a pass measured nothing. */
	if (trial->timed && !trial->pair_count && has_times)
		return place_err(place, "\"samples\" is empty");
	return 0;
}

/* The short way has been gone already, or the long one is left. */
static int take_samples(struct result *result, struct trial_record *record,
			struct samples *samples, const struct place *place)
{
	struct result_trial *trial = &record->trial;
	uint64_t before = result->sums.samples;
	int err = 0;

	if (samples->pairs) {
		trial->pairs = samples->pairs;
		trial->pair_count = samples->count;
		samples->pairs = NULL;
		if (samples->total > SAMPLES_MOST - before)
			return place_err(place, "more than 2^53 samples, the most that a file may have");
		result->sums.samples += samples->total;
	} else {
		err = observed_pairs(&trial->pairs, &trial->pair_count, record->samples, "samples",
				     &result->sums.samples, place);
	}
	trial->samples = result->sums.samples - before;
	return err;
}

/* smp-counts has no times, whatever a file may say: what is not there nobody can print. */
static bool has_times(const struct result_header *header)
{
	return strcmp(header->platform, "smp-counts") != 0;
}

static void forget_samples(struct result_trial *trial)
{
	free(trial->pairs);
	trial->pairs = NULL;
	trial->pair_count = 0;
	trial->samples = 0;
}

static bool add(uint64_t *sum, uint64_t count)
{
	*sum += count;
	return *sum <= (uint64_t)COUNT_MOST;
}

/* Sums over a file stay exact in a double, and those over thousands of files within 64 bits. */
static int add_up(struct result_sums *sums, const struct result_trial *trial,
		  const struct place *place)
{
	bool fits = add(&sums->pages, trial->touched_pages) &&
		    add(&sums->faults, trial->restore_faults) &&
		    add(&sums->faults, trial->extra_write_faults) &&
		    add(&sums->faults, trial->other_faults);

	if (fits && trial->tlb_ipis != RESULT_UNKNOWN)
		fits = add(&sums->ipis, trial->tlb_ipis);
	for (size_t i = 0; fits && i < trial->after_count; i++)
		fits = add(&sums->states, trial->after[i].pages);
	return fits ? 0 : place_err(place, "pages, faults, IPIs or PTE states of all trials together are more than 2^53, the most that a file may have");
}

static int keep_finding(struct result *result, struct result_trial *trial)
{
	if (!trial->finding)
		return 0;
	result->measured[trial->measured].finding = true;
	trial->finding = record_string(result, trial->finding);
	return trial->finding ? 0 : -ENOMEM;
}

static int fill_trial(struct result *result, struct trial_record *read, json_t *record,
		      struct samples *samples, const struct place *place)
{
	struct result_trial *trial = &read->trial;
	bool timed = has_times(&result->header);
	int err = find_measured(result, record, &trial->measured, place);

	if (!err)
		err = table_read(TABLE_TRIAL, record, read, place);
	if (err)
		return err;
	trial->run = result->measured[trial->measured].run;
	trial->timed = !strcmp(read->role, "timed");
	err = take_samples(result, read, samples, place);
	if (!err)
		err = observed_read(result, read, json_object_get(record, "times"), timed, place);
	if (!err)
		err = keep_finding(result, trial);
	if (!err)
		err = add_up(&result->sums, trial, place);
	if (!timed)
		forget_samples(trial);
	trial->unpredicted = json_is_null(json_object_get(record, "oracle"));
	return err ? err : check_trial(trial, read->role, timed, place);
}

int record_trial(struct result *result, json_t *record, struct samples *samples,
		 const struct place *place)
{
	struct trial_record read = { .trial = { .line = place->line, .tlb_ipis = RESULT_UNKNOWN } };
	struct result_trial *more = grow(result->trials, result->trial_count, sizeof(*more));
	int err;

	if (!more)
		return -ENOMEM;
	result->trials = more;
	err = fill_trial(result, &read, record, samples, place);
	more[result->trial_count++] = read.trial;
	return err;
}

static int add_note(struct result_note **notes, size_t *count, const struct result_note *note)
{
	struct result_note *more = grow(*notes, *count, sizeof(*more));

	if (!more)
		return -ENOMEM;
	*notes = more;
	more[(*count)++] = *note;
	return 0;
}

int record_note(struct result *result, json_t *record, bool failed, const struct place *place)
{
	struct result_note note = { .line = place->line };
	struct result_measured *measured;
	size_t found;
	int err = find_measured(result, record, &found, place);

	if (!err)
		err = table_read(TABLE_NOTE, record, &note, place);
	if (err)
		return err;
	measured = &result->measured[found];
	if (measured->failed || measured->skipped)
		return place_err(place, "run %llu has failed or was skipped before: " RECORDS_REMEDY,
				 (unsigned long long)measured->run.index);
	note.run = measured->run;
	note.reason = record_string(result, note.reason);
	if (!note.reason)
		return -ENOMEM;
	measured->failed = failed;
	measured->skipped = !failed;
	return failed ? add_note(&result->errors, &result->error_count, &note) :
	       add_note(&result->skips, &result->skip_count, &note);
}
