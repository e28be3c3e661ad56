/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.c: columns.
 */
#include "report/table.h"
#include "base/grow.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct table_row {
	char *cells[TABLE_COLUMNS];
	size_t used;
	bool across;		/* cells[0] is a line across */
};

void table_column(struct table *table, bool left)
{
	if (table->columns == TABLE_COLUMNS)
		table->failed = true;
	else
		table->left[table->columns++] = left;
}

static struct table_row *add_row(struct table *table)
{
	struct table_row *more = grow(table->rows, table->count, sizeof(*more));

	if (!more) {
		table->failed = true;
		return NULL;
	}
	table->rows = more;
	more += table->count++;
	memset(more, 0, sizeof(*more));
	return more;
}

__attribute__((format(printf, 3, 0)))
static void fill(struct table *table, struct table_row *row, const char *format, va_list args)
{
	if (!row || vasprintf(&row->cells[row->used], format, args) < 0)
		table->failed = true;
	else
		row->used++;
}

void table_cell(struct table *table, const char *format, ...)
{
	struct table_row *last = table->count ? &table->rows[table->count - 1] : NULL;
	va_list args;

	if (!last || last->across || last->used == table->columns)
		last = add_row(table);
	va_start(args, format);
	fill(table, last, format, args);
	va_end(args);
}

void table_line(struct table *table, const char *format, ...)
{
	struct table_row *row = add_row(table);
	va_list args;

	va_start(args, format);
	fill(table, row, format, args);
	va_end(args);
	if (row)
		row->across = true;
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t width = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct table_row *row = &table->rows[i];

		if (!row->across && column < row->used && strlen(row->cells[column]) > width)
			width = strlen(row->cells[column]);
	}
	return width;
}

size_t table_width(const struct table *table)
{
	size_t width = 0;

	for (size_t i = 0; i < table->columns; i++)
		width += column_width(table, i) + 1;
	return width ? width - 1 : 0;
}

/* Blanks are held back until something follows them. */
static void print_cell(FILE *stream, const char *text, size_t width, bool left, size_t *blanks)
{
	size_t padding = width - strlen(text);

	if (!left)
		*blanks += padding;
	if (*text) {
		fprintf(stream, "%*s%s", (int)*blanks, "", text);
		*blanks = 0;
	}
	if (left)
		*blanks += padding;
}

static void print_row(const struct table *table, const struct table_row *row,
		      const size_t *widths, FILE *stream)
{
	size_t blanks = 0;

	for (size_t i = 0; i < row->used; i++) {
		print_cell(stream, row->cells[i], widths[i], table->left[i], &blanks);
		blanks++;
	}
	fputc('\n', stream);
}

int table_print(const struct table *table, FILE *stream)
{
	size_t widths[TABLE_COLUMNS];

	if (table->failed)
		return -ENOMEM;
	for (size_t i = 0; i < table->columns; i++)
		widths[i] = column_width(table, i);
	for (size_t i = 0; i < table->count; i++) {
		if (table->rows[i].across)
			fprintf(stream, "%s\n", table->rows[i].cells[0]);
		else
			print_row(table, &table->rows[i], widths, stream);
	}
	return 0;
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		for (size_t cell = 0; cell < table->rows[i].used; cell++)
			free(table->rows[i].cells[cell]);
	free(table->rows);
	memset(table, 0, sizeof(*table));
}
