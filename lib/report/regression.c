/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regression.c: is any row worse than may be?
 */
#include "report/regression.h"
#include "report/outcome.h"
#include "report/report.h"
#include "report/text.h"
#include "base/err.h"

#include <errno.h>
#include <math.h>

struct gate {
	double percent;
	FILE *stream;
	const struct report *report;
	const struct versus *versus;
	size_t found, unknown, judged;
};

static double all_faults(const struct faults *faults)
{
	return faults->restore + faults->extra_write + faults->other;
}

static void say(const struct gate *gate, const char *what, const struct result_run *run)
{
	fprintf(gate->stream, "dexcompare: %s: %s: ", what,
		labels_name(&gate->report->labels, run).text);
}

static void say_faults(const struct gate *gate, const struct versus_row *item)
{
	fprintf(gate->stream, "faults per page %s -> %s; ",
		text_number(all_faults(&item->base->faults)).text,
		text_number(all_faults(&item->patched->faults)).text);
}

static void say_ipis(const struct gate *gate, const struct versus_row *item)
{
	fprintf(gate->stream, "TLB-flush IPIs per page %s -> %s; ", text_ipis(item->base).text,
		text_ipis(item->patched).text);
}

static void say_cost(const struct gate *gate, const struct versus_row *item)
{
	const struct comparison *figures = &item->figures;

	if (outcome_cost(item) == COST_NONE) {
		fprintf(gate->stream, "the platform has no times\n");
		return;
	}
	fprintf(gate->stream, "%s -> %s %s per page",
		outcome_number(item, figures->base.median, false).text,
		outcome_number(item, figures->patched.median, false).text, gate->report->rows.unit);
	if (versus_has_interval(item))
		fprintf(gate->stream, ", %s%% (95%% interval %s to %s%%)",
			text_percent(figures->percent).text, text_percent(figures->percent_low).text,
			text_percent(figures->percent_high).text);
	else if (outcome_cost(item) == COST_MORE && !isnan(figures->percent))
		fprintf(gate->stream, ", %s%%", text_percent(figures->percent).text);
	fprintf(gate->stream, "; %s\n", versus_verdict(gate->versus, item).text);
}

/* Not certain to be worse by so much, but it may be. */
static bool is_open(const struct gate *gate, const struct versus_row *item)
{
	enum cost cost = outcome_cost(item);

	return cost == COST_UNKNOWN ||
	       (cost == COST_MORE && item->figures.estimated &&
		!(item->figures.percent_high <= gate->percent));
}

static void judge(struct gate *gate, const struct versus_row *item)
{
	bool faults = outcome_faults(item, &gate->report->rows) > 0.0;
	bool ipis = outcome_ipis(item) > 0.0;
	bool worse = faults || ipis || outcome_least_percent(item) > gate->percent;
	bool open = !worse && is_open(gate, item);

	if (worse || open)
		say(gate, worse ? "regression" : "cannot tell", item->row->run);
	if (faults)
		say_faults(gate, item);
	if (ipis)
		say_ipis(gate, item);
	if (worse || open)
		say_cost(gate, item);
	gate->found += worse;
	gate->unknown += open;
	gate->judged++;
}

/* A kernel that breaks a row must not pass because the row is gone. */
static void name_one_sided(struct gate *gate)
{
	const struct rows *rows = &gate->report->rows;

	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->items[i];
		bool base = rows_has(&row->figures[0]);

		if (base == rows_has(&row->figures[gate->versus->patched]))
			continue;
		say(gate, "cannot tell", row->run);
		fprintf(gate->stream, "not measured on %s\n", base ? "patched" : "base");
		gate->unknown++;
	}
}

/* Nor because what it did there is not what was to be measured. */
static void name_notes(const struct gate *gate)
{
	const struct notes *notes = &gate->report->notes;

	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];

		if (note->kind == NOTE_SKIP)
			continue;
		say(gate, note->kind == NOTE_FINDING ? "finding" : "error", note->run);
		fprintf(gate->stream, "%s [%s:%zu]\n", note->text, note->path, note->line);
	}
}

static int judge_side(struct gate *gate, struct report *report, size_t side)
{
	const size_t warned = report->warnings.count;
	struct versus versus;
	int err = versus_make(&versus, &report->sides, &report->rows, side, &report->labels,
			      &report->warnings);

	if (err)
		return err;
	gate->versus = &versus;
	for (size_t i = 0; i < versus.count; i++)
		judge(gate, &versus.items[i]);
	name_one_sided(gate);
	versus_free(&versus);
	warnings_cut(&report->warnings, warned);
	return 0;
}

int regression_find(struct report *report, double percent, FILE *stream, size_t *found)
{
	struct gate gate = { .percent = percent, .stream = stream, .report = report };
	int err = 0;

	for (size_t side = 1; side < report->sides.count && !err; side++)
		err = judge_side(&gate, report, side);
	if (err)
		return err;
	if (!gate.judged)
		return err_set(ENODATA, "--fail-on-regression: there is no row that both kernels have");
	name_notes(&gate);
	if (gate.found || gate.unknown)
		fprintf(stream, "dexcompare: of %zu rows %zu regressed (cost more than %g%% more, or more faults or IPIs), %zu cannot be told\n",
			gate.judged, gate.found, percent, gate.unknown);
	*found = gate.found;
	return 0;
}
