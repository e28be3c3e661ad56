/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_doc: numbers, states, layout, and text that is safe in a terminal, a mail and a page.
 * links: doc model stats result base
 */
#include "doc/columns.h"
#include "doc/document.h"
#include "tests/tap.h"

#include <math.h>
#include <stdlib.h>

static void numbers(void)
{
	struct diff_row item = { .cost = { .verdict = VERDICT_EXACT } };

	claim_text(format_number(1412.0).text, "1412", "a whole number has no fraction");
	claim_text(format_number(1412.5).text, "1412.5", "half an instruction is not rounded away");
	claim_text(format_number(0.0625).text, "0.062", "less than one has three digits");
	claim_text(format_number((double)NAN).text, "-", "what is not known is no number");
	claim_text(format_number(1.7e308).text, "1.7e+308", "a huge number fits a column");
	claim_text(format_number((double)INFINITY).text, "too large", "none is printed as inf");
	claim_text(format_estimate(-(double)INFINITY, true).text, "too large", "nor an estimate");
	claim_text(format_percent((double)INFINITY).text, "too large", "nor per cent");
	claim_text(format_difference(37.0).text, "+37", "a difference has its sign");
	claim_text(format_difference(-778.0).text, "-778", "also below zero");
	claim_text(format_difference(0.0).text, "=", "no difference is marked as such");
	claim_text(format_percent(2.62).text, "+2.6", "per cent have one digit");
	claim_text(format_percent(-0.031).text, "-0.03", "or two where one would say zero");
	claim_text(format_percent((double)NAN).text, "-", "per cent of zero are not known");
	claim_text(format_cost(&item, 1412.5, false).text, "1412.5", "a fact has all its digits");
	claim_text(format_cost(&item, 0, true).text, "=", "no difference as such");
	item.cost.estimated = true;
	claim_text(format_cost(&item, 1412.5, true).text, "+1412", "an estimate has four or so");
	claim_text(format_cost(&item, 0, true).text, "+0.00",
		   "and no difference is an estimate as well");
}

static void proofs(void)
{
	struct result_state states[] = { { "present write dirty young soft-dirty", 250 },
					 { "present young uffd-wp", 6 } };
	struct figure figure = { .after = states, .after_count = 1 };

	claim_text(format_faults(&(struct faults){ 1, 1, 0 }).text, "1+1",
		   "faults: restore and extra write");
	claim_text(format_faults(&(struct faults){ 0, 0, 1 }).text, "0+0+1",
		   "others where there are any");
	claim_text(format_faults(&(struct faults){ 1.0 + 1.0 / 256, 0, 0 }).text, "1.004+0",
		   "one stray fault is seen");
	claim_text(format_pte(&figure).text, "wdys-", "a present PTE is five letters");
	figure.after_count = 2;
	claim_text(format_pte(&figure).text, "mixed", "pages that disagree are mixed");
	claim_text(format_pte_counts(&figure).text, "250 wdys-, 6 --y-u", "and counted");
	states[0].words = "present soft-dirty";
	figure.after_count = 1;
	claim_text(format_pte(&figure).text, "---s-", "soft-dirty is not dirty");
	states[0].words = "exclusive write";
	claim_text(format_pte(&figure).text, "excl", "an exclusive entry is called so");
	figure.after_count = 0;
	claim_text(format_pte(&figure).text, "-", "without the module nothing is known");
}

typedef int (*writer_fn)(const struct document *document, FILE *stream);

static char *written(const struct document *document, writer_fn writer)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	writer(document, stream);
	fclose(stream);
	return text;
}

static void claim_written(const struct document *document, writer_fn writer, const char *wanted,
			  const char *sentence)
{
	char *text = written(document, writer);

	claim_text(text, wanted, sentence);
	free(text);
}

static void tables(void)
{
	struct document document = { 0 };
	struct table *table = document_table(&document, NULL);

	table->names = 1;
	table_column(&document, table, true, 0, "name");
	table_column(&document, table, false, 0, "n");
	table_column(&document, table, true, 0, "note");
	table_row(&document, table, ROW_GROUP, "group");
	table_row(&document, table, ROW_CELLS, "a");
	table_cell(&document, table, "a");
	table_cell(&document, table, "100");
	table_cell(&document, table, "%s", "");
	table_row(&document, table, ROW_NOTE, "a note");
	claim_written(&document, write_text, "name   n note\n\ngroup:\na    100\n    a note\n",
		      "columns line up, and no line ends in blanks");
	claim_written(&document, write_markdown,
		      "| name | n | note |\n|---|---:|---|\n| **group** |  |  |\n| a | 100 |  |\n"
		      "| a note |  |  |\n\n", "in Markdown each line has as many cells");
	table->names_above = true;
	claim_written(&document, write_text, "      n note\n\ngroup:\na\n    100\n    a note\n",
		      "a name may have a line of its own");
	document_free(&document);
}

/* A release manager has more kernels than a page has room. */
static void wide_table(void)
{
	struct document document = { 0 };
	struct table *table = document_table(&document, NULL);
	char *text;

	table->bare = table->wide = true;
	for (int i = 0; i < 1000; i++)
		table_column(&document, table, false, 0, NULL);
	table_row(&document, table, ROW_CELLS, "a");
	for (int i = 0; i < 1000; i++)
		table_cell(&document, table, "7");
	text = written(&document, write_text);
	claim(strlen(text) == 2000 && !document.failed, "a table has any number of columns");
	free(text);
	table_column(&document, table, false, 0, NULL);
	claim(document.failed, "which come before its rows");
	document_free(&document);
}

static void paragraphs(void)
{
	struct document document = { 0 };
	char word[120], *text;

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	document_facts(&document, NULL);
	document_item(&document, "head", "one two three four five six seven eight nine ten eleven "
		      "twelve thirteen fourteen");
	claim_written(&document, write_text, "head      one two three four five six seven eight nine "
		      "ten eleven twelve\n          thirteen fourteen\n",
		      "a fact is wrapped beside its name");
	document_free(&document);
	document_paragraph(&document, "%s end", word);
	text = written(&document, write_text);
	claim(!strncmp(text, word, 119) && !strcmp(text + 119, "\nend\n"),
	      "a word that is longer than a line stays in one piece");
	free(text);
	text = written(&document, write_letter);
	claim(strcspn(text, "\n") == MAIL_WIDTH, "in a mail it is broken");
	free(text);
	document_free(&document);
}

static void claim_safe(const char *raw, const char *wanted, const char *sentence)
{
	struct document document = { 0 };

	document_paragraph(&document, "%s", raw);
	claim_text(document.blocks[0].text, wanted, sentence);
	document_free(&document);
}

static void hostile_texts(void)
{
	struct document document = { 0 };

	claim_safe("a\033[31mb\ta\nc", "a\\x1b[31mb\\x09a\\x0ac", "control characters reach no terminal");
	claim_safe("a\xc2\x9b" "b\xc2\x85", "a\\u009bb\\u0085", "nor do those of C1");
	claim_safe("a\xe2\x80\xae" "b\xe2\x81\xa6", "a\\u202eb\\u2066", "nor what turns the direction of text");
	claim_safe("a\xe2\x80\xa8" "b\xe2\x80\xa9", "a\\u2028b\\u2029", "nor separators of lines");
	claim_safe("J\xc3\xb6rg \xe2\x86\x92 \xf0\x9f\x90\xa7", "J\xc3\xb6rg \xe2\x86\x92 \xf0\x9f\x90\xa7",
		   "other characters stay");
	claim_safe("\xc3 \xff \xc0\xaf", "\\xc3 \\xff \\xc0\\xaf", "what is no UTF-8 does not");
	document_paragraph(&document, "<script>alert('1')</script> & \"x\" a -> b |c| *d* `e` \xc2\x9b");
	claim_written(&document, write_markdown,
		      "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot; a "
		      "\xe2\x86\x92 b \\|c\\| \\*d\\* \\`e\\` \\\\u009b\n\n",
		      "no character of a text is markup of Markdown");
	document_free(&document);
	document_paragraph(&document, "J\xc3\xb6rg \xe2\x86\x92 soft_dirty_write");
	claim_written(&document, write_letter, "J?rg ? soft_dirty_write\n", "a mail is ASCII");
	claim_written(&document, write_markdown,
		      "J\xc3\xb6rg \xe2\x86\x92 soft_dirty_write\n\n",
		      "within a word an underscore stays as it is");
	document_free(&document);
}

int main(void)
{
	numbers();
	proofs();
	tables();
	wide_table();
	paragraphs();
	hostile_texts();
	return claims_done();
}
