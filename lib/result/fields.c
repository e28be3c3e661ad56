/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fields.c: JSON members into struct members, with the reason where that fails.
 */
#include "result/fields.h"
#include "base/err.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int place_err(const struct place *place, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	return err_set(EBADMSG, "%s:%zu: %s%s%s", place->file, place->line,
		       place->record ? place->record : "",
		       place->record ? ": " : "", text);
}

/* Follows the dots of @path. Returns NULL where a step is missing. */
static json_t *find(json_t *record, const char *path)
{
	char key[64];
	size_t length;

	while (record) {
		length = strcspn(path, ".");
		snprintf(key, sizeof(key), "%.*s", (int)length, path);
		record = json_object_get(record, key);
		if (!path[length])
			return record;
		path += length + 1;
	}
	return NULL;
}

static const char *name_of_type(const json_t *value)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list",
		[JSON_STRING] = "a string", [JSON_INTEGER] = "an integer",
		[JSON_REAL] = "a fraction", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false", [JSON_NULL] = "null",
	};

	return names[json_typeof(value)];
}

int fields_printable(const char *text, const char *path, const struct place *place)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return place_err(place, "\"%s\" holds a control character", path);
	return 0;
}

int fields_text(const json_t *value, const char *path, const char **text,
		const struct place *place)
{
	const char *string = json_string_value(value);

	if (!string)
		return place_err(place, "\"%s\" is %s, not a string", path,
				 name_of_type(value));
	*text = string;
	return fields_printable(string, path, place);
}

/* Turns the list into one string, in place, so that the record owns it. */
static int join(json_t *list, const char *path, const char *separator,
		const char **text, const struct place *place)
{
	const char *word;
	char *joined;
	size_t size = 1, used = 0, i;
	json_t *item;
	int err;

	json_array_foreach(list, i, item) {
		err = fields_text(item, path, &word, place);
		if (err)
			return err;
		size += strlen(word) + strlen(separator);
	}
	joined = malloc(size);
	if (!joined)
		return -ENOMEM;
	joined[0] = '\0';
	json_array_foreach(list, i, item)
		used += (size_t)snprintf(joined + used, size - used, "%s%s",
					 i ? separator : "", json_string_value(item));

	json_array_clear(list);
	err = json_array_append_new(list, json_string(joined));
	free(joined);
	if (err)
		return -ENOMEM;
	*text = json_string_value(json_array_get(list, 0));
	return 0;
}

static int read_count(const json_t *value, const char *path, uint64_t *count,
		      const struct place *place)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value))
		return place_err(place, "\"%s\" is %s, not an integer", path,
				 name_of_type(value));
	if (number < 0)
		return place_err(place, "\"%s\" is negative: %" JSON_INTEGER_FORMAT,
				 path, number);
	*count = (uint64_t)number;
	return 0;
}

static int read_number(const json_t *value, const char *path, double *number,
		       const struct place *place)
{
	if (!json_is_number(value))
		return place_err(place, "\"%s\" is %s, not a number", path, name_of_type(value));
	*number = json_number_value(value);
	if (!isfinite(*number) || *number < 0.0)
		return place_err(place, "\"%s\" is out of range: %g", path, *number);
	return 0;
}

static int read_typed(json_t *value, json_type type, const char *wanted,
		      const char *path, json_t **into, const struct place *place)
{
	if (json_typeof(value) != type)
		return place_err(place, "\"%s\" is %s, not %s", path,
				 name_of_type(value), wanted);
	*into = value;
	return 0;
}

static int read_one(json_t *value, const struct field *field, void *member,
		    const struct place *place)
{
	const char *path = field->path;

	switch (field->kind) {
	case FIELD_WORDS:
	case FIELD_LIST:
		if (json_is_array(value))
			return join(value, path, field->kind == FIELD_LIST ? ", " : " ",
				    member, place);
		return fields_text(value, path, member, place);
	case FIELD_TEXT:
		return fields_text(value, path, member, place);
	case FIELD_NUMBER:
		return read_number(value, path, member, place);
	case FIELD_COUNT:
		return read_count(value, path, member, place);
	case FIELD_FLAG:
		if (!json_is_boolean(value))
			return place_err(place, "\"%s\" is %s, not true or false", path,
					 name_of_type(value));
		*(bool *)member = json_is_true(value);
		return 0;
	case FIELD_ARRAY:
		return read_typed(value, JSON_ARRAY, "a list", path, member, place);
	case FIELD_OBJECT:
		return read_typed(value, JSON_OBJECT, "an object", path, member, place);
	}
	return -ENOSYS;
}

int fields_read(json_t *record, const struct field *fields, size_t count,
		void *into, const struct place *place)
{
	for (size_t i = 0; i < count; i++) {
		json_t *value = find(record, fields[i].path);
		int err;

		if (fields[i].optional && (!value || json_is_null(value)))
			continue;
		if (!value)
			return place_err(place, "\"%s\" is missing", fields[i].path);
		err = read_one(value, &fields[i], (char *)into + fields[i].offset, place);
		if (err)
			return err;
	}
	return 0;
}
