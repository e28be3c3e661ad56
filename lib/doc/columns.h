/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * columns.h: the columns of every table and export: a name, a value, and how it is shown.
 *
 * A column of a comparison is one entry of comparison_columns[]: with a name it is in the TSV,
 * with a path in the JSON, with a title in the tables of reports.
 */
#ifndef DOC_COLUMNS_H
#define DOC_COLUMNS_H

#include "doc/format.h"

/* What a value is taken from; each export fills in what its columns ask for. */
struct context {
	const struct model *model;
	const struct diff *diff;
	const struct diff_row *item;
	const struct row *row;
	size_t variant, boot;
	const struct result *result;
	const struct result_trial *trial;
	const char *name, *unit;	/* of a quantity or series */
	struct spread spread;
};

enum value_kind {
	VALUE_NONE, VALUE_NUMBER, VALUE_COUNT, VALUE_FLAG, VALUE_TEXT, VALUE_PARAMETERS,
	VALUE_STATES
};

struct value {
	enum value_kind kind;
	double number;
	uint64_t count;
	char buffer[sizeof(struct cell)];
	const char *text;		/* NULL: @buffer */
	const struct result_run *run;
	const struct figure *figure;
};

struct column {
	const char *name;		/* in TSV */
	const char *path;		/* in JSON: "base.faults.restore" */
	struct value (*value)(const struct context *context);

	/* Instead of @value: a double or a count of this place. */
	enum { AT_NOWHERE, AT_ITEM, AT_BASE, AT_PATCHED } at;
	enum { IS_NUMBER, IS_TIME, IS_COUNT, IS_SIZE, IS_FLAG } is;	/* IS_TIME: NAN without times */
	size_t offset;

	const char *title;		/* in reports */
	bool left;			/* flush left */
	bool detail;			/* not in a cover letter */
	struct cell (*cell)(const struct context *context);
	bool (*wanted)(const struct diff *diff);	/* NULL: always */
};

extern const struct column history_columns[];	/* of a row and kernel */
extern const struct column comparison_columns[];	/* the last has neither value nor title */

bool column_is_end(const struct column *column);
struct value column_value(const struct column *column, const struct context *context);

/* Prints the names of @columns, or the values, with tabs between them. */
void tsv_names(const struct column *columns, FILE *stream);
void tsv_values(const struct column *columns, const struct context *context, FILE *stream);

/* Adds an object to @rows: each column by its name, and the parameters of the row. */
struct json_t;
void json_row(struct json_t *rows, const struct column *columns, const struct context *context);

/* Prints @text so that it ends no cell and reaches no terminal raw. */
void tsv_text(const char *text, FILE *stream);

/* For tables of columns: a function of @context, and a column of its values. */
#define VALUE(function, expression)					\
	static struct value function(const struct context *context)	\
	{								\
		return expression;					\
	}
#define COLUMN(heading, function)	{ .name = heading, .value = function }

struct value value_number(double number);
struct value value_count(uint64_t count);
struct value value_text(const char *text);	/* NULL: none */
struct value value_name(const struct context *context, const struct result_run *run);

#endif /* DOC_COLUMNS_H */
