/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * export.c: tables for gnuplot and R.
 */
#include "doc/builders.h"
#include "doc/columns.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct result_header *header_of(const struct context *context)
{
	return variant_header(&context->model->variants.items[context->variant]);
}

static const struct figure *figure_of(const struct context *context)
{
	return &context->row->figures[context->variant];
}

VALUE(place, value_count(context->variant))
VALUE(side, value_count(context->variant + 1))
VALUE(kernel, value_text(header_of(context)->kernel.name))
VALUE(release, value_text(header_of(context)->kernel.release))
VALUE(arch, value_text(header_of(context)->machine.arch))
VALUE(hardware, value_text(hardware_text(header_of(context))))
VALUE(platform, value_text(context->model->rows.platform))
VALUE(row_scenario, value_text(context->row->run->scenario))
VALUE(row_label, value_name(context, context->row->run))
VALUE(constructed, value_text(run_is_constructed(context->row->run) ? "yes" : "no"))
VALUE(name, value_text(context->name))
VALUE(unit, value_text(*context->unit ? context->unit : NULL))
VALUE(rows_unit, value_text(context->model->rows.unit))
VALUE(median, value_number(context->spread.median))
VALUE(least, value_number(context->spread.min))
VALUE(most, value_number(context->spread.max))
VALUE(cost, value_number(context->model->rows.has_time ? figure_cost(figure_of(context)) :
			 (double)NAN))
VALUE(restore, value_number(figure_of(context)->faults.restore))
VALUE(extra_write, value_number(figure_of(context)->faults.extra_write))
VALUE(other, value_number(figure_of(context)->faults.other))
VALUE(findings, value_count(figure_of(context)->findings))
VALUE(boot, value_count(context->boot + 1))
VALUE(trial_kernel, value_text(context->result->header.kernel.name))
VALUE(trial_scenario, value_text(context->trial->run.scenario))
VALUE(trial_parameters, ((struct value){ .kind = VALUE_PARAMETERS, .run = &context->trial->run }))
VALUE(trial, value_count(context->trial->trial))
VALUE(role, value_text(context->trial->timed ? "timed" : "counted"))
VALUE(pages_per_sample, value_count(context->trial->pages_per_sample))
VALUE(trial_label, value_name(context, &context->trial->run))

static struct value fate(const struct context *context)
{
	struct value value = { .kind = VALUE_TEXT };
	struct cell cell = format_fate(figure_of(context));

	memcpy(value.buffer, cell.text, sizeof(cell.text));
	return value;
}

static struct value semantics(const struct context *context)
{
	const char *text = header_of(context)->semantics;

	return value_text(text ? text : "unknown");
}

static const struct column figure_columns[] = {
	COLUMN("side", side), COLUMN("kernel", kernel), COLUMN("platform", platform),
	COLUMN("scenario", row_scenario), COLUMN("label", row_label),
	COLUMN("constructed", constructed), COLUMN("quantity", name), COLUMN("unit", unit),
	COLUMN("value", median), COLUMN("min", least), COLUMN("max", most),
	{ 0 }	/* and one for each parameter */
};

const struct column history_columns[] = {
	COLUMN("place", place), COLUMN("kernel", kernel), COLUMN("release", release),
	COLUMN("semantics", semantics), COLUMN("arch", arch), COLUMN("hardware", hardware),
	COLUMN("scenario", row_scenario), COLUMN("label", row_label),
	COLUMN("constructed", constructed), COLUMN("unit", rows_unit), COLUMN("cost", cost),
	COLUMN("restore", restore), COLUMN("extra_write", extra_write), COLUMN("other", other),
	COLUMN("fate", fate), COLUMN("findings", findings), { 0 }
};

/* What all pairs of a list have in common stands before each, and behind it its label. */
#define PAIR_COLUMNS(heading, function)	{						\
	COLUMN("side", side), COLUMN("kernel", trial_kernel), COLUMN("boot", boot),	\
	COLUMN("scenario", trial_scenario), COLUMN("parameters", trial_parameters),	\
	COLUMN("trial", trial), COLUMN("role", role), COLUMN(heading, function),		\
	COLUMN("unit", unit), { 0 } }

static const struct column sample_columns[] = PAIR_COLUMNS("pages_per_sample", pages_per_sample);
static const struct column series_columns[] = PAIR_COLUMNS("series", name);
static const struct column label_columns[] = { COLUMN("label", trial_label), { 0 } };

int export_comparison_tsv(const struct model *model, FILE *stream)
{
	int err = 0;

	tsv_names(comparison_columns, stream);
	fputc('\n', stream);
	for (size_t i = 1; i < model->variants.count && !err; i++) {
		struct diff diff;

		err = diff_make(&diff, &model->variants, &model->rows, i);
		if (err)
			return err;
		for (size_t row = 0; row < diff.count; row++) {
			const struct context context = { .model = model, .diff = &diff,
							 .item = &diff.items[row] };

			tsv_values(comparison_columns, &context, stream);
			fputc('\n', stream);
		}
		diff_free(&diff);
	}
	return err;
}

/* Names of parameters, each once, in the order in which rows have them. */
struct parameters {
	const char **names;
	size_t count;
	char *cells;		/* what a row has for each, as it is printed */
};

static bool is_known(const struct parameters *parameters, const char *name)
{
	for (size_t i = 0; i < parameters->count; i++)
		if (!strcmp(parameters->names[i], name))
			return true;
	return false;
}

static int gather(struct parameters *parameters, const struct model *model)
{
	for (size_t row = 0; row < model->rows.count; row++) {
		const struct result_run *run = model->rows.items[row].run;

		for (size_t i = 0; i < run->parameter_count; i++) {
			const char **more;

			if (is_known(parameters, run->parameters[i].name))
				continue;
			more = grow(parameters->names, parameters->count, sizeof(*more));
			if (!more)
				return -ENOMEM;
			parameters->names = more;
			more[parameters->count++] = run->parameters[i].name;
		}
	}
	return 0;
}

/* One line; nothing where nothing is known. */
static void print_figure(struct context *context, const struct parameters *parameters,
			 const char *quantity, const char *its_unit, struct spread spread,
			 FILE *stream)
{
	if (isnan(spread.median))
		return;
	context->name = quantity;
	context->unit = its_unit;
	context->spread = spread;
	tsv_values(figure_columns, context, stream);
	fprintf(stream, "%s\n", parameters->cells);
}

/* Makes ->cells anew, for @run. */
static int print_parameters(struct parameters *parameters, const struct result_run *run)
{
	size_t size;
	FILE *stream;

	free(parameters->cells);
	parameters->cells = NULL;
	stream = open_memstream(&parameters->cells, &size);
	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < parameters->count; i++) {
		const char *text = run_value(run, parameters->names[i]);

		fputc('\t', stream);
		tsv_text(text ? text : "NA", stream);
	}
	return fclose(stream) ? -ENOMEM : 0;
}

static void print_single(struct context *context, const struct parameters *parameters,
			 const char *quantity, const char *its_unit, double single, FILE *stream)
{
	print_figure(context, parameters, quantity, its_unit,
		     (struct spread){ single, single, single, 1 }, stream);
}

static void print_figures(struct context *context, const struct parameters *parameters,
			  FILE *stream)
{
	const struct model *model = context->model;
	const struct figure *figure = figure_of(context);
	const struct {
		const char *name, *unit;
		double value;
		bool time;
	} singles[] = {
		{ "cost_p10", model->rows.unit, figure->p10, true },
		{ "cost_p90", model->rows.unit, figure->p90, true },
		{ "cost_max", model->rows.unit, figure->max, true },
		{ "cost_in_minor_faults", "",
		  multiples_of(model, context->row, context->variant, MEASURE_FAULT), true },
		{ "cost_in_syscalls", "",
		  multiples_of(model, context->row, context->variant, MEASURE_SYSCALL), true },
		{ "restore_faults_per_page", "", figure->faults.restore, false },
		{ "extra_write_faults_per_page", "", figure->faults.extra_write, false },
		{ "other_faults_per_page", "", figure->faults.other, false },
	};

	if (model->rows.has_time)
		print_figure(context, parameters, "cost", model->rows.unit,
			     compare_spread(figure->boots), stream);
	for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++)
		if (!singles[i].time || model->rows.has_time)
			print_single(context, parameters, singles[i].name, singles[i].unit,
				     singles[i].value, stream);
	for (size_t i = 0; i < figure->quantities.count; i++) {
		const struct quantity *quantity = &figure->quantities.items[i];

		print_figure(context, parameters, quantity->name, quantity->unit,
			     compare_spread(quantity->boots), stream);
	}
}

int export_figures_tsv(const struct model *model, FILE *stream)
{
	struct context context = { .model = model };
	struct parameters parameters = { 0 };
	int err = gather(&parameters, model);

	tsv_names(figure_columns, stream);
	for (size_t i = 0; i < parameters.count && !err; i++) {
		fputc('\t', stream);
		tsv_text(parameters.names[i], stream);
	}
	fputc('\n', stream);
	for (size_t row = 0; row < model->rows.count && !err; row++) {
		context.row = &model->rows.items[row];
		err = print_parameters(&parameters, context.row->run);
		for (context.variant = 0; context.variant < model->variants.count && !err;
		     context.variant++)
			if (figure_known(figure_of(&context)))
				print_figures(&context, &parameters, stream);
	}
	free(parameters.names);
	free(parameters.cells);
	return err;
}

/* The cells of @columns as text, which the caller frees; NULL without memory. */
static char *cells(const struct column *columns, const struct context *context)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	tsv_values(columns, context, stream);
	if (!fclose(stream))
		return text;
	free(text);
	return NULL;
}

static int print_pairs(struct context *context, const struct column *columns,
		       const struct weighted *pairs, size_t pair_count, bool ticks, FILE *stream)
{
	const struct result_header *header = &context->result->header;
	double scale = ticks && !strcmp(header->unit, "ns") ? 1e9 / (double)header->timer_hz : 1.0;
	char *before, *label;

	context->unit = ticks ? header->unit : "";
	before = cells(columns, context);
	label = cells(label_columns, context);
	for (size_t i = 0; before && label && i < pair_count; i++)
		fprintf(stream, "%s\t%.10g\t%llu\t%s\n", before, (double)pairs[i].value * scale,
			(unsigned long long)pairs[i].count, label);
	free(before);
	free(label);
	return before && label ? 0 : -ENOMEM;
}

/* What prints the samples of a trial, or its series, while it is read. */
struct printer {
	struct context context;
	bool of_series;
	FILE *stream;
};

static int print_trial(struct result_trial *trial, void *data)
{
	struct printer *printer = data;
	struct context *context = &printer->context;
	int err = 0;

	context->trial = trial;
	if (!printer->of_series)
		return print_pairs(context, sample_columns, trial->pairs, trial->pair_count, true,
				   printer->stream);
	for (size_t i = 0; i < trial->series_count && !err; i++) {
		context->name = trial->series[i].name;
		err = print_pairs(context, series_columns, trial->series[i].pairs,
				  trial->series[i].count, trial->series[i].ticks, printer->stream);
	}
	return err;
}

/* The samples are not kept: the file is read again. */
static int print_boot(struct printer *printer, const struct result *result)
{
	struct result again;
	bool same;
	int err = 0;

	printer->context.result = result;
	for (size_t i = 0; result->kept && i < result->trial_count && !err; i++)
		err = print_trial(&result->trials[i], printer);
	if (result->kept)
		return err;
	err = result_read_folded(&again, result->path, print_trial, printer);
	if (err)
		return err;
	same = again.trial_count == result->trial_count && again.size == result->size;
	result_free(&again);
	return same ? 0 : err_set(EIO, "%s: changed while it was read", result->path);
}

static int print_trials(const struct model *model, bool of_series, FILE *stream)
{
	struct printer printer = { { .model = model }, of_series, stream };
	struct context *context = &printer.context;
	int err = 0;

	tsv_names(of_series ? series_columns : sample_columns, stream);
	fputs("\tvalue\tcount\tlabel\n", stream);
	for (; context->variant < model->variants.count && !err; context->variant++) {
		const struct variant *variant = &model->variants.items[context->variant];

		for (context->boot = 0; context->boot < variant->boot_count && !err; context->boot++)
			err = print_boot(&printer, variant->boots[context->boot]);
	}
	return err;
}

int export_samples_tsv(const struct model *model, FILE *stream)
{
	return print_trials(model, false, stream);
}

int export_series_tsv(const struct model *model, FILE *stream)
{
	return print_trials(model, true, stream);
}

int export_history_tsv(const struct model *model, FILE *stream)
{
	struct context context = { .model = model };

	tsv_names(history_columns, stream);
	fputc('\n', stream);
	for (size_t row = 0; row < model->rows.count; row++) {
		context.row = &model->rows.items[row];
		for (context.variant = 0; context.variant < model->variants.count;
		     context.variant++) {
			if (!figure_known(figure_of(&context)))
				continue;
			tsv_values(history_columns, &context, stream);
			fputc('\n', stream);
		}
	}
	return 0;
}
