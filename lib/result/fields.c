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

	if (!place->line)
		return err_set(EBADMSG, "%s: %s: not written, for nobody could read it: %s",
			       place->file, place->record, text);
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
		if (length >= sizeof(key))
			return NULL;
		memcpy(key, path, length);
		key[length] = '\0';
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

/*
 * Bytes that end up on a terminal or in a page as something else than a letter: C0 and C1
 * controls, marks of direction, separators and joiners that nobody sees. jansson has made sure
 * that all of it is UTF-8.
 */
static bool is_control(const char *text)
{
	static const struct {
		const char *bytes;		/* all but the last */
		unsigned char from, to;		/* the last */
	} controls[] = {
		{ "", 0x01, 0x1f }, { "", 0x7f, 0x7f }, { "\xc2", 0x80, 0x9f }, { "\xd8", 0x9c, 0x9c },
		{ "\xe2\x80", 0x8b, 0x8f }, { "\xe2\x80", 0xa8, 0xae }, { "\xe2\x81", 0xa0, 0xaf },
		{ "\xef\xbb", 0xbf, 0xbf }, { "\xef\xbf", 0xb9, 0xbb }, { "\xf3\xa0\x80", 0x80, 0xbf },
		{ "\xf3\xa0\x81", 0x80, 0xbf },
	};

	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
		size_t length = strlen(controls[i].bytes);
		unsigned char last;

		if (strncmp(text, controls[i].bytes, length))
			continue;
		last = (unsigned char)text[length];
		if (last >= controls[i].from && last <= controls[i].to)
			return true;
	}
	return false;
}

/* Refuses a string with control characters: it would end up on a terminal. */
static int fields_printable(const char *text, const char *path, const struct place *place)
{
	for (; *text; text++)
		if (!(*text >= ' ' && *text <= '~') && is_control(text))
			return place_err(place, "\"%s\" holds a control character", path);
	return 0;
}

/* Points *@text at the string @value, called @path in an error, if printable. */
static int fields_text(const json_t *value, const char *path, const char **text,
		       const struct place *place)
{
	const char *string = json_string_value(value);

	if (!string)
		return place_err(place, "\"%s\" is %s, not a string", path,
				 name_of_type(value));
	*text = string;
	return fields_printable(string, path, place);
}

static int check_list(const json_t *list, const char *path, const struct place *place)
{
	const char *text;
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item) {
		int err = fields_text(item, path, &text, place);

		if (err)
			return err;
	}
	return 0;
}

/* Turns the list into one string, in place, so that the record owns it. */
static int join(json_t *list, const char *path, const char *separator,
		const char **text, const struct place *place)
{
	char *joined;
	size_t size = 1, used = 0, i;
	json_t *item;
	int err = check_list(list, path, place);

	if (err)
		return err;
	json_array_foreach(list, i, item)
		size += json_string_length(item) + strlen(separator);
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

double field_least(const struct field *field)
{
	bool given = field->least != 0.0 || field->most != 0.0;

	return given || field->kind == FIELD_COUNT || field->kind == FIELD_COUNTS ? field->least :
	       -NUMBER_MOST;
}

double field_most(const struct field *field)
{
	if (field->most != 0.0)
		return field->most;
	return field->kind == FIELD_COUNT || field->kind == FIELD_COUNTS ? COUNT_MOST : NUMBER_MOST;
}

static int check_limits(const json_t *value, const struct field *field, const char *name,
			const struct place *place)
{
	double number = json_number_value(value), least = field_least(field), most = field_most(field);
	bool above = number > most;
	char text[64];

	/* To the last one, where a double would round. */
	if (json_is_integer(value) && most < 0x1p63)
		above = json_integer_value(value) > (json_int_t)most;
	if (number >= least && !above)
		return 0;
	if (json_is_integer(value))
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else
		snprintf(text, sizeof(text), "%g", number);
	if (number < 0.0 && least >= 0.0)
		return place_err(place, "\"%s\" is negative: %s", name, text);
	return place_err(place, "\"%s\" is %s: must be %.16g to %.16g", name, text, least, most);
}

static int read_count(const json_t *value, const struct field *field, uint64_t *count,
		      const struct place *place)
{
	if (!json_is_integer(value))
		return place_err(place, "\"%s\" is %s, not an integer", field->path,
				 name_of_type(value));
	*count = (uint64_t)json_integer_value(value);
	return check_limits(value, field, field->path, place);
}

static int read_number(const json_t *value, const struct field *field, double *number,
		       const struct place *place)
{
	if (!json_is_number(value))
		return place_err(place, "\"%s\" is %s, not a number", field->path,
				 name_of_type(value));
	*number = json_number_value(value);
	return check_limits(value, field, field->path, place);
}

/* One value of an object whose names are the file's own. */
static int check_named(const json_t *value, const struct field *field, const char *name,
		       const struct place *place)
{
	const char *text;

	switch (field->kind) {
	case FIELD_TEXTS:
		return fields_text(value, name, &text, place);
	case FIELD_COUNTS:
		return json_is_integer(value) ? check_limits(value, field, name, place) :
		       place_err(place, "\"%s\" is %s, not an integer", name, name_of_type(value));
	case FIELD_NUMBERS:
		return json_is_number(value) ? check_limits(value, field, name, place) :
		       place_err(place, "\"%s\" is %s, not a number", name, name_of_type(value));
	default:
		return json_is_object(value) ? 0 :
		       place_err(place, "\"%s\" is %s, not an object", name, name_of_type(value));
	}
}

static int read_object(json_t *value, const struct field *field, json_t **object,
		       const struct place *place)
{
	const char *name;
	json_t *item;

	if (!json_is_object(value))
		return place_err(place, "\"%s\" is %s, not an object", field->path,
				 name_of_type(value));
	*object = value;
	if (field->kind == FIELD_OBJECT)
		return 0;
	json_object_foreach(value, name, item) {
		char path[128];
		int err = fields_printable(name, field->path, place);

		snprintf(path, sizeof(path), "%s.%s", field->path, name);
		if (!err)
			err = check_named(item, field, path, place);
		if (err)
			return err;
	}
	return 0;
}

static int read_one(json_t *value, const struct field *field, void *member,
		    const struct place *place)
{
	const char *path = field->path;

	switch (field->kind) {
	case FIELD_WORDS:
	case FIELD_LIST:
		if (json_is_array(value) && field->offset == FIELD_UNKEPT)
			return check_list(value, path, place);
		if (json_is_array(value))
			return join(value, path, field->kind == FIELD_LIST ? ", " : " ",
				    member, place);
		return fields_text(value, path, member, place);
	case FIELD_TEXT:
		return fields_text(value, path, member, place);
	case FIELD_NUMBER:
		return read_number(value, field, member, place);
	case FIELD_COUNT:
		return read_count(value, field, member, place);
	case FIELD_FLAG:
		if (!json_is_boolean(value))
			return place_err(place, "\"%s\" is %s, not true or false", path,
					 name_of_type(value));
		*(bool *)member = json_is_true(value);
		return 0;
	case FIELD_PAIRS:
		if (!json_is_array(value))
			return place_err(place, "\"%s\" is %s, not a list", path, name_of_type(value));
		*(json_t **)member = value;
		return 0;
	default:
		return read_object(value, field, member, place);
	}
}

int fields_read(json_t *record, const struct field *fields, size_t count,
		void *into, const struct place *place)
{
	union {
		const char *text;
		double number;
		uint64_t count;
		json_t *json;
		bool flag;
	} unkept;

	for (size_t i = 0; i < count; i++) {
		const struct field *field = &fields[i];
		json_t *value = find(record, field->path);
		bool needed = (field->flags & FIELD_NEEDED) == FIELD_NEEDED;
		int err;

		if (!needed && (!value || json_is_null(value)))
			continue;
		if (!value)
			return place_err(place, "\"%s\" is missing", field->path);
		err = read_one(value, field, field->offset == FIELD_UNKEPT ? (void *)&unkept :
			       (char *)into + field->offset, place);
		if (err)
			return err;
	}
	return 0;
}
