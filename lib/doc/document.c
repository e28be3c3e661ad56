/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * document.c: make and free blocks.
 */
#include "doc/document.h"
#include "base/grow.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Takes @text, and returns it with what could control a terminal or end a line escaped. */
static char *escape(struct document *document, char *text)
{
	size_t size = text ? 4 * strlen(text) + 1 : 0;	/* "\\x1b" for a byte is the longest */
	char *escaped = text ? malloc(size) : NULL;

	if (escaped)
		text_escape(escaped, size, text);
	document->failed |= text && !escaped;
	free(text);
	return escaped;
}

__attribute__((format(printf, 2, 0)))
static char *text_of(struct document *document, const char *format, va_list args)
{
	char *text = NULL;

	if (format && vasprintf(&text, format, args) < 0) {
		document->failed = true;
		return NULL;
	}
	return escape(document, text);
}

static char *copy(struct document *document, const char *text)
{
	char *copied = text ? strdup(text) : NULL;

	document->failed |= text && !copied;
	return escape(document, copied);
}

static struct block *last(struct document *document)
{
	return document->count ? &document->blocks[document->count - 1] : NULL;
}

static struct block *add(struct document *document, enum block_kind kind, char *text)
{
	struct block *more = grow(document->blocks, document->count, sizeof(*more));

	if (!more) {
		document->failed = true;
		free(text);
		return NULL;
	}
	document->blocks = more;
	more += document->count++;
	*more = (struct block){ .kind = kind, .text = text };
	return more;
}

#define ADD(kind)						\
	do {							\
		va_list args;					\
								\
		va_start(args, format);				\
		add(document, kind, text_of(document, format, args));	\
		va_end(args);					\
	} while (0)

void document_title(struct document *document, const char *format, ...)
{
	ADD(BLOCK_TITLE);
}

void document_heading(struct document *document, const char *format, ...)
{
	ADD(BLOCK_HEADING);
}

void document_paragraph(struct document *document, const char *format, ...)
{
	ADD(BLOCK_PARAGRAPH);
}

void document_list(struct document *document, enum block_style style, const char *heading)
{
	struct block *block = add(document, BLOCK_LIST, copy(document, heading));

	if (block)
		block->style = style;
}

void document_facts(struct document *document, const char *heading)
{
	add(document, BLOCK_FACTS, copy(document, heading));
}

void document_item(struct document *document, const char *name, const char *format, ...)
{
	struct block *block = last(document);
	struct item *more = block ? grow(block->items, block->count, sizeof(*more)) : NULL;
	va_list args;

	if (!more) {
		document->failed = true;
		return;
	}
	block->items = more;
	more += block->count++;
	more->tone = TONE_NONE;
	va_start(args, format);
	more->text = text_of(document, format, args);
	va_end(args);
	more->name = copy(document, name);
}

void document_tone(struct document *document, enum tone tone)
{
	struct block *block = last(document);

	if (block && block->kind == BLOCK_TABLE && block->table.count)
		block->table.rows[block->table.count - 1].tone = tone;
	else if (block && block->count)
		block->items[block->count - 1].tone = tone;
}

struct table *document_table(struct document *document, const char *heading)
{
	struct block *block = add(document, BLOCK_TABLE, copy(document, heading));

	if (!block)
		return NULL;
	block->table.gap = 1;
	return &block->table;
}

struct chart *document_chart(struct document *document, const char *heading)
{
	struct block *block = add(document, BLOCK_CHART, copy(document, heading));

	return block ? &block->chart : NULL;
}

void document_picture(struct document *document, char *picture, size_t size, const char *what)
{
	struct block *block = add(document, BLOCK_PICTURE, copy(document, what));

	if (!block) {
		free(picture);
		return;
	}
	block->picture = picture;
	block->picture_size = size;
}

void table_column(struct document *document, struct table *table, bool left, size_t space,
		  const char *title)
{
	struct table_column *more = table && !table->count ?
				    grow(table->column, table->columns, sizeof(*more)) : NULL;

	if (!more) {
		document->failed = true;
		return;
	}
	table->column = more;
	more += table->columns++;
	*more = (struct table_column){ copy(document, title), left, space, 0 };
}

void table_row(struct document *document, struct table *table, enum row_kind kind,
	       const char *name)
{
	struct table_row *more = table ? grow(table->rows, table->count, sizeof(*more)) : NULL;

	if (!more) {
		document->failed = true;
		return;
	}
	table->rows = more;
	more += table->count++;
	*more = (struct table_row){ .kind = kind, .name = copy(document, name),
				    .cells = calloc(table->columns, sizeof(*more->cells)) };
	document->failed |= !more->cells;
}

void table_cell(struct document *document, struct table *table, const char *format, ...)
{
	struct table_row *row = table && table->count ? &table->rows[table->count - 1] : NULL;
	va_list args;

	if (!row || !row->cells || row->used == table->columns) {
		document->failed = true;
		return;
	}
	va_start(args, format);
	row->cells[row->used++] = text_of(document, format, args);
	va_end(args);
}

struct chart_row *chart_row(struct document *document, struct chart *chart, const char *group,
			    const char *name, const char *detail)
{
	struct chart_row *more = chart ? grow(chart->rows, chart->count, sizeof(*more)) : NULL;

	if (!more) {
		document->failed = true;
		return NULL;
	}
	chart->rows = more;
	more += chart->count++;
	*more = (struct chart_row){ .group = group, .name = copy(document, name),
				    .detail = copy(document, detail) };
	return more;
}

struct bar *chart_bar(struct document *document, struct chart_row *row, const char *who,
		      const char *text)
{
	struct bar *more = row ? grow(row->bars, row->bar_count, sizeof(*more)) : NULL;

	if (!more) {
		document->failed = true;
		return NULL;
	}
	row->bars = more;
	more += row->bar_count++;
	*more = (struct bar){ .who = who, .text = copy(document, text) };
	return more;
}

void bar_part(struct bar *bar, enum colour colour, double length)
{
	if (!bar || bar->part_count == sizeof(bar->parts) / sizeof(bar->parts[0]))
		return;
	bar->parts[bar->part_count].colour = colour;
	bar->parts[bar->part_count++].length = length;
}

double bar_length(const struct bar *bar)
{
	double length = 0.0;

	for (size_t i = 0; i < bar->part_count; i++)
		length += bar->parts[i].length;
	return length;
}

static void free_table(struct table *table)
{
	for (size_t i = 0; i < table->columns; i++)
		free(table->column[i].title);
	for (size_t i = 0; i < table->count; i++) {
		free(table->rows[i].name);
		for (size_t cell = 0; cell < table->rows[i].used; cell++)
			free(table->rows[i].cells[cell]);
		free(table->rows[i].cells);
	}
	free(table->rows);
	free(table->column);
}

static void free_chart(struct chart *chart)
{
	for (size_t i = 0; i < chart->count; i++) {
		for (size_t bar = 0; bar < chart->rows[i].bar_count; bar++)
			free(chart->rows[i].bars[bar].text);
		free(chart->rows[i].bars);
		free(chart->rows[i].name);
		free(chart->rows[i].detail);
	}
	free(chart->rows);
	free(chart->title);
	free(chart->unit);
}

static void free_block(struct block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		free(block->items[i].name);
		free(block->items[i].text);
	}
	free(block->items);
	free(block->text);
	free(block->picture);
	free_table(&block->table);
	free_chart(&block->chart);
}

void document_drop_empty(struct document *document)
{
	struct block *block = last(document);

	if (!block || block->count || block->table.count || block->chart.count)
		return;
	free_block(block);
	document->count--;
}

void document_free(struct document *document)
{
	for (size_t i = 0; i < document->count; i++)
		free_block(&document->blocks[i]);
	free(document->blocks);
	free(document->title);
	memset(document, 0, sizeof(*document));
}
