/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fields.h: the keys of a JSON record as one table: read, checked and described by it.
 *
 * Strings stay where jansson put them: they live as long as the record.
 */
#ifndef RESULT_FIELDS_H
#define RESULT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

/* Where a record stands, for the line that says what is wrong with it. */
struct place {
	const char *file;
	size_t line;		/* 0: it is about to be written */
	const char *record;	/* its kind, or NULL while that is not known */
};

/* What a key holds, and between brackets the type of the struct's member. */
enum field_kind {
	FIELD_TEXT,	/* a string [const char *] */
	FIELD_WORDS,	/* a list of strings [const char *, joined by spaces]; or one string */
	FIELD_LIST,	/* the same, joined by ", " */
	FIELD_NUMBER,	/* finite, within the limits [double] */
	FIELD_COUNT,	/* a whole number within the limits [uint64_t] */
	FIELD_FLAG,	/* true or false [bool] */
	FIELD_TEXTS,	/* an object of strings [struct json_t *] */
	FIELD_COUNTS,	/* an object of whole numbers within the limits [struct json_t *] */
	FIELD_NUMBERS,	/* an object of finite numbers within the limits [struct json_t *] */
	FIELD_CHANGES,	/* an object of objects of strings [struct json_t *] */
	FIELD_PAIRS,	/* a list of [value, count] [struct json_t *] */
	FIELD_SERIES,	/* an object of distributions [struct json_t *] */
	FIELD_OBJECT,	/* an object whose keys are fields of their own [struct json_t *] */
};

enum field_flags {
	FIELD_ANY	= 0,
	FIELD_WRITTEN	= 1,	/* dexbench writes it always */
	FIELD_NEEDED	= 3,	/* and no file is read without */
	FIELD_NULL	= 4,	/* may be null, which reads as if it were missing */
	FIELD_OPEN	= 8,	/* an object that may have keys of others */
	FIELD_FILLED	= 16,	/* a text or list that is not empty */
	FIELD_STATES	= 32,	/* an object whose keys are states of an entry, in words */
};

/* Where a struct has no member for the field: it is only checked. */
#define FIELD_UNKEPT	SIZE_MAX

struct field {
	/* Key in the record; "kernel.name" is the key "name" of the object "kernel". */
	const char *path;

	enum field_kind kind;
	unsigned int flags;
	size_t offset;

	const char *text;	/* what it is; one or two sentences for the documentation */
	const char *words;	/* of texts: all they may be, with bars between; or NULL */
	const char *names;	/* of an object: all its keys in the same form, or NULL */
	double least, most;	/* of numbers; both 0: 0 to COUNT_MOST, or +-NUMBER_MOST */
};

/* Up to here a whole number is exact in a double, too. */
#define COUNT_MOST	((double)(UINT64_C(1) << 53))

/* Far below what overflows once it is scaled, squared and added up. */
#define NUMBER_MOST	1e24

/*
 * Reads @count @fields of @record into the struct @into, which is left alone where a field
 * is missing. Returns 0, -ENOMEM, or -EBADMSG with a line in err_text() that names the place
 * and the field.
 */
int fields_read(struct json_t *record, const struct field *fields, size_t count,
		void *into, const struct place *place);

/* Returns -EBADMSG with "FILE:LINE: RECORD: ..." in err_text(). */
int place_err(const struct place *place, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The limits of a field, whose own may be left to its kind. */
double field_least(const struct field *field);
double field_most(const struct field *field);

#endif /* RESULT_FIELDS_H */
