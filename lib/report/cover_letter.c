/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cover_letter.c: a story as plain text.
 */
#include "report/cover_letter.h"
#include "report/mail.h"
#include "report/report.h"
#include "report/story.h"
#include "report/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where figures begin below a name. */
#define INDENT "                    "

struct letter {
	const struct story *story;
	FILE *stream;
	bool columns[STORY_COLUMNS];	/* which ones the tables have */
	bool named_above;		/* a row's name has a line of its own, with its faults */
};

static void print_list(FILE *stream, const char *heading, const struct lines *lines)
{
	if (!lines->count)
		return;
	mail_fill(stream, "", heading);
	for (size_t i = 0; i < lines->count; i++)
		mail_fill(stream, "  * ", lines->items[i]);
	fputc('\n', stream);
}

static void print_paragraphs(FILE *stream, const struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		mail_fill(stream, "", lines->items[i]);
		fputc('\n', stream);
	}
}

static void print_facts(const struct story *story, FILE *stream)
{
	char head[16];

	for (size_t i = 0; i < story->fact_count; i++) {
		snprintf(head, sizeof(head), "  %-9s", story->facts[i].name);
		mail_fill(stream, head, story->facts[i].text);
	}
	fputc('\n', stream);
}

static bool has_column(const struct letter *letter, enum story_column column)
{
	return letter->columns[column] && !(letter->named_above && story_is_flush_left(column));
}

static void begin_table(const struct letter *letter, struct table *table, const char *heading)
{
	table_column(table, true);
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (has_column(letter, column))
			table_column(table, story_is_flush_left(column));
	table_cell(table, "%s", letter->named_above ? INDENT : heading);
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (has_column(letter, column))
			table_cell(table, " %s", story_column_name(column));
}

static void add_row(const struct letter *letter, struct table *table, const struct versus_row *item)
{
	struct story_cells cells = story_cells(letter->story, item);
	const char *faults = cells.columns[STORY_FAULTS].text, *ipis = cells.columns[STORY_IPIS].text;

	/* One line for the name, so that it is seldom too long, and one for what differs besides. */
	if (letter->named_above)
		table_line(table, "  %s%s%s", cells.name.text, *faults ? ", faults per page " : "", faults);
	if (letter->named_above && *ipis)
		table_line(table, "    TLB-flush IPIs per page %s", ipis);
	table_cell(table, "  %s", letter->named_above ? "" : cells.name.text);
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (has_column(letter, column))
			table_cell(table, "%s%s", *cells.columns[column].text ? " " : "",
				   cells.columns[column].text);
}

static void build(const struct letter *letter, struct table *table, enum story_kind kind,
		  enum outcome outcome)
{
	const struct story_rows *rows = &letter->story->rows[kind][outcome];
	char heading[128];

	snprintf(heading, sizeof(heading), "%s:", story_heading(kind, outcome).text);
	if (letter->named_above)
		table_line(table, "%s", heading);
	begin_table(letter, table, heading);
	for (size_t i = 0; i < rows->count; i++)
		add_row(letter, table, rows->items[i]);
}

/* True if a table with names in a column would be too wide. */
static bool is_too_wide(struct letter *letter)
{
	bool wide = false;

	for (enum story_kind kind = 0; kind < STORY_KINDS; kind++) {
		for (enum outcome outcome = 0; outcome <= OUTCOME_BETTER; outcome++) {
			struct table table = { 0 };

			build(letter, &table, kind, outcome);
			wide |= table_width(&table) > MAIL_WIDTH;
			table_free(&table);
		}
	}
	return wide;
}

static int print_tables(struct letter *letter, enum story_kind kind)
{
	int err = 0;

	for (enum outcome outcome = 0; outcome <= OUTCOME_BETTER && !err; outcome++) {
		struct table table = { 0 };

		if (!letter->story->rows[kind][outcome].count)
			continue;
		build(letter, &table, kind, outcome);
		err = table_print(&table, letter->stream);
		table_free(&table);
		fputc('\n', letter->stream);
	}
	return err;
}

static int print_all_tables(const struct story *story, FILE *stream)
{
	struct letter letter = { .story = story, .stream = stream };
	int err;

	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		letter.columns[column] = story_has_column(story, column);
	letter.named_above = is_too_wide(&letter);
	err = print_tables(&letter, STORY_ORDINARY);
	if (!err && story_caveat(story)) {
		mail_fill(stream, "", story_caveat(story));
		fputc('\n', stream);
		err = print_tables(&letter, STORY_CONSTRUCTED);
	}
	return err;
}

int cover_letter_story(const struct story *story, FILE *stream)
{
	int err;

	fprintf(stream, "Performance\n===========\n\n");
	mail_fill(stream, "", story_subject());
	fputc('\n', stream);
	print_list(stream, "To be known first:", &story->alarms);
	print_facts(story, stream);
	print_paragraphs(stream, &story->terms);
	print_list(stream, "In short:", &story->summary);
	err = print_all_tables(story, stream);
	print_list(stream, "Besides (base -> patched where they differ):", &story->beside);
	print_list(stream, "The PTE after the touch differs (base -> patched):", &story->states);
	print_list(stream, story_has_doubts(story) ? "Cannot be told (the question marks above):" :
		   "Cannot be told:", &story->unknown);
	print_paragraphs(stream, &story->same);
	print_list(stream, "Not measured:", &story->skipped);
	print_list(stream, "What the rows measure:", &story->glossary);
	return err;
}

static int print_side(struct report *report, size_t side, const char *command, FILE *stream)
{
	char *text = NULL;
	size_t size;
	struct story story;
	FILE *memory;
	int err = story_make(&story, report, side, command);

	if (err)
		return err;
	memory = open_memstream(&text, &size);
	err = memory ? cover_letter_story(&story, memory) : -ENOMEM;
	if (memory && fclose(memory) && !err)
		err = -ENOMEM;
	if (!err)
		mail_print(stream, text);
	free(text);
	story_free(&story);
	return err;
}

int cover_letter_print(struct report *report, const char *command, FILE *stream)
{
	int err = 0;

	for (size_t side = 1; side < report->sides.count && !err; side++)
		err = print_side(report, side, command, stream);
	return err;
}
