/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_report: numbers, paragraphs, tables and warnings as they are printed.
 * links: report stats result base
 */
#include "report/labels.h"
#include "report/outcome.h"
#include "report/quantities.h"
#include "report/rows.h"
#include "report/table.h"
#include "report/text.h"
#include "report/warnings.h"
#include "tests/tap.h"

#include <math.h>
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

static struct result_fact facts[] = { { "stolen_ticks_per_page", 200, true }, { "trips_per_second", 5, true },
				      { "refused", 0, false } };
static struct weighted gaps[] = { { 100, 1 }, { 200, 1 }, { 300, 1 } };
static struct result_series series = { "gap", true, gaps, 3 };
static struct result_parameter bystanders = { "bystanders", "2" };

static void quantities(void)
{
	struct result result = { .header = { .unit = "ns", .timer_hz = 2000000000 } };
	struct result_trial trial = {
		.run = { .parameters = &bystanders, .parameter_count = 1 }, .touched_pages = 10,
		.tlb_ipis = 20, .spinning = 2, .facts = facts, .fact_count = 3, .series = &series,
		.series_count = 1,
	};
	const struct result_trial *trials[] = { &trial, &trial };
	const struct quantity_trials boot = { &result, trials, 2 };
	struct quantities all = { 0 };

	if (!claim(!quantities_add(&all, &boot), "a boot's quantities are added"))
		return;
	claim_near(quantity_value(quantities_find(&all, QUANTITY_IPIS)), 2, 0, "IPIs are per page");
	claim_near(quantity_value(quantities_find(&all, QUANTITY_IPIS_EACH)), 1, 0, "and per page and bystander");
	claim_near(quantity_value(quantities_find(&all, "stolen_ticks_per_page")), 100, 0, "ticks become the file's unit");
	claim_near(quantity_value(quantities_find(&all, "trips_per_second")), 5, 0, "a rate does not");
	claim_near(quantity_value(quantities_find(&all, "gap_p50")), 100, 0, "a series has its median");
	claim_near(quantity_value(quantities_find(&all, "gap_max")), 150, 0, "and its longest");
	claim(!quantities_find(&all, "gap") && isnan(quantity_value(NULL)), "what is not there is not known");
	trial.tlb_ipis = 40;
	claim(!quantities_add(&all, &boot) &&
	      quantities_find(&all, QUANTITY_IPIS)->boots.count == 2, "a second boot is a second value");
	claim_near(quantity_value(quantities_find(&all, QUANTITY_IPIS)), 3, 0, "and the figure is their median");
	quantities_free(&all);
	trial.tlb_ipis = RESULT_UNKNOWN;
	claim(!quantities_add(&all, &boot) && !quantities_find(&all, QUANTITY_IPIS),
	      "IPIs that nobody counted are not none");
	quantities_free(&all);
	trial.tlb_ipis = trial.spinning = 0;
	trial.run.parameter_count = 0;
	claim(!quantities_add(&all, &boot) && !quantities_find(&all, QUANTITY_IPIS),
	      "of a row without bystanders no IPIs go without saying");
	quantities_free(&all);
}

static struct result_parameter of_rows[][2] = {
	{ { "bystander", "spinning" }, { "bystanders", "1" } },
	{ { "bystander", "spinning" }, { "bystanders", "2" } },
	{ { "bystander", "asleep" }, { "bystanders", "1" } },
	{ { "bystander", "spinning" }, { "bystanders", "1" } },
};

static void names(void)
{
	static const char *const scenarios[] = { "take", "take", "take", "give" };
	struct result_run runs[4];
	struct row items[4] = { 0 };
	struct rows rows = { .items = items, .count = 4 };
	struct labels labels;

	for (size_t i = 0; i < 4; i++) {
		runs[i] = (struct result_run){ .scenario = scenarios[i], .parameters = of_rows[i], .parameter_count = 2 };
		items[i].run = &runs[i];
	}
	labels_choose(&labels, &rows);
	claim_text(labels.unsaid, "bystander=spinning bystanders=1", "what most rows have is said once");
	claim_text(labels_name(&labels, &runs[0]).text, "take (bystanders=1)", "a number that varies is always said");
	claim_text(labels_name(&labels, &runs[2]).text, "take (bystander=asleep bystanders=1)", "so is an unusual word");
	claim_text(labels_name(&labels, &runs[3]).text, "give", "what a scenario's rows share with most is not");
}

static struct versus_row ipis_row(struct figure *base, struct figure *patched)
{
	return (struct versus_row){ .base = base, .patched = patched, .ipis_differ = true,
				    .figures = { .verdict = VERDICT_NONE } };
}

static void outcomes(void)
{
	double two[] = { 2 }, three[] = { 3 };
	struct quantity of_two = { .name = QUANTITY_IPIS, .boots = { two, 1 } };
	struct quantity of_three = { .name = QUANTITY_IPIS, .boots = { three, 1 } };
	struct figure few = { .quantities = { &of_two, 1 } }, many = { .quantities = { &of_three, 1 } };
	struct rows rows = { 0 };
	struct versus_row item = ipis_row(&few, &many);

	claim(outcome_of(&item, &rows) == OUTCOME_WORSE, "more IPIs are worse");
	item = ipis_row(&many, &few);
	claim(outcome_of(&item, &rows) == OUTCOME_BETTER, "fewer are better");
	item.ipis_differ = false;
	claim(outcome_of(&item, &rows) == OUTCOME_SAME, "what may be chance is neither");
	few.faults.other = 0.4;
	claim(outcome_of(&item, &rows) == OUTCOME_WORSE, "more faults are worse");
	few.maybe_faults = 1;
	claim(outcome_of(&item, &rows) == OUTCOME_SAME, "but not where CPUs race for them");
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
	quantities();
	names();
	outcomes();
	return claims_done();
}
