/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.c: read result files line by line.
 */
#include "result/reader.h"
#include "result/records.h"
#include "result/samples.h"
#include "base/err.h"
#include "base/grow.h"
#include "base/text.h"
#include "result/writer.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the caller asked for. */
struct reading {
	struct result *result;
	bool folded, resumed;
	result_look_fn look;
	void *data;
	struct samples samples;
};

static void free_series(struct result_trial *trial)
{
	for (size_t i = 0; i < trial->series_count; i++)
		free(trial->series[i].pairs);
	free(trial->series);
	trial->series = NULL;
	trial->series_count = 0;
}

static void free_trial(struct result_trial *trial)
{
	free_series(trial);
	free(trial->pairs);
	free(trial->facts);
	free(trial->hardware);
	free(trial->after);
}

static void free_measured(struct result_measured *measured)
{
	for (size_t i = 0; i < measured->series_count; i++)
		pool_free(&measured->series[i].pool);
	free(measured->series);
	pool_free(&measured->samples);
	free(measured->run.parameters);
	json_decref(measured->parameters);
}

void result_free(struct result *result)
{
	for (size_t i = 0; i < result->trial_count; i++)
		free_trial(&result->trials[i]);
	free(result->trials);
	for (size_t i = 0; i < result->measured_count; i++)
		free_measured(&result->measured[i]);
	free(result->measured);
	free(result->places);
	free(result->skips);
	free(result->errors);
	record_free_header(&result->header);
	json_decref(result->record);
	json_decref(result->names);
	json_decref(result->strings);
	memset(result, 0, sizeof(*result));
}

static struct result_pool *find_pool(struct result_measured *measured,
				     const struct result_series *series)
{
	struct result_pool *more;

	for (size_t i = 0; i < measured->series_count; i++)
		if (measured->series[i].name == series->name)
			return &measured->series[i];
	more = grow(measured->series, measured->series_count, sizeof(*more));
	if (!more)
		return NULL;
	measured->series = more;
	more += measured->series_count++;
	*more = (struct result_pool){ .name = series->name, .ticks = series->ticks };
	return more;
}

/* Adds the samples to those of their run, once they are looked at, and lets go of them. */
static int fold(struct reading *reading, struct result_trial *trial)
{
	struct result_measured *measured = &reading->result->measured[trial->measured];
	int err = reading->look ? reading->look(trial, reading->data) : 0;

	if (!err && trial->timed)
		err = pool_add(&measured->samples, trial->pairs, trial->pair_count);
	for (size_t i = 0; i < trial->series_count && !err && trial->timed; i++) {
		struct result_pool *pool = find_pool(measured, &trial->series[i]);

		err = pool ? pool_add(&pool->pool, trial->series[i].pairs, trial->series[i].count) :
		      -ENOMEM;
	}
	if (reading->result->kept)
		return err;
	free(trial->pairs);
	trial->pairs = NULL;
	trial->pair_count = 0;
	free_series(trial);
	return err;
}

static int add_header(struct result *result, json_t *record, const struct place *place)
{
	result->record = json_incref(record);
	return record_header(&result->header, record, place);
}

static int add_trial(struct reading *reading, json_t *record, const struct place *place)
{
	struct result *result = reading->result;
	int err = record_trial(result, record, &reading->samples, place);

	if (!err && reading->folded)
		err = fold(reading, &result->trials[result->trial_count - 1]);
	return err;
}

static int add_record(struct reading *reading, json_t *record, struct place *place)
{
	struct result *result = reading->result;
	const char *kind = json_string_value(json_object_get(record, "record"));

	if (!kind)
		return place_err(place, "no record: an object with the key \"record\" is expected");
	if (place->line == 1 && strcmp(kind, "header"))
		return place_err(place, "the first record is no header");
	if (place->line > 1 && !strcmp(kind, "header"))
		return place_err(place, "a second header: one file holds one boot");
	if (result->ended)
		return place_err(place, "a record after the end");

	place->record = kind;
	if (!strcmp(kind, "header"))
		return add_header(result, record, place);
	if (!strcmp(kind, "trial"))
		return add_trial(reading, record, place);
	if (!strcmp(kind, "skip") || !strcmp(kind, "error"))
		return record_note(result, record, !strcmp(kind, "error"), place);
	if (!strcmp(kind, "end"))
		return record_end(result, record, place);
	place->record = NULL;
	return place_err(place, "schema %d has no such kind of record", RESULT_SCHEMA);
}

static bool is_trial(const json_t *record)
{
	const char *kind = json_string_value(json_object_get(record, "record"));

	return kind && !strcmp(kind, "trial");
}

/*
 * The record without its samples, which go to @samples; NULL where the line is
 * not a trial in perfect order, and must be read as a whole.
 */
static json_t *load_trial(struct samples *samples, const struct text *text)
{
	json_t *record;

	if (!samples_take(samples, text->line, text->length))
		return NULL;
	record = samples_values(samples->rest, samples->length) > RESULT_VALUES_MOST ? NULL :
		 json_loadb(samples->rest, samples->length, JSON_REJECT_DUPLICATES, NULL);
	if (is_trial(record))
		return record;
	json_decref(record);
	free(samples->pairs);
	samples->pairs = NULL;
	return NULL;
}

/* Does the line begin as dexbench begins each record, as far as it goes? */
static bool is_torn_record(const struct text *text)
{
	static const char start[] = "{\"record\":\"";
	size_t length = sizeof(start) - 1;

	return !memcmp(text->line, start, text->length < length ? text->length : length);
}

static int read_line(struct reading *reading, const struct text *text, struct place *place)
{
	struct result *result = reading->result;
	json_error_t error;
	json_t *record = load_trial(&reading->samples, text);
	int err;

	if (!record && samples_values(text->line, text->length) > RESULT_VALUES_MOST)
		return place_err(place, "more than %d values besides samples in order, the most that a line may have",
				 RESULT_VALUES_MOST);
	if (!record)
		record = json_loadb(text->line, text->length, JSON_REJECT_DUPLICATES, &error);
	/* jansson's own text may quote bytes of the line: no terminal wants those. */
	if (!record)
		return place_err(place, "no JSON at column %d", error.column);
	err = add_record(reading, record, place);
	if (!err) {
		result->last_error = place->record && !strcmp(place->record, "error") ?
				     result->whole : text->offset;
		result->whole = text->offset;
	}
	json_decref(record);
	free(reading->samples.pairs);
	reading->samples.pairs = NULL;
	return err;
}

/* A last line that the writer did not finish; @err says what reading it as a record gave. */
static bool is_torn(const struct reading *reading, const struct text *text)
{
	if (!text->cut)
		return false;
	return reading->resumed ? is_torn_record(text) : text->number > 1;
}

static bool is_json(const struct text *text)
{
	bool many = samples_values(text->line, text->length) > RESULT_VALUES_MOST;
	json_t *record = many ? NULL : json_loadb(text->line, text->length, 0, NULL);

	json_decref(record);
	return record != NULL;
}

static int read_lines(struct reading *reading, struct text *text)
{
	struct result *result = reading->result;
	struct place place = { .file = result->path };
	int err = 0, next;

	while (!err && (next = text_next(text)) != 0) {
		if (next < 0)
			return next;
		place.line = text->number;
		place.record = NULL;
		if (is_torn(reading, text) && (reading->resumed || !is_json(text)))
			result->cut = true;
		else
			err = read_line(reading, text, &place);
	}
	result->size = text->offset;
	return err;
}

/* Nothing that could be read is no result; who writes on begins there. */
static int check(const struct result *result, bool resumed)
{
	if (resumed)
		return 0;
	if (!result->size)
		return err_set(EBADMSG, "%s: empty: a result file begins with a header", result->path);
	if (!result->trial_count && !result->skip_count && !result->error_count)
		return err_set(ENODATA, "%s: no trial: nothing was measured", result->path);
	return 0;
}

static void settle(struct result *result)
{
	for (size_t i = 0; i < result->measured_count; i++) {
		struct result_measured *measured = &result->measured[i];

		pool_settle(&measured->samples);
		for (size_t j = 0; j < measured->series_count; j++)
			pool_settle(&measured->series[j].pool);
	}
}

static int read_file(struct reading *reading, const char *path)
{
	struct result *result = reading->result;
	struct text text;
	int err;

	memset(result, 0, sizeof(*result));
	result->path = path;
	err = text_open(&text, path, RESULT_LINE_MOST);
	if (err == -EISDIR)
		return err_set(EIO, "%s: a folder, not a result file", path);
	if (err)
		return reading->resumed && err == -ENOENT ? 0 : err;
	result->kept = !reading->folded || lseek(text.fd, 0, SEEK_CUR) < 0;
	err = read_lines(reading, &text);
	text_close(&text);
	settle(result);
	samples_free(&reading->samples);
	if (!err)
		err = check(result, reading->resumed);
	if (!err)
		err = record_check_trials(result);
	if (err)
		result_free(result);
	return err;
}

int result_read(struct result *result, const char *path)
{
	return read_file(&(struct reading){ .result = result }, path);
}

int result_read_folded(struct result *result, const char *path, result_look_fn look, void *data)
{
	return read_file(&(struct reading){ .result = result, .folded = true, .look = look,
					    .data = data }, path);
}

int result_read_resumed(struct result *result, const char *path)
{
	return read_file(&(struct reading){ .result = result, .folded = true, .resumed = true }, path);
}
