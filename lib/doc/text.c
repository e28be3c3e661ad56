/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.c: write a document as plain text.
 */
#include "doc/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

size_t text_columns(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* How many bytes of @text fill @room columns, up to a blank if there is one. */
static size_t cut_at(const char *text, size_t room)
{
	size_t cut = 0, seen = 0, bytes = 0;

	for (; text[bytes]; bytes++) {
		seen += ((unsigned char)text[bytes] & 0xc0) != 0x80;
		if (seen > room + 1 || (seen > room && text[bytes] != ' '))
			return cut ? cut : strcspn(text, " ");
		if (text[bytes] == ' ')
			cut = bytes;
	}
	return bytes;
}

void text_wrap(FILE *stream, size_t width, const char *head, const char *text)
{
	size_t indent = text_columns(head), room = width > indent + 8 ? width - indent : 8;

	fputs(head, stream);
	for (;;) {
		size_t cut = cut_at(text, room);

		fprintf(stream, "%.*s\n", (int)cut, text);
		text += cut + strspn(text + cut, " ");
		if (!*text)
			return;
		fprintf(stream, "%*s", (int)indent, "");
	}
}

struct layout {
	const struct table *table;
	bool above;		/* each name has a line of its own above its figures */
	FILE *stream;
	size_t width;
	size_t blanks;		/* held back until something follows them */
	bool colour;
	enum tone tone;		/* of the group that is printed */
};

/* Where names stand above their figures, these begin here. */
enum { INDENT = 4 };

/* The column that is printed as the @nth. */
static size_t nth_column(const struct table *table, size_t nth)
{
	return table->names_last ? (nth + table->names) % table->columns : nth;
}

static size_t cell_width(const char *text)
{
	return text ? text_columns(text) : 0;
}

static size_t measure(struct layout *layout)
{
	const struct table *table = layout->table;
	size_t all = layout->above ? INDENT : 0;

	for (size_t column = layout->above ? table->names : 0; column < table->columns; column++) {
		size_t *width = &table->column[column].width;

		*width = table->bare ? 0 : cell_width(table->column[column].title);
		for (size_t i = 0; i < table->count; i++) {
			const struct table_row *row = &table->rows[i];

			if (row->kind <= ROW_MORE && column < row->used &&
			    cell_width(row->cells[column]) > *width)
				*width = cell_width(row->cells[column]);
		}
		all += *width + table->column[column].space + table->gap;
	}
	return all - table->gap;
}

static void print_cell(struct layout *layout, size_t column, const char *text)
{
	size_t padding = layout->table->column[column].width - cell_width(text);
	bool left = layout->table->column[column].left;

	layout->blanks += layout->table->column[column].space + (left ? 0 : padding);
	if (text && *text) {
		fprintf(layout->stream, "%*s%s", (int)layout->blanks, "", text);
		layout->blanks = 0;
	}
	layout->blanks += layout->table->gap + (left ? padding : 0);
}

static void begin_tone(enum tone tone, bool colour, FILE *stream)
{
	if (colour && tone)
		fputs(tone == TONE_WORSE ? "\033[31m" : "\033[32m", stream);
}

static void end_tone(enum tone tone, bool colour, FILE *stream)
{
	if (colour && tone)
		fputs("\033[0m", stream);
}

/* @cells, or with NULL the titles. */
static void print_cells(struct layout *layout, char *const *cells)
{
	const struct table *table = layout->table;

	layout->blanks = layout->above ? INDENT : 0;
	for (size_t nth = 0; nth < table->columns; nth++) {
		size_t column = nth_column(table, nth);

		if (column < table->names && layout->above)
			continue;
		print_cell(layout, column, cells ? cells[column] : table->column[column].title);
	}
	fputc('\n', layout->stream);
}

static void print_row(struct layout *layout, const struct table_row *row)
{
	if (row->kind == ROW_GROUP || row->tone)
		layout->tone = row->tone;
	begin_tone(layout->tone, layout->colour, layout->stream);
	switch (row->kind) {
	case ROW_CELLS:
		if (layout->above)
			text_wrap(layout->stream, layout->width, "", row->name ? row->name : "");
		print_cells(layout, row->cells);
		break;
	case ROW_MORE:
		print_cells(layout, row->cells);
		break;
	case ROW_GROUP:
		fputc('\n', layout->stream);
		if (row->name)
			fprintf(layout->stream, "%s:\n", row->name);
		break;
	case ROW_NOTE:
		text_wrap(layout->stream, layout->width, "    ", row->name);
		break;
	}
	end_tone(layout->tone, layout->colour, layout->stream);
}

static void print_table(const struct table *table, size_t width, bool colour, FILE *stream)
{
	struct layout layout = { .table = table, .stream = stream, .width = width,
				 .above = table->names_above, .colour = colour };

	if (measure(&layout) > width && !layout.above && !table->wide) {
		layout.above = true;
		measure(&layout);
	}
	if (!table->bare)
		print_cells(&layout, NULL);
	for (size_t i = 0; i < table->count; i++)
		print_row(&layout, &table->rows[i]);
}

/* An alarm begins with its name, any other item with a bullet. */
static void print_list(const struct block *block, size_t width, bool colour, FILE *stream)
{
	if (block->text)
		fprintf(stream, "%s:\n", block->text);
	for (size_t i = 0; i < block->count; i++) {
		const struct item *item = &block->items[i];
		bool alarm = block->style == STYLE_ALARM && item->name;
		char *text = NULL;

		if (asprintf(&text, "%s%s%s", alarm || !item->name ? "" : item->name,
			     alarm || !item->name ? "" : ": ", item->text) < 0)
			continue;
		begin_tone(item->tone, colour, stream);
		text_wrap(stream, width, alarm ? "WARNING: " : "  * ", text);
		end_tone(item->tone, colour, stream);
		free(text);
	}
}

static void print_facts(const struct block *block, size_t width, FILE *stream)
{
	char head[32];

	for (size_t i = 0; i < block->count; i++) {
		snprintf(head, sizeof(head), "%-10.24s", block->items[i].name);
		text_wrap(stream, width, head, block->items[i].text);
	}
}

static void print_block(const struct block *block, size_t width, bool colour, FILE *stream)
{
	switch (block->kind) {
	case BLOCK_TITLE:
		text_wrap(stream, width, "", block->text);
		for (size_t i = 0; i < width && i < text_columns(block->text); i++)
			fputc('=', stream);
		fputc('\n', stream);
		break;
	case BLOCK_HEADING:
	case BLOCK_PARAGRAPH:
		text_wrap(stream, width, "", block->text);
		break;
	case BLOCK_LIST:
		print_list(block, width, colour, stream);
		break;
	case BLOCK_FACTS:
		print_facts(block, width, stream);
		break;
	case BLOCK_TABLE:
		if (block->text) {
			text_wrap(stream, width, "", block->text);
			fputc('\n', stream);
		}
		print_table(&block->table, width, colour, stream);
		break;
	case BLOCK_CHART:
		write_bars(&block->chart, MAIL_WIDTH, stream);
		break;
	case BLOCK_PICTURE:
		return;
	}
}

void write_plain(const struct document *document, size_t width, FILE *stream)
{
	for (size_t i = 0; i < document->count; i++) {
		if (i && document->blocks[i].kind == BLOCK_TITLE)
			fputs("\n\n", stream);
		else if (i && !document->tight && document->blocks[i].kind != BLOCK_PICTURE)
			fputc('\n', stream);
		print_block(&document->blocks[i], width, document->colour, stream);
	}
}

int write_text(const struct document *document, FILE *stream)
{
	if (document->failed)
		return -ENOMEM;
	write_plain(document, TEXT_WIDTH, stream);
	return 0;
}
