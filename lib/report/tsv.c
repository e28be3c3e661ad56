/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tsv.c: tables for gnuplot and R.
 *
 * No cell can hold a tab: the reader refuses control characters.
 */
#include "report/export.h"
#include "report/report.h"
#include "report/text.h"
#include "report/versus.h"

#include <math.h>
#include <string.h>

static void print_number(FILE *stream, double value)
{
	if (isnan(value))
		fputs("\tNA", stream);
	else
		fprintf(stream, "\t%.10g", value);
}

static void print_parameters(FILE *stream, const struct result_run *run)
{
	for (size_t i = 0; i < run->parameter_count; i++)
		fprintf(stream, "%s%s=%s", i ? " " : "", run->parameters[i].name,
			run->parameters[i].value);
}

static void print_faults(FILE *stream, const struct faults *faults)
{
	print_number(stream, faults->restore);
	print_number(stream, faults->extra_write);
	print_number(stream, faults->other);
}

/* A mixed state stays visible: "250 wdys-, 6 w-ys-". */
static void print_pte(FILE *stream, const struct figure *figure)
{
	const struct cell pte = text_pte(figure);

	if (!strcmp(pte.text, "mixed"))
		fprintf(stream, "\t%s", text_pte_counts(figure).text);
	else
		fprintf(stream, "\t%s", strcmp(pte.text, "-") ? pte.text : "NA");
}

static const char *const comparison_columns =
	"scenario\tparameters\tunit\tbase\tpatched\tdifference\tpercent\tverdict\t"
	"base_restore\tbase_extra_write\tbase_other\t"
	"patched_restore\tpatched_extra_write\tpatched_other\t"
	"base_pte\tpatched_pte\tbase_boots\tpatched_boots\t"
	"base_min\tbase_max\tpatched_min\tpatched_max\t"
	"label\tplatform\tarch\tbase_kernel\tbase_release\tpatched_kernel\tpatched_release\t"
	"low\thigh\tpercent_low\tpercent_high\tp\tp_holm\t"
	"detectable\tdetectable_percent\tboots_needed\n";

/* What is known of an estimate only. */
static void print_estimate(FILE *stream, const struct comparison *figures)
{
	print_number(stream, figures->low);
	print_number(stream, figures->high);
	print_number(stream, figures->percent_low);
	print_number(stream, figures->percent_high);
	print_number(stream, figures->p);
	print_number(stream, figures->p_holm);
	print_number(stream, figures->detectable);
	print_number(stream, figures->detectable_percent);
	if (figures->boots_needed)
		fprintf(stream, "\t%zu\n", figures->boots_needed);
	else
		fputs("\tNA\n", stream);
}

static void print_row(const struct report *report, const struct versus *versus,
		      const struct versus_row *item, FILE *stream)
{
	const struct result_header *base = side_header(&report->sides.sides[0]);
	const struct result_header *patched = side_header(&report->sides.sides[versus->patched]);
	const struct comparison *figures = &item->figures;
	bool has_time = report->rows.has_time;
	double none = (double)NAN;

	fprintf(stream, "%s\t", item->row->run->scenario);
	print_parameters(stream, item->row->run);
	fprintf(stream, "\t%s", report->rows.unit);
	print_number(stream, has_time ? figures->base.median : none);
	print_number(stream, has_time ? figures->patched.median : none);
	print_number(stream, has_time ? figures->difference : none);
	print_number(stream, has_time ? figures->percent : none);
	fprintf(stream, "\t%s", compare_verdict_name(figures->verdict));
	print_faults(stream, &item->base->faults);
	print_faults(stream, &item->patched->faults);
	print_pte(stream, item->base);
	print_pte(stream, item->patched);
	fprintf(stream, "\t%zu\t%zu", figures->base.boots, figures->patched.boots);
	print_number(stream, has_time ? figures->base.min : none);
	print_number(stream, has_time ? figures->base.max : none);
	print_number(stream, has_time ? figures->patched.min : none);
	print_number(stream, has_time ? figures->patched.max : none);
	fprintf(stream, "\t%s\t%s\t%s\t%s\t%s\t%s\t%s",
		labels_name(&report->labels, item->row->run).text, report->rows.platform,
		base->machine.arch, base->kernel.name, base->kernel.release,
		patched->kernel.name, patched->kernel.release);
	print_estimate(stream, figures);
}

int export_comparison_tsv(struct report *report, FILE *stream)
{
	int err = 0;

	fputs(comparison_columns, stream);
	for (size_t side = 1; side < report->sides.count && !err; side++) {
		struct versus versus;

		err = versus_make(&versus, &report->sides, &report->rows, side,
				  &report->labels, &report->warnings);
		if (err)
			break;
		for (size_t i = 0; i < versus.count; i++)
			print_row(report, &versus, &versus.items[i], stream);
		versus_free(&versus);
	}
	return err;
}

/* A trial, and where it is from. */
struct place {
	const struct report *report;
	const struct result *result;
	const struct result_trial *trial;
	size_t side, boot;
	FILE *stream;
};

/* Units in a tick of the file's timer. */
static double scale_of(const struct place *place)
{
	const struct result_header *header = &place->result->header;

	return strcmp(header->unit, "ns") ? 1.0 : 1e9 / (double)header->timer_hz;
}

/* One line; what tells samples from series is @between. */
static void print_pair(const struct place *place, const char *between, const char *unit,
		       const struct weighted *pair, double scale)
{
	const struct result_trial *trial = place->trial;

	fprintf(place->stream, "%zu\t%s\t%zu\t%s\t", place->side + 1,
		place->result->header.kernel.name, place->boot + 1, trial->run.scenario);
	print_parameters(place->stream, &trial->run);
	fprintf(place->stream, "\t%llu\t%s\t%s\t%s\t%.10g\t%llu\t%s\n",
		(unsigned long long)trial->trial, trial->timed ? "timed" : "counted", between, unit,
		(double)pair->value * scale, (unsigned long long)pair->count,
		labels_name(&place->report->labels, &trial->run).text);
}

static void print_series(const struct place *place)
{
	const struct result_trial *trial = place->trial;

	for (size_t i = 0; i < trial->series_count; i++) {
		const struct result_series *series = &trial->series[i];

		for (size_t at = 0; at < series->count; at++)
			print_pair(place, series->name,
				   series->ticks ? place->result->header.unit : "NA",
				   &series->pairs[at], series->ticks ? scale_of(place) : 1.0);
	}
}

static void print_samples(const struct place *place)
{
	const struct result_trial *trial = place->trial;
	char pages[24];

	snprintf(pages, sizeof(pages), "%llu", (unsigned long long)trial->pages_per_sample);
	for (size_t i = 0; i < trial->pair_count; i++)
		print_pair(place, pages, place->result->header.unit, &trial->pairs[i], scale_of(place));
}

static void each_trial(const struct report *report, FILE *stream,
		       void (*print)(const struct place *place))
{
	struct place place = { .report = report, .stream = stream };

	for (place.side = 0; place.side < report->sides.count; place.side++) {
		const struct side *side = &report->sides.sides[place.side];

		for (place.boot = 0; place.boot < side->boot_count; place.boot++) {
			place.result = side->boots[place.boot];
			for (size_t i = 0; i < place.result->trial_count; i++) {
				place.trial = &place.result->trials[i];
				print(&place);
			}
		}
	}
}

int export_samples_tsv(const struct report *report, FILE *stream)
{
	fputs("side\tkernel\tboot\tscenario\tparameters\ttrial\trole\tpages_per_sample\t"
	      "unit\tvalue\tcount\tlabel\n", stream);
	each_trial(report, stream, print_samples);
	return 0;
}

int export_series_tsv(const struct report *report, FILE *stream)
{
	fputs("side\tkernel\tboot\tscenario\tparameters\ttrial\trole\tseries\t"
	      "unit\tvalue\tcount\tlabel\n", stream);
	each_trial(report, stream, print_series);
	return 0;
}
