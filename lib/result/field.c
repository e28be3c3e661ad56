/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * field.c: find one field of a record by its name, and print it.
 */
#include "result/field.h"
#include "base/err.h"
#include "base/text.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The first line of @file, or its last. */
static int read_record(FILE *file, const char *path, bool last, json_t **record)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length = getline(&line, &size, file);
	json_error_t error;
	int err = 0;

	*record = NULL;
	while (last && length >= 0) {
		char *next = NULL;
		size_t next_size = 0;
		ssize_t next_length = getline(&next, &next_size, file);

		if (next_length < 0) {
			free(next);
			break;
		}
		free(line);
		line = next;
		length = next_length;
	}
	if (ferror(file))
		err = err_set(EIO, "%s: cannot be read", path);
	else if (length < 0)
		err = err_set(ENOENT, "%s: is empty", path);
	if (!err) {
		*record = json_loadb(line, (size_t)length, JSON_REJECT_DUPLICATES, &error);
		if (!*record)
			err = err_set(EINVAL, "%s: is no JSON: %s", path, error.text);
	}
	free(line);
	return err;
}

static int print_value(const json_t *value, const char *path, const char *name, FILE *stream)
{
	char text[4096];
	int err = 0;

	switch (json_typeof(value)) {
	case JSON_STRING:
		text_escape(text, sizeof(text), json_string_value(value));
		fprintf(stream, "%s\n", text);
		return 0;
	case JSON_INTEGER:
		fprintf(stream, "%" JSON_INTEGER_FORMAT "\n", json_integer_value(value));
		return 0;
	case JSON_REAL:
		fprintf(stream, "%.17g\n", json_real_value(value));
		return 0;
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		fprintf(stream, "%s\n", json_is_true(value) ? "true" : json_is_false(value) ? "false" : "");
		return 0;
	case JSON_ARRAY:
		for (size_t i = 0; i < json_array_size(value) && !err; i++)
			err = print_value(json_array_get(value, i), path, name, stream);
		return err;
	default:
		return err_set(EINVAL, "%s: %s: is no single value", path, name);
	}
}

int field_print(const char *path, const char *name, FILE *stream)
{
	bool last = !strncmp(name, "end:", 4);
	const char *rest = last ? name + 4 : name;
	FILE *file = fopen(path, "re");
	json_t *record = NULL;
	const json_t *value;
	int err;

	if (!file)
		return err_set(errno, "%s: cannot be read: %s", path, strerror(errno));
	err = read_record(file, path, last, &record);
	fclose(file);
	value = json_object_get(record, "record");
	if (!err && last && (!value || strcmp(json_string_value(value) ?: "", "end")))
		err = err_set(ENOENT, "%s: has no end record", path);
	value = record;
	while (!err && *rest) {
		size_t length = strcspn(rest, ".");

		value = json_object_getn(value, rest, length);
		if (!value)
			err = err_set(ENOENT, "%s: has no field %s", path, name);
		rest += length + (rest[length] == '.');
	}
	if (!err)
		err = print_value(value, path, name, stream);
	json_decref(record);
	return err;
}
