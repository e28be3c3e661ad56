/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * document.h: a report as blocks: headings, paragraphs, lists, facts, tables, charts and pictures.
 *
 * Builders fill it from a model; writers know nothing but blocks. Texts may hold anything
 * that a result file does: each writer escapes them. Without memory nothing is lost
 * silently: the document is marked as failed, and no writer writes it.
 */
#ifndef DOC_DOCUMENT_H
#define DOC_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum block_kind {
	BLOCK_TITLE,
	BLOCK_HEADING,
	BLOCK_PARAGRAPH,
	BLOCK_LIST,		/* of items, some with a name */
	BLOCK_FACTS,		/* of items with a name each */
	BLOCK_TABLE,
	BLOCK_CHART,
	BLOCK_PICTURE,		/* an SVG of its own; @text says what it is */
};

enum block_style {
	STYLE_PLAIN,
	STYLE_ALARM,		/* to be read first */
	STYLE_SUMMARY,		/* what all of it comes to */
};

/* What a terminal shows in colour; all other writers leave it out. */
enum tone { TONE_NONE, TONE_WORSE, TONE_BETTER };

/* Of a list or of facts: "Worse: 3 rows ..."; a list's may have no name. */
struct item {
	char *name, *text;
	enum tone tone;
};

enum row_kind {
	ROW_CELLS,
	ROW_MORE,	/* cells that go on where those above end, such as patched's below base's */
	ROW_GROUP,	/* a heading for the rows below it */
	ROW_NOTE,	/* text about the row above it */
};

struct table_row {
	enum row_kind kind;
	enum tone tone;		/* of this and all rows up to the next ROW_GROUP, or one with another */
	char *name;		/* of ROW_CELLS: the whole name, where it has a line of its own */
	char **cells;		/* one for each column; NULL behind the first @used */
	size_t used;
};

/* The first @names columns tell a row from others; they are flush left, figures flush right. */
struct table {
	size_t columns, names;
	struct table_column {
		char *title;
		bool left;
		size_t space;	/* blanks before it, besides those between all columns */
		size_t width;	/* of its widest cell, as the text writer measures it */
	} *column;
	bool names_above;	/* in text each name has a line of its own, always */
	bool names_last;	/* in text names stand behind their figures */
	bool wide;		/* in text it may be wider than a line */
	bool bare;		/* no line of titles */
	size_t gap;		/* blanks between columns in text */
	struct table_row *rows;
	size_t count;
};

/* A part of a bar: which colour, from where the last one ended. */
enum colour { COLOUR_BASE, COLOUR_PATCHED, COLOUR_EXTRA, COLOUR_OTHER, COLOURS };

struct bar {
	const char *who;		/* in text: "b", or the name of a kernel */
	struct { enum colour colour; double length; } parts[3];
	size_t part_count;
	double least, most;		/* a line from here to there, if @most is more */
	char *text;			/* behind the bar */
};

struct chart_row {
	const char *group;		/* a heading where it is another than that of the row above */
	char *name, *detail;		/* the scenario, and its parameters */
	bool same;			/* both bars are one */
	struct bar *bars;
	size_t bar_count;
};

struct chart {
	char *title, *unit;		/* of a text, and of a page */
	double unit_width;		/* in text: characters for one unit; 0: as many as fit */
	const char *keys[COLOURS];	/* what colours mean; NULL: not used */
	const char *letters;		/* one for each colour, in text */
	struct chart_row *rows;
	size_t count;
};

struct block {
	enum block_kind kind;
	enum block_style style;
	char *text;			/* heading or paragraph; NULL: none */
	struct item *items;
	size_t count;
	struct table table;
	struct chart chart;
	char *picture;
	size_t picture_size;
};

struct document {
	struct block *blocks;
	size_t count;
	char *title;			/* of a page */
	bool colour;			/* in text */
	bool tight;			/* in text no empty lines between blocks */
	bool failed;
};

/* Each adds a block; what is added to it next goes into it. @format may be NULL for none. */
void document_title(struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void document_heading(struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void document_paragraph(struct document *document, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void document_list(struct document *document, enum block_style style, const char *heading);
void document_facts(struct document *document, const char *heading);

/* An item of the list or of the facts that were begun last; @name may be NULL in a list. */
void document_item(struct document *document, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The tone of the item, or of the row of a table, that was added last. */
void document_tone(struct document *document, enum tone tone);

/* The table or chart is empty, and valid until the next block; NULL without memory. */
struct table *document_table(struct document *document, const char *heading);
struct chart *document_chart(struct document *document, const char *heading);

/* @picture is taken over, also on failure. */
void document_picture(struct document *document, char *picture, size_t size, const char *what);

/* Removes the last block if it is a list, a table or a chart without anything in it. */
void document_drop_empty(struct document *document);

void document_free(struct document *document);

/* All take a NULL @table, and mark the document as failed without memory. Columns come first. */
void table_column(struct document *document, struct table *table, bool left, size_t space,
		  const char *title);
void table_row(struct document *document, struct table *table, enum row_kind kind,
	       const char *name);
void table_cell(struct document *document, struct table *table, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* All return NULL without memory, and take NULL. */
struct chart_row *chart_row(struct document *document, struct chart *chart, const char *group,
			    const char *name, const char *detail);
struct bar *chart_bar(struct document *document, struct chart_row *row, const char *who,
		      const char *text);
void bar_part(struct bar *bar, enum colour colour, double length);
double bar_length(const struct bar *bar);	/* of all its parts; takes no NULL */

/* The writers. Each returns 0, -ENOMEM for a document that failed, or -errno. */
int write_text(const struct document *document, FILE *stream);
int write_letter(const struct document *document, FILE *stream);
int write_markdown(const struct document *document, FILE *stream);
int write_html(const struct document *document, FILE *stream);

/* Parts of writers of plain text. */
enum { TEXT_WIDTH = 78, MAIL_WIDTH = 72 };

/* Characters of @text, of which one in UTF-8 has several bytes. */
size_t text_columns(const char *text);

/*
 * Prints @text in lines of at most @width columns: the first begins with @head, the
 * others with as many blanks. A word that is longer than a line stays in one piece.
 */
void text_wrap(FILE *stream, size_t width, const char *head, const char *text);

/* Prints all of @document in lines of at most @width columns. */
void write_plain(const struct document *document, size_t width, FILE *stream);

/* Parts of writers. Bars of letters for a terminal or a mail; a table of bars for a page. */
void write_bars(const struct chart *chart, size_t width, FILE *stream);
void write_html_chart(const struct chart *chart, FILE *stream);

#endif /* DOC_DOCUMENT_H */
