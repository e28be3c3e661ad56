/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fields.h: the members of a JSON record, read into a struct by a table.
 *
 * Strings stay where jansson put them: they live as long as the record.
 */
#ifndef RESULT_FIELDS_H
#define RESULT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

struct json_t;

/* Where a record stands, for the line that says what is wrong with it. */
struct place {
	const char *file;
	size_t line;
	const char *record;	/* its kind, or NULL while that is not known */
};

enum field_kind {
	FIELD_TEXT,	/* const char * */
	FIELD_WORDS,	/* const char *: a list of strings, joined by spaces; or one string */
	FIELD_LIST,	/* the same, joined by ", " */
	FIELD_NUMBER,	/* double: finite, not negative */
	FIELD_COUNT,	/* uint64_t: a whole number, not negative */
	FIELD_FLAG,	/* bool */
	FIELD_ARRAY,	/* struct json_t * */
	FIELD_OBJECT,	/* struct json_t * */
};

struct field {
	/* Key in the record; "kernel.name" is the key "name" of the object "kernel". */
	const char *path;

	enum field_kind kind;

	/* May be null or missing; the struct's member is then left alone. */
	bool optional;

	size_t offset;
};

/*
 * Reads @count @fields of @record into the struct @into. Returns 0, or -EBADMSG
 * with a line in err_text() that names the place and the field.
 */
int fields_read(struct json_t *record, const struct field *fields, size_t count,
		void *into, const struct place *place);

/* Returns -EBADMSG with "FILE:LINE: RECORD: ..." in err_text(). */
int place_err(const struct place *place, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Refuses a string with control characters: it would end up on a terminal. */
int fields_printable(const char *text, const char *path, const struct place *place);

/* Points *@text at the string @value, called @path in an error, if printable. */
int fields_text(const struct json_t *value, const char *path, const char **text,
		const struct place *place);

#endif /* RESULT_FIELDS_H */
