/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_report: numbers, paragraphs, tables and warnings as they are printed.
 * links: report stats result base
 */
#include "report/rows.h"
#include "report/table.h"
#include "report/text.h"
#include "report/warnings.h"
#include "tests/tap.h"

#include <stdlib.h>

static void numbers(void)
{
	claim_text(text_number(1412.0).text, "1412", "a whole number has no fraction");
	claim_text(text_number(1412.5).text, "1412.5", "half an instruction is not rounded away");
	claim_text(text_number(0.0625).text, "0.062", "less than one has three digits");
	claim_text(text_number((double)NAN).text, "-", "what is not known is no number");
	claim_text(text_difference(37.0).text, "+37", "a difference has its sign");
	claim_text(text_difference(-778.0).text, "-778", "also below zero");
	claim_text(text_difference(0.0).text, "=", "no difference is marked as such");
	claim_text(text_percent(2.62).text, "+2.6", "per cent have one digit");
	claim_text(text_percent(-0.031).text, "-0.03", "or two where one would say zero");
	claim_text(text_percent((double)NAN).text, "-", "per cent of zero are not known");
}

static void proofs(void)
{
	struct result_state states[] = { { "present write dirty young soft-dirty", 250 },
					 { "present young uffd-wp", 6 } };
	struct figure figure = { .after = states, .after_count = 1 };

	claim_text(text_faults(&(struct faults){ 1, 1, 0 }).text, "1+1", "faults: restore and extra write");
	claim_text(text_faults(&(struct faults){ 0, 0, 1 }).text, "0+0+1", "others where there are any");
	claim_text(text_faults(&(struct faults){ 1.0 + 1.0 / 256, 0, 0 }).text, "1.004+0", "one stray fault is seen");
	claim_text(text_pte(&figure).text, "wdys-", "a present PTE is five letters");
	figure.after_count = 2;
	claim_text(text_pte(&figure).text, "mixed", "pages that disagree are mixed");
	claim_text(text_pte_counts(&figure).text, "250 wdys-, 6 --y-u", "and counted");
	states[0].words = "present dirty";
	figure.after_count = 1;
	claim_text(text_pte(&figure).text, "-d---", "a clean word inside another is not mistaken for it");
	states[0].words = "present soft-dirty";
	claim_text(text_pte(&figure).text, "---s-", "soft-dirty is not dirty");
	states[0].words = "exclusive write";
	claim_text(text_pte(&figure).text, "excl", "an exclusive entry is called so");
	figure.after_count = 0;
	claim_text(text_pte(&figure).text, "-", "without the module nothing is known");
}

static char *printed(void (*print)(FILE *stream))
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	print(stream);
	fclose(stream);
	return text;
}

static void print_paragraph(FILE *stream)
{
	text_wrap(stream, "head  ", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen");
}

static void print_long_word(FILE *stream)
{
	text_wrap(stream, "", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 end");
}

static void print_table(FILE *stream)
{
	struct table table = { 0 };

	table_column(&table, true);
	table_column(&table, false);
	table_column(&table, true);
	table_cell(&table, "name");
	table_cell(&table, "n");
	table_cell(&table, "note");
	table_line(&table, "across");
	table_cell(&table, "a");
	table_cell(&table, "100");
	table_cell(&table, "%s", "");
	table_print(&table, stream);
	table_free(&table);
}

static void layout(void)
{
	char *text = printed(print_paragraph);

	claim_text(text, "head  one two three four five six seven eight nine ten eleven twelve thirteen\n"
		   "      fourteen\n", "a paragraph is wrapped under its head");
	free(text);
	text = printed(print_long_word);
	claim(!strncmp(text, "01234567890", 11) && strstr(text, "6789\nend\n"),
	      "a word that is longer than a line stays in one piece");
	free(text);
	text = printed(print_table);
	claim_text(text, "name   n note\nacross\na    100\n", "columns line up, and no line ends in blanks");
	free(text);
}

static void warnings_of_runs(void)
{
	struct warnings warnings = { 0 };

	claim(!warnings_add(&warnings, WARNING_CUT, "a.jsonl") &&
	      !warnings_add(&warnings, WARNING_CUT, "a.jsonl") && warnings.count == 1,
	      "the same warning is given once");
	warnings_add(&warnings, WARNING_CUT, "b.jsonl");
	claim(warnings.count == 2, "and again for another file");
	claim(warnings_has(&warnings, WARNING_CUT) && !warnings_has(&warnings, WARNING_VARIES),
	      "warnings are known by kind");
	warnings_cut(&warnings, 1);
	claim(warnings.count == 1, "the later ones can be forgotten");
	warnings_free(&warnings);
}

static bool has_heading(const char *text)
{
	char line[256], heading[256];
	bool found = false;
	FILE *file = fopen("docs/warnings.md", "r");

	snprintf(heading, sizeof(heading), "## %s\n", text);
	while (file && !found && fgets(line, sizeof(line), file))
		found = !strcmp(line, heading);
	if (file)
		fclose(file);
	return found;
}

static void headings(void)
{
	for (enum warning_kind kind = 0; kind < WARNING_KINDS; kind++)
		if (kind != WARNING_OF_FILE)
			claim(has_heading(warning_text(kind)),
			      "docs/warnings.md explains \"%s\"", warning_text(kind));
}

int main(void)
{
	numbers();
	proofs();
	layout();
	warnings_of_runs();
	headings();
	return claims_done();
}
