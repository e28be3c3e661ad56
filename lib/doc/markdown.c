/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * markdown.c: write a document in GitHub-flavoured Markdown.
 */
#include "doc/document.h"
#include "doc/markup.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* Within a word an underscore is no emphasis, and reads better without a backslash. */
static bool is_within_word(const char *start, const char *at)
{
	return at > start && isalnum((unsigned char)at[-1]) && isalnum((unsigned char)at[1]);
}

/* No character of @text is markup of Markdown, or of HTML within it. */
static void print(FILE *stream, const char *text)
{
	for (const char *at = text; *at;) {
		if (at[0] == '-' && at[1] == '>') {
			fputs(MARKUP_ARROW, stream);
			at += 2;
		} else if (markup_entity(*at)) {
			fputs(markup_entity(*at++), stream);
		} else if (strchr("\\`*_[]|~#!$@", *at) &&
			   !(*at == '_' && is_within_word(text, at))) {
			fprintf(stream, "\\%c", *at++);
		} else {
			fputc(*at++, stream);
		}
	}
}

static void print_cell(FILE *stream, const char *text)
{
	fputc(' ', stream);
	print(stream, text ? text : "");
	fputs(" |", stream);
}

static void print_list(const struct block *block, FILE *stream)
{
	for (size_t i = 0; i < block->count; i++) {
		fputs("* ", stream);
		if (block->items[i].name) {
			fputs("**", stream);
			print(stream, block->items[i].name);
			fputs("**: ", stream);
		}
		print(stream, block->items[i].text);
		fputc('\n', stream);
	}
}

static void print_facts(const struct block *block, FILE *stream)
{
	fputs("| | |\n|---|---|\n", stream);
	for (size_t i = 0; i < block->count; i++) {
		fprintf(stream, "| **%s** |", block->items[i].name);
		print_cell(stream, block->items[i].text);
		fputc('\n', stream);
	}
}

static void print_columns(const struct table *table, FILE *stream)
{
	fputc('|', stream);
	print_cell(stream, table->names == 1 ? table->column[0].title : "");
	for (size_t i = table->names; i < table->columns; i++)
		print_cell(stream, table->column[i].title);
	fputs("\n|---|", stream);
	for (size_t i = table->names; i < table->columns; i++)
		fputs(table->column[i].left ? "---|" : "---:|", stream);
	fputc('\n', stream);
}

static void print_row(const struct table *table, const struct table_row *row, FILE *stream)
{
	bool cells = row->kind <= ROW_MORE;

	fputc('|', stream);
	if (row->kind == ROW_GROUP && row->name) {
		fputs(" **", stream);
		print(stream, row->name);
		fputs("** |", stream);
	} else {
		print_cell(stream, row->name);
	}
	for (size_t i = table->names; i < table->columns; i++)
		print_cell(stream, cells && i < row->used ? row->cells[i] : NULL);
	fputc('\n', stream);
}

static void print_heading(const char *marks, const char *text, FILE *stream)
{
	fprintf(stream, "%s ", marks);
	print(stream, text);
	fputs("\n", stream);
}

static void print_block(const struct block *block, FILE *stream)
{
	bool headed = block->kind > BLOCK_PARAGRAPH && block->text;

	if (headed) {
		print_heading("###", block->text, stream);
		fputc('\n', stream);
	}
	switch (block->kind) {
	case BLOCK_TITLE:
		print_heading("##", block->text, stream);
		break;
	case BLOCK_HEADING:
		print_heading("###", block->text, stream);
		break;
	case BLOCK_PARAGRAPH:
		print(stream, block->text);
		fputc('\n', stream);
		break;
	case BLOCK_LIST:
		print_list(block, stream);
		break;
	case BLOCK_FACTS:
		print_facts(block, stream);
		break;
	case BLOCK_TABLE:
		print_columns(&block->table, stream);
		for (size_t i = 0; i < block->table.count; i++)
			print_row(&block->table, &block->table.rows[i], stream);
		break;
	case BLOCK_CHART:
	case BLOCK_PICTURE:
		return;
	}
	fputc('\n', stream);
}

int write_markdown(const struct document *document, FILE *stream)
{
	if (document->failed)
		return -ENOMEM;
	for (size_t i = 0; i < document->count; i++)
		print_block(&document->blocks[i], stream);
	return 0;
}
