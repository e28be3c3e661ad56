/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * markdown.c: a story in GitHub-flavoured Markdown.
 */
#include "report/markdown.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/story.h"

#include <string.h>

static void print_list(FILE *stream, const char *heading, const struct lines *lines)
{
	if (!lines->count)
		return;
	fprintf(stream, "### %s\n\n", heading);
	for (size_t i = 0; i < lines->count; i++) {
		fputs("* ", stream);
		markup_markdown(stream, lines->items[i]);
		fputc('\n', stream);
	}
	fputc('\n', stream);
}

static void print_paragraph(FILE *stream, const char *text)
{
	markup_markdown(stream, text);
	fputs("\n\n", stream);
}

static void print_facts(const struct story *story, FILE *stream)
{
	fputs("### How it was measured\n\n| | |\n|---|---|\n", stream);
	for (size_t i = 0; i < story->fact_count; i++) {
		fprintf(stream, "| **%s** | ", story->facts[i].name);
		markup_markdown(stream, story->facts[i].text);
		fputs(" |\n", stream);
	}
	fputc('\n', stream);
}

static void print_cell(FILE *stream, const char *text)
{
	fputc(' ', stream);
	markup_markdown(stream, text);
	fputs(" |", stream);
}

static void print_row(const struct story *story, const struct versus_row *item, FILE *stream)
{
	struct story_cells cells = story_cells(story, item);

	fputc('|', stream);
	print_cell(stream, cells.name.text);
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (story_has_column(story, column))
			print_cell(stream, cells.columns[column].text);
	fputc('\n', stream);
}

static void print_columns(const struct story *story, FILE *stream)
{
	fprintf(stream, "| %s |", story->versus.rows->has_time ? story->versus.rows->unit : "");
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (story_has_column(story, column))
			print_cell(stream, story_column_name(column));
	fputs("\n|---|", stream);
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (story_has_column(story, column))
			fputs(story_is_flush_left(column) ? "---|" : "---:|", stream);
	fputc('\n', stream);
}

static void print_table(const struct story *story, enum story_kind kind, enum outcome outcome,
			FILE *stream)
{
	const struct story_rows *rows = &story->rows[kind][outcome];

	if (!rows->count)
		return;
	fprintf(stream, "### %s\n\n", story_heading(kind, outcome).text);
	print_columns(story, stream);
	for (size_t i = 0; i < rows->count; i++)
		print_row(story, rows->items[i], stream);
	fputc('\n', stream);
}

static void print_tables(const struct story *story, enum story_kind kind, FILE *stream)
{
	for (enum outcome outcome = 0; outcome <= OUTCOME_BETTER; outcome++)
		print_table(story, kind, outcome, stream);
}

static void print_story(const struct story *story, FILE *stream)
{
	fputs("## Performance\n\n", stream);
	print_paragraph(stream, story_subject());
	print_list(stream, "To be known first", &story->alarms);
	print_list(stream, "In short", &story->summary);
	print_tables(story, STORY_ORDINARY, stream);
	if (story_caveat(story))
		print_paragraph(stream, story_caveat(story));
	print_tables(story, STORY_CONSTRUCTED, stream);
	print_list(stream, "Besides (base to patched where they differ)", &story->beside);
	print_list(stream, "The PTE after the touch differs (base to patched)", &story->states);
	print_list(stream, "Cannot be told", &story->unknown);
	print_list(stream, "The same", &story->same);
	print_list(stream, "Not measured", &story->skipped);
	print_facts(story, stream);
	for (size_t i = 0; i < story->terms.count; i++)
		print_paragraph(stream, story->terms.items[i]);
	print_list(stream, "What the rows measure", &story->glossary);
}

int markdown_print(struct report *report, const char *command, FILE *stream)
{
	int err = 0;

	for (size_t side = 1; side < report->sides.count && !err; side++) {
		struct story story;

		err = story_make(&story, report, side, command);
		if (err)
			break;
		print_story(&story, stream);
		story_free(&story);
	}
	return err;
}
