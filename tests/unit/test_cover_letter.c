/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_cover_letter: outcomes, text that is safe in a mail, and text that is safe
 * in a page.
 * links: report stats result base
 */
#include "report/lines.h"
#include "report/mail.h"
#include "report/markup.h"
#include "report/outcome.h"
#include "tests/tap.h"

#include <math.h>
#include <stdlib.h>

static const struct rows exact = { .noiseless = true, .has_time = true };
static const struct rows timed = { .has_time = true };

static struct figure once = { .faults = { 1, 0, 0 } }, twice = { .faults = { 1, 1, 0 } };
static struct figure stray = { .faults = { 1, 0.004, 0 } }, other = { .faults = { 0, 1, 0 } };
static struct figure unknown_faults = { .faults = { (double)NAN, (double)NAN, (double)NAN } };

static struct versus_row row_of(enum verdict verdict, double difference,
				const struct figure *base, const struct figure *patched)
{
	return (struct versus_row){
		.base = base, .patched = patched,
		.figures = { .verdict = verdict, .difference = difference, .percent = difference },
	};
}

static void claim_outcome(enum verdict verdict, double difference, const struct figure *patched,
			  const struct rows *rows, enum outcome wanted, const char *sentence)
{
	struct versus_row item = row_of(verdict, difference, &once, patched);

	claim(outcome_of(&item, rows) == wanted, "%s", sentence);
}

static void outcomes_of_cost(void)
{
	claim_outcome(VERDICT_EXACT, 1, &once, &exact, OUTCOME_WORSE, "one instruction more, exactly, is worse");
	claim_outcome(VERDICT_EXACT, -1, &once, &exact, OUTCOME_BETTER, "one less is better");
	claim_outcome(VERDICT_EXACT, 0, &once, &exact, OUTCOME_SAME, "none is the same");
	claim_outcome(VERDICT_CHANGED, 5, &once, &timed, OUTCOME_WORSE, "what changed upwards is worse");
	claim_outcome(VERDICT_CHANGED, -5, &once, &timed, OUTCOME_BETTER, "what changed downwards is better");
	claim_outcome(VERDICT_SAME, 0.3, &once, &timed, OUTCOME_SAME, "what is equivalent is the same, whatever its estimate");
	claim_outcome(VERDICT_UNSURE, 50, &once, &timed, OUTCOME_UNKNOWN, "what is not sure is not worse, be it ever so large");
	claim_outcome(VERDICT_VARIES, 50, &once, &exact, OUTCOME_UNKNOWN, "nor is what varies between boots");
	claim_outcome(VERDICT_ONE_BOOT, 50, &once, &exact, OUTCOME_UNKNOWN, "nor what one boot shows");
	claim_outcome(VERDICT_NONE, 50, &once, &timed, OUTCOME_SAME, "without times the cost has no say");
}

static void outcomes_of_faults(void)
{
	struct versus_row item = row_of(VERDICT_EXACT, 0, &once, &other);

	claim_outcome(VERDICT_EXACT, -9, &twice, &exact, OUTCOME_WORSE, "more faults are worse, even where the cost is less");
	claim_outcome(VERDICT_UNSURE, 0, &twice, &timed, OUTCOME_WORSE, "and where the cost cannot be told");
	claim_outcome(VERDICT_NONE, 0, &twice, &timed, OUTCOME_WORSE, "and where there are no times");
	claim_outcome(VERDICT_EXACT, 0, &stray, &exact, OUTCOME_WORSE, "on exact, a fault in 250 pages counts");
	claim_outcome(VERDICT_SAME, 0, &stray, &timed, OUTCOME_SAME, "on a timed platform it is a stray one");
	claim_outcome(VERDICT_SAME, 0, &unknown_faults, &timed, OUTCOME_SAME, "faults that are not known differ in nothing");
	claim(outcome_of(&item, &exact) == OUTCOME_MOVED, "as many faults of another kind are neither worse nor better");
	item.patched = &once;
	item.pte_differs = true;
	claim(outcome_of(&item, &exact) == OUTCOME_MOVED, "nor is another PTE");
	item = row_of(VERDICT_EXACT, 0, &twice, &once);
	claim(outcome_of(&item, &exact) == OUTCOME_BETTER, "fewer faults are better");
	item.figures.difference = 1;
	claim(outcome_of(&item, &exact) == OUTCOME_WORSE, "but not where the cost is higher");
}

static void certainty(void)
{
	struct versus_row item = row_of(VERDICT_EXACT, 4, &once, &once);

	claim_near(outcome_least_percent(&item), 4, 0, "a fact is certain by all of it");
	item.figures.percent = (double)NAN;
	claim(isinf(outcome_least_percent(&item)), "more than a base of 0 is more than any bound");
	item = row_of(VERDICT_CHANGED, 4, &once, &once);
	item.figures.estimated = true;
	item.figures.percent_low = 1.5;
	claim_near(outcome_least_percent(&item), 1.5, 0, "an estimate by the lower end of its interval");
	item.figures.percent_low = -0.1;
	claim(outcome_least_percent(&item) > 0, "which is above nothing, for it did change");
	item.figures.low = item.figures.percent_low = (double)NAN;
	claim(outcome_least_percent(&item) > 0 && outcome_least_percent(&item) < 0.001,
	      "also where there is no interval");
	item.figures.verdict = VERDICT_UNSURE;
	claim_near(outcome_least_percent(&item), 0, 0, "and what cannot be told by nothing");
	item = row_of(VERDICT_EXACT, -4, &once, &once);
	claim_near(outcome_least_percent(&item), 0, 0, "nor what costs less");
}

static void digits(void)
{
	struct versus_row item = row_of(VERDICT_EXACT, 4, &once, &once);

	claim_text(outcome_number(&item, 1412.5, false).text, "1412.5", "a fact is told to the last digit");
	claim_text(outcome_number(&item, 0, true).text, "=", "no difference as such");
	item.figures.estimated = true;
	claim_text(outcome_number(&item, 1412.5, true).text, "+1412", "an estimate to four or so");
	claim_text(outcome_number(&item, 0, true).text, "+0.00", "and no difference is an estimate, too");
}

static void constructed(void)
{
	struct result_parameter folio = { "folio", "clean" };
	struct result_run run = { .scenario = "restore_read", .parameters = &folio, .parameter_count = 1 };

	claim(outcome_is_constructed(&run), "a clean folio is constructed");
	folio.value = "dirty";
	claim(!outcome_is_constructed(&run), "a dirty one is not");
	run.parameter_count = 0;
	claim(!outcome_is_constructed(&run), "nor is none");
}

static char *printed(void (*print)(FILE *stream, const char *text), const char *text)
{
	char *result = NULL;
	size_t size;
	FILE *stream = open_memstream(&result, &size);

	print(stream, text);
	fclose(stream);
	return result;
}

static void claim_printed(void (*print)(FILE *stream, const char *text), const char *text,
			  const char *wanted, const char *sentence)
{
	char *seen = printed(print, text);

	claim_text(seen, wanted, sentence);
	free(seen);
}

static void fill(FILE *stream, const char *text)
{
	mail_fill(stream, "  * ", text);
}

static size_t widest(const char *text)
{
	size_t most = 0, length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		most = length > most ? length : most;
	}
	return most;
}

static void mails(void)
{
	char word[400], *text;

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	text = printed(fill, word);
	claim(widest(text) == MAIL_WIDTH && !strncmp(text, "  * xxx", 7),
	      "a word that is longer than a line is cut, and keeps its head");
	free(text);
	text = printed(mail_print, word);
	claim(widest(text) == MAIL_WIDTH, "also by the last pass");
	free(text);
	claim_printed(fill, "", "  * \n", "nothing is a line of its own");
	claim_printed(mail_print, "J\xc3\xb6rg \xe2\x86\x92 x\n", "J?rg ? x\n", "a character beyond ASCII is one question mark");
	claim_printed(mail_print, "a\tb  \n\nc\x01", "a b\n\nc?\n", "no tabs, no blanks at ends, no control characters");
	claim_printed(mail_print, "\xc3", "?\n", "half a character does no harm");
}

static void pages(void)
{
	claim_printed(markup_html, "<script>alert('1')</script> & \"x\"",
		      "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;", "no character of a text is HTML");
	claim_printed(markup_html, "1 -> 2", "1 \xe2\x86\x92 2", "an arrow is one character");
	claim_printed(markup_html, "J\xc3\xb6rg \xe2\x86 \xb6 \xc3", "J\xc3\xb6rg ?? ? ?", "a character that was cut is none");
	claim_printed(markup_markdown, "a|b `c` [d](e) <img> *f* $g$ @h \\",
		      "a\\|b \\`c\\` \\[d\\](e) &lt;img&gt; \\*f\\* \\$g\\$ \\@h \\\\", "nor Markdown, nor does it end a cell");
	claim_printed(markup_markdown, "soft_dirty_write _x_", "soft_dirty_write \\_x\\_", "within a word an underscore stays as it is");
}

static void lists(void)
{
	struct lines lines = { 0 };

	for (int i = 0; i < 9; i++)
		lines_add(&lines, "line %d", i);
	claim(lines.count == 9 && !lines.failed, "lines are added");
	claim_text(lines.items[8], "line 8", "each as printed");
	lines_free(&lines);
	claim(!lines.count && !lines.items, "and freed");
}

int main(void)
{
	outcomes_of_cost();
	outcomes_of_faults();
	certainty();
	digits();
	constructed();
	mails();
	pages();
	lists();
	return claims_done();
}
