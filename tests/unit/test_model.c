/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_model: outcomes of rows, the barrier, quantities, names and diagnostics.
 * links: doc model stats result base
 */
#include "doc/builders.h"
#include "doc/format.h"
#include "model/model.h"
#include "tests/tap.h"

#include <math.h>
#include <stdlib.h>

static const struct rows exact = { .noiseless = true, .has_time = true };
static const struct rows timed = { .has_time = true };

static struct figure once = { .faults = { 1, 0, 0 } }, twice = { .faults = { 1, 1, 0 } };
static struct figure stray = { .faults = { 1, 0.004, 0 } }, other = { .faults = { 0, 1, 0 } };
static struct figure ordinary = { .faults = { 1, 0, 1 } };
static struct figure unknown_faults = {
	.faults = { (double)NAN, (double)NAN, (double)NAN },
};

static struct diff_row row_of(enum verdict verdict, double difference, const struct figure *base,
			      const struct figure *patched, const struct rows *rows)
{
	struct diff_row item = {
		.base = base, .patched = patched,
		.cost = { .verdict = verdict, .difference = difference, .percent = difference },
	};

	item.outcome = diff_outcome(&item, rows);
	return item;
}

static void claim_outcome(enum verdict verdict, double difference, const struct figure *patched,
			  const struct rows *rows, enum outcome_class wanted, const char *sentence)
{
	struct diff_row item = row_of(verdict, difference, &once, patched, rows);

	claim(item.outcome.class == wanted, "%s", sentence);
}

static void outcomes_of_cost(void)
{
	claim_outcome(VERDICT_EXACT, 1, &once, &exact, OUTCOME_WORSE,
		      "one instruction more, exactly, is worse");
	claim_outcome(VERDICT_EXACT, -1, &once, &exact, OUTCOME_BETTER, "one less is better");
	claim_outcome(VERDICT_EXACT, 0, &once, &exact, OUTCOME_SAME, "none is the same");
	claim_outcome(VERDICT_CHANGED, 5, &once, &timed, OUTCOME_WORSE,
		      "what changed upwards is worse");
	claim_outcome(VERDICT_CHANGED, -5, &once, &timed, OUTCOME_BETTER,
		      "what changed downwards is better");
	claim_outcome(VERDICT_SAME, 0.3, &once, &timed, OUTCOME_SAME,
		      "what is equivalent is the same, whatever its estimate");
	claim_outcome(VERDICT_UNSURE, 50, &once, &timed, OUTCOME_INCONCLUSIVE,
		      "what is not sure is not worse, be it ever so large");
	claim_outcome(VERDICT_VARIES, 50, &once, &exact, OUTCOME_INCONCLUSIVE,
		      "nor is what varies between boots");
	claim_outcome(VERDICT_ONE_BOOT, 50, &once, &exact, OUTCOME_INCONCLUSIVE,
		      "nor what one boot shows");
	claim_outcome(VERDICT_NONE, 50, &once, &timed, OUTCOME_SAME,
		      "without times the cost has no say");
}

static void outcomes_of_faults(void)
{
	struct diff_row item = row_of(VERDICT_EXACT, 0, &once, &other, &exact);

	claim_outcome(VERDICT_EXACT, -9, &twice, &exact, OUTCOME_WORSE,
		      "more faults are worse, even where the cost is less");
	claim_outcome(VERDICT_EXACT, 0, &ordinary, &exact, OUTCOME_WORSE,
		      "so are more ordinary faults");
	claim_outcome(VERDICT_UNSURE, 0, &twice, &timed, OUTCOME_WORSE,
		      "and where the cost is inconclusive");
	claim_outcome(VERDICT_NONE, 0, &twice, &timed, OUTCOME_WORSE,
		      "and where there are no times");
	claim_outcome(VERDICT_EXACT, 0, &stray, &exact, OUTCOME_WORSE,
		      "on exact, a fault in 250 pages counts");
	claim_outcome(VERDICT_SAME, 0, &stray, &timed, OUTCOME_SAME,
		      "on a timed platform it is a stray one");
	claim_outcome(VERDICT_SAME, 0, &unknown_faults, &timed, OUTCOME_SAME,
		      "faults that are not known differ in nothing");
	claim(item.outcome.class == OUTCOME_OTHER_PROOF,
	      "as many faults of another kind are neither worse nor better");
	item = row_of(VERDICT_EXACT, 0, &twice, &once, &exact);
	claim(item.outcome.class == OUTCOME_BETTER, "fewer faults are better");
	item = row_of(VERDICT_EXACT, 1, &twice, &once, &exact);
	claim(item.outcome.class == OUTCOME_WORSE, "but not where the cost is higher");
}

static void outcomes_of_states(void)
{
	struct result_state writable[] = { { "present write", 10 } };
	struct result_state clean[] = { { "present", 10 } };
	struct figure base = { .faults = { 1, 0, 0 }, .after = writable, .after_count = 1 };
	struct figure patched = { .faults = { 1, 0, 0 }, .after = clean, .after_count = 1 };
	struct diff_row item = row_of(VERDICT_EXACT, 0, &base, &patched, &exact);

	claim(item.outcome.class == OUTCOME_OTHER_PROOF && item.outcome.pte_differs,
	      "another PTE is neither worse nor better");
	item = row_of(VERDICT_EXACT, 0, &base, &base, &exact);
	claim(item.outcome.class == OUTCOME_SAME, "the same PTE is the same");
}

static void outcomes_of_ipis(void)
{
	double two[] = { 2 }, three[] = { 3 }, near[] = { 2.05 };
	struct quantity of_two = { .name = QUANTITY_IPIS, .boots = { two, 1 } };
	struct quantity of_three = { .name = QUANTITY_IPIS, .boots = { three, 1 } };
	struct quantity of_near = { .name = QUANTITY_IPIS, .boots = { near, 1 } };
	struct figure few = { .quantities = { &of_two, 1 } }, many = { .quantities = { &of_three, 1 } };
	struct figure alike = { .quantities = { &of_near, 1 } };
	struct diff_row item = row_of(VERDICT_NONE, 0, &few, &many, &timed);

	claim(item.outcome.class == OUTCOME_WORSE, "more IPIs are worse");
	claim(diff_gate(&item, 1000) == GATE_REGRESSION, "and a regression at any bound");
	item = row_of(VERDICT_NONE, 0, &many, &few, &timed);
	claim(item.outcome.class == OUTCOME_BETTER, "fewer are better");
	item = row_of(VERDICT_NONE, 0, &few, &alike, &timed);
	claim(item.outcome.class == OUTCOME_SAME, "what may be chance is neither");
	few.faults.other = 0.4;
	item = row_of(VERDICT_NONE, 0, &alike, &few, &timed);
	claim(item.outcome.class == OUTCOME_WORSE, "more faults are worse");
	few.maybe_faults = 1;
	item = row_of(VERDICT_NONE, 0, &alike, &few, &timed);
	claim(item.outcome.class == OUTCOME_SAME, "but not where CPUs race for them");
}

static void certainty(void)
{
	struct diff_row item = row_of(VERDICT_EXACT, 4, &once, &once, &exact);

	claim_near(diff_least_percent(&item), 4, 0, "a fact is certain by all of it");
	claim(diff_gate(&item, 3) == GATE_REGRESSION && diff_gate(&item, 4) == GATE_PASS,
	      "the barrier's bound is the most that passes");
	item.cost.percent = (double)NAN;
	claim(isinf(diff_least_percent(&item)), "more than a base of 0 is more than any bound");
	item = row_of(VERDICT_CHANGED, 4, &once, &once, &timed);
	item.cost.estimated = true;
	item.cost.percent_low = 1.5;
	item.cost.percent_high = 6;
	claim_near(diff_least_percent(&item), 1.5, 0, "an estimate by the lower end of its interval");
	claim(diff_gate(&item, 3) == GATE_OPEN, "a bound within the interval leaves it open");
	item.cost.percent_low = -0.1;
	claim(diff_least_percent(&item) > 0, "which is above nothing, for it did change");
	item.cost.low = item.cost.percent_low = (double)NAN;
	claim(diff_least_percent(&item) > 0 && diff_least_percent(&item) < 0.001,
	      "also where there is no interval");
	item = row_of(VERDICT_UNSURE, 4, &once, &once, &timed);
	claim(diff_gate(&item, 1000) == GATE_OPEN, "what is inconclusive is open at any bound");
	claim_near(diff_least_percent(&item), 0, 0, "and what is inconclusive by nothing");
	item = row_of(VERDICT_EXACT, -4, &once, &once, &exact);
	claim_near(diff_least_percent(&item), 0, 0, "nor what costs less");
}

static void constructed(void)
{
	struct result_parameter folio = { "folio", "clean" };
	struct result_run run = { .scenario = "restore_read", .parameters = &folio,
				  .parameter_count = 1 };

	claim(run_is_constructed(&run), "a clean folio is constructed");
	folio.value = "dirty";
	claim(!run_is_constructed(&run), "a dirty one is not");
	run.parameter_count = 0;
	claim(!run_is_constructed(&run), "nor is none");
}

static struct result_fact facts[] = { { "stolen_ticks_per_page", 200, true },
				      { "trips_per_second", 5, true }, { "refused", 0, false } };
static struct weighted gaps[] = { { 100, 1 }, { 200, 1 }, { 300, 1 } };
static struct result_pool series = { "gap", true, { gaps, 3, 3, 3 } };
static struct result_parameter bystanders = { "bystanders", "2" };

static void quantities(void)
{
	struct result result = { .header = { .unit = "ns", .timer_hz = 2000000000 } };
	struct result_trial trial = {
		.run = { .parameters = &bystanders, .parameter_count = 1 }, .touched_pages = 10,
		.tlb_ipis = 20, .spinning = 2, .facts = facts, .fact_count = 3,
	};
	const struct result_trial *trials[] = { &trial, &trial };
	const struct result_measured run = { .series = &series, .series_count = 1 };
	const struct result_measured *runs[] = { &run };
	const struct quantity_trials boot = { &result, trials, 2, runs, 1 };
	struct quantities all = { 0 };

	if (!claim(!quantities_add(&all, &boot), "a boot's quantities are added"))
		return;
	claim_near(quantity_value(quantities_find(&all, QUANTITY_IPIS)), 2, 0, "IPIs are per page");
	claim_near(quantity_value(quantities_find(&all, QUANTITY_IPIS_EACH)), 1, 0,
		   "and per page and bystander");
	claim_near(quantity_value(quantities_find(&all, "stolen_ticks_per_page")), 100, 0,
		   "ticks become the file's unit");
	claim_near(quantity_value(quantities_find(&all, "trips_per_second")), 5, 0,
		   "a rate does not");
	claim_near(quantity_value(quantities_find(&all, "gap_p50")), 100, 0,
		   "a series has its median");
	claim_near(quantity_value(quantities_find(&all, "gap_max")), 150, 0, "and its longest");
	claim(!quantities_find(&all, "gap") && isnan(quantity_value(NULL)),
	      "a quantity that was not measured is unknown");
	trial.tlb_ipis = 40;
	claim(!quantities_add(&all, &boot) &&
	      quantities_find(&all, QUANTITY_IPIS)->boots.count == 2, "a second boot is a second value");
	claim_near(quantity_value(quantities_find(&all, QUANTITY_IPIS)), 3, 0,
		   "and the figure is their median");
	quantities_free(&all);
	trial.tlb_ipis = RESULT_UNKNOWN;
	claim(!quantities_add(&all, &boot) && !quantities_find(&all, QUANTITY_IPIS),
	      "IPIs that nobody counted are not none");
	quantities_free(&all);
	trial.tlb_ipis = trial.spinning = 0;
	trial.run.parameter_count = 0;
	claim(!quantities_add(&all, &boot) && !quantities_find(&all, QUANTITY_IPIS),
	      "a row without bystanders and without IPIs does not list them");
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
	struct naming naming;
	char text[256];

	for (size_t i = 0; i < 4; i++) {
		runs[i] = (struct result_run){ .scenario = scenarios[i], .parameters = of_rows[i],
					       .parameter_count = 2 };
		items[i].run = &runs[i];
	}
	naming_choose(&naming, &rows);
	format_usual(&naming, text, sizeof(text));
	claim_text(text, "bystander=spinning bystanders=1", "what most rows have is said once");
	claim_text(format_name(&naming, &runs[0], true).text, "take (bystanders=1)",
		   "a number that varies is always in the name");
	claim_text(format_name(&naming, &runs[2], true).text, "take (bystander=asleep bystanders=1)",
		   "so is an unusual word");
	claim_text(format_name(&naming, &runs[3], true).text, "give",
		   "what a scenario's rows share with most is not");
}

static void diagnostics(void)
{
	struct diagnostics list = { 0 };
	struct diagnostic cut = { .kind = DIAGNOSTIC_CUT, .texts = { "a.jsonl" } };

	claim(!diagnostics_add(&list, cut) && !diagnostics_add(&list, cut) && list.count == 1,
	      "the same diagnostic is listed once");
	cut.texts[0] = "b.jsonl";
	diagnostics_add(&list, cut);
	claim(diagnostics_count(&list, DIAGNOSTIC_CUT) == 2, "and again for another file");
	diagnostics_drop(&list, DIAGNOSTIC_CUT);
	claim(!list.count, "all of a kind can be dropped");
	diagnostics_free(&list);
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
	for (enum diagnostic_kind kind = 0; kind < DIAGNOSTIC_KINDS; kind++)
		if (kind != DIAGNOSTIC_OF_FILE)
			claim(has_heading(diagnostic_heading(kind)),
			      "docs/warnings.md explains \"%s\"", diagnostic_heading(kind));
}

int main(void)
{
	outcomes_of_cost();
	outcomes_of_faults();
	outcomes_of_states();
	outcomes_of_ipis();
	certainty();
	constructed();
	quantities();
	names();
	diagnostics();
	headings();
	return claims_done();
}
