/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gate.c: the lines of --fail-on-regression.
 */
#include "doc/builders.h"
#include "doc/format.h"
#include "base/err.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

struct gate {
	const struct model *model;
	FILE *stream;
	double percent;
	size_t found, open, judged;
};

/* One line; what a file has in it is made harmless. */
__attribute__((format(printf, 4, 5)))
static void say(const struct gate *gate, const char *what, const struct result_run *run,
		const char *format, ...)
{
	struct cell name = format_name(&gate->model->naming, run, true);
	char text[2048], line[4096], safe_name[4 * sizeof(name.text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text_escape(safe_name, sizeof(safe_name), name.text);
	text_escape(line, sizeof(line), text);
	fprintf(gate->stream, "dexcompare: %s: %s: %s\n", what, safe_name, line);
}

/* "1398 -> 1449 instructions per page, +3.6%; exact" */
static void cost_text(const struct gate *gate, const struct diff_row *item, char *text,
		      size_t size)
{
	const struct comparison *cost = &item->cost;
	char percent[512] = "";

	if (item->outcome.cost == COST_NONE) {
		snprintf(text, size, "the platform has no times");
		return;
	}
	if (diff_has_interval(item))
		snprintf(percent, sizeof(percent), ", %s%% (95%% interval %s to %s%%)",
			 format_percent(cost->percent).text,
			 format_percent(cost->percent_low).text,
			 format_percent(cost->percent_high).text);
	else if (item->outcome.cost == COST_MORE && !isnan(cost->percent))
		snprintf(percent, sizeof(percent), ", %s%%", format_percent(cost->percent).text);
	snprintf(text, size, "%s -> %s %s per page%s; %s",
		 format_cost(item, cost->base.median, false).text,
		 format_cost(item, cost->patched.median, false).text, gate->model->rows.unit,
		 percent, format_verdict(cost).text);
}

static void judge(struct gate *gate, const struct diff_row *item)
{
	enum gate_result result = diff_gate(item, gate->percent);
	char faults[256] = "", ipis[256] = "", cost[1024];

	gate->judged++;
	if (item->base->unpredicted || item->patched->unpredicted)
		say(gate, "unpredicted", item->row->run, "the oracle knows nothing of the kernel's "
		    "restore semantics: faults and PTE states were compared with nothing");
	gate->found += result == GATE_REGRESSION;
	gate->open += result == GATE_OPEN;
	if (result == GATE_PASS)
		return;
	if (item->outcome.faults > 0.0)
		snprintf(faults, sizeof(faults), "faults per page %s -> %s; ",
			 format_number(faults_sum(&item->base->faults)).text,
			 format_number(faults_sum(&item->patched->faults)).text);
	if (item->outcome.ipis > 0.0)
		snprintf(ipis, sizeof(ipis), "TLB-flush IPIs per page %s -> %s; ",
			 format_ipis(item->base).text, format_ipis(item->patched).text);
	cost_text(gate, item, cost, sizeof(cost));
	say(gate, result == GATE_REGRESSION ? "regression" : "inconclusive", item->row->run,
	    "%s%s%s", faults, ipis, cost);
}

static int judge_variant(struct gate *gate, size_t variant)
{
	const struct rows *rows = &gate->model->rows;
	struct diff diff;
	int err = diff_make(&diff, &gate->model->variants, rows, variant);

	if (err)
		return err;
	for (size_t i = 0; i < diff.count; i++)
		judge(gate, &diff.items[i]);
	/* A kernel that breaks a row must not pass because the row is gone. */
	for (size_t i = 0; i < rows->count; i++) {
		if (!diff_is_one_sided(&diff, &rows->items[i]))
			continue;
		say(gate, "inconclusive", rows->items[i].run, "not measured on %s",
		    figure_known(&rows->items[i].figures[0]) ? "patched" : "base");
		gate->open++;
	}
	diff_free(&diff);
	return 0;
}

/* Nor because what it did there is not what was to be measured. */
static void name_notes(const struct gate *gate)
{
	for (size_t i = 0; i < gate->model->notes.count; i++) {
		const struct note *note = &gate->model->notes.items[i];

		if (note->kind != NOTE_SKIP)
			say(gate, note->kind == NOTE_FINDING ? "finding" : "error", note->run,
			    "%s [%s:%zu]", note->text, note->path, note->line);
	}
}

int gate_print(const struct model *model, double percent, FILE *stream, size_t *found)
{
	struct gate gate = { .model = model, .stream = stream, .percent = percent };
	int err = 0;

	for (size_t i = 1; i < model->variants.count && !err; i++)
		err = judge_variant(&gate, i);
	if (err)
		return err;
	if (!gate.judged)
		return err_set(ENODATA, "--fail-on-regression: there is no row that both kernels have");
	name_notes(&gate);
	if (gate.found || gate.open)
		fprintf(stream, "dexcompare: of %zu rows %zu regressed (cost more than %g%% more, or "
			"more faults or IPIs), %zu inconclusive\n", gate.judged, gate.found, percent,
			gate.open);
	*found = gate.found;
	return 0;
}
