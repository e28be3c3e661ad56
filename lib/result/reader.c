/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.c: result files, line by line.
 */
#include "result/reader.h"
#include "result/records.h"
#include "result/samples.h"
#include "result/writer.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void free_run(struct result_run *run)
{
	free(run->parameters);
}

static void free_notes(struct result_note *notes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free_run(&notes[i].run);
	free(notes);
}

static void free_trial(struct result_trial *trial)
{
	for (size_t i = 0; i < trial->series_count; i++)
		free(trial->series[i].pairs);
	free_run(&trial->run);
	free(trial->pairs);
	free(trial->series);
	free(trial->facts);
	free(trial->hardware);
	free(trial->after);
}

void result_free(struct result *result)
{
	for (size_t i = 0; i < result->trial_count; i++)
		free_trial(&result->trials[i]);
	free(result->trials);
	free_notes(result->skips, result->skip_count);
	free_notes(result->errors, result->error_count);
	for (size_t i = 0; i < result->record_count; i++)
		json_decref(result->records[i]);
	free(result->records);
	free(result->header.warnings);
	free(result->header.knobs);
	memset(result, 0, sizeof(*result));
}

static int add_trial(struct result *result, json_t *record, struct samples *samples,
		     const struct place *place)
{
	struct result_trial *more;

	more = grow(result->trials, result->trial_count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	result->trials = more;
	more += result->trial_count++;
	memset(more, 0, sizeof(*more));
	return record_trial(more, record, samples, &result->header, place);
}

static int add_note(struct result_note **notes, size_t *count, json_t *record,
		    const struct place *place)
{
	struct result_note *more = grow(*notes, *count, sizeof(*more));

	if (!more)
		return -ENOMEM;
	*notes = more;
	more += (*count)++;
	memset(more, 0, sizeof(*more));
	return record_note(more, record, place);
}

static int add_record(struct result *result, json_t *record, struct samples *samples,
		      struct place *place)
{
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
		return record_header(&result->header, record, place);
	if (!strcmp(kind, "trial"))
		return add_trial(result, record, samples, place);
	if (!strcmp(kind, "skip"))
		return add_note(&result->skips, &result->skip_count, record, place);
	if (!strcmp(kind, "error"))
		return add_note(&result->errors, &result->error_count, record, place);
	if (!strcmp(kind, "end")) {
		result->ended = true;
		return 0;
	}
	place->record = NULL;
	return place_err(place, "schema %d has no such kind of record", RESULT_SCHEMA);
}

/* Keeps @record, whose strings @result is about to point into. */
static int keep_record(struct result *result, json_t *record)
{
	json_t **more = grow(result->records, result->record_count, sizeof(*more));

	if (!more) {
		json_decref(record);
		return -ENOMEM;
	}
	result->records = more;
	result->records[result->record_count++] = record;
	return 0;
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
static json_t *load_trial(struct samples *samples, const char *line, size_t length)
{
	json_t *record;

	if (!samples_take(samples, line, length))
		return NULL;
	record = json_loadb(samples->rest, samples->length, JSON_REJECT_DUPLICATES, NULL);
	if (is_trial(record))
		return record;
	json_decref(record);
	free(samples->pairs);
	samples->pairs = NULL;
	return NULL;
}

static int read_line(struct result *result, const char *line, size_t length,
		     struct samples *samples, struct place *place)
{
	json_error_t error;
	json_t *record;
	int err;

	record = load_trial(samples, line, length);
	if (!record)
		record = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	if (!record && line[length - 1] != '\n' && place->line > 1) {
		result->cut = true;
		return 0;
	}
	/* jansson's own text may quote bytes of the line: no terminal wants those. */
	if (!record)
		return place_err(place, "no JSON at column %d", error.column);

	err = keep_record(result, record);
	if (!err)
		err = add_record(result, record, samples, place);
	free(samples->pairs);
	samples->pairs = NULL;
	return err;
}

static int read_lines(struct result *result, FILE *stream)
{
	struct place place = { .file = result->path };
	struct samples samples = { 0 };
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	int err = 0;

	while (!err && (length = getline(&line, &size, stream)) > 0) {
		place.line++;
		place.record = NULL;
		err = read_line(result, line, (size_t)length, &samples, &place);
	}
	free(line);
	samples_free(&samples);
	if (!err && ferror(stream))
		return err_set(EIO, "%s: reading failed: %s", result->path, strerror(errno));
	if (!err && !place.line)
		return err_set(EBADMSG, "%s: empty: a result file begins with a header",
			       result->path);
	return err;
}

int result_read(struct result *result, const char *path)
{
	FILE *stream;
	int err;

	memset(result, 0, sizeof(*result));
	result->path = path;
	stream = fopen(path, "re");
	if (!stream)
		return err_set(errno == EINVAL ? EIO : errno, "%s: cannot be opened: %s",
			       path, strerror(errno));

	err = read_lines(result, stream);
	fclose(stream);
	if (!err && !result->trial_count && !result->skip_count && !result->error_count)
		err = err_set(ENODATA, "%s: no trial: nothing was measured", path);
	if (err)
		result_free(result);
	return err;
}
