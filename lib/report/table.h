/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h: text in columns, as wide as their widest cell.
 *
 * Without memory a table loses nothing in silence: table_print() returns -ENOMEM.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { TABLE_COLUMNS = 24 };

struct table {
	size_t columns;
	bool left[TABLE_COLUMNS];	/* flush left; else right */
	struct table_row *rows;
	size_t count;
	bool failed;
};

/* Adds a column; all columns come before the first cell. */
void table_column(struct table *table, bool left);

/* Fills the next cell; after the last column a new row begins. */
void table_cell(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds a line across all columns. The row before it must be full. */
void table_line(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Columns that the widest row takes; lines across do not count. */
size_t table_width(const struct table *table);

/* Prints with one blank between columns and none at the ends of lines. */
int table_print(const struct table *table, FILE *stream);

/* Empties the table, and forgets its columns. */
void table_free(struct table *table);

#endif /* REPORT_TABLE_H */
