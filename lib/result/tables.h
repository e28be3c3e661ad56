/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tables.h: the fields of each kind of record. Reader, writer, schema and documentation use them.
 */
#ifndef RESULT_TABLES_H
#define RESULT_TABLES_H

#include "result/answers.h"
#include "result/fields.h"
#include "result/reader.h"

/* A trial as it is read: what reports keep, and the parts that it is made of. */
struct trial_record {
	struct result_trial trial;
	const char *role;
	struct json_t *samples, *series, *facts, *after, *hardware;
};

/* What all records but the header and the end begin with. */
struct run_record {
	struct result_run run;
	struct json_t *parameters;
};

struct end_record {
	uint64_t runs, skipped, failed, findings;	/* RESULT_UNKNOWN where missing */
};

struct table {
	const char *kind, *text;
	const struct field *fields;
	size_t count;
};

/* In this order: header, trial, run, note, end. */
enum table_kind { TABLE_HEADER, TABLE_TRIAL, TABLE_RUN, TABLE_NOTE, TABLE_END, TABLES };

extern const struct table tables[TABLES];
extern const struct table answers[ANSWERS];

/* Reads @record by its table; see fields_read(). */
int table_read(enum table_kind kind, struct json_t *record, void *into,
	       const struct place *place);

#endif /* RESULT_TABLES_H */
