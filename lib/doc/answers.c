/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answers.c: what show and history say as JSON; and boots in Go's benchmark format.
 */
#include "doc/builders.h"
#include "doc/columns.h"
#include "base/err.h"
#include "result/answers.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int export_kernels_json(const struct model *model, const char *answer, FILE *stream)
{
	struct context context = { .model = model };
	json_t *rows = json_array();

	for (size_t row = 0; row < model->rows.count; row++) {
		context.row = &model->rows.items[row];
		for (context.variant = 0; context.variant < model->variants.count; context.variant++)
			if (figure_known(&context.row->figures[context.variant]))
				json_row(rows, history_columns, &context);
	}
	return answer_print(answer, rows, stream);
}

/* What of a name neither ends a word nor a part of a benchmark's name; others become "_". */
static void print_word(const char *text, FILE *stream)
{
	for (; *text; text++)
		fputc(isalnum((unsigned char)*text) || strchr("_.,:+-", *text) ? *text : '_', stream);
}

static void print_benchmark(const struct model *model, const struct row *row, size_t variant,
			    FILE *stream)
{
	const struct figure *figure = &row->figures[variant];
	const struct result_run *run = row->run;
	double faults = faults_sum(&figure->faults);

	for (size_t boot = 0; boot < figure->boots.count; boot++) {
		fprintf(stream, "Benchmark%c", toupper((unsigned char)*run->scenario));
		print_word(run->scenario + (*run->scenario != '\0'), stream);
		for (size_t i = 0; i < run->parameter_count; i++) {
			fputc('/', stream);
			print_word(run->parameters[i].name, stream);
			fputc('=', stream);
			print_word(run->parameters[i].value, stream);
		}
		fprintf(stream, " %llu %.10g %s/page", (unsigned long long)figure->samples,
			figure->boots.medians[boot], model->rows.unit);
		if (!isnan(faults))
			fprintf(stream, " %.10g faults/page", faults);
		fputc('\n', stream);
	}
}

int export_benchfmt(const struct model *model, FILE *stream)
{
	if (!model->rows.has_time)
		return err_set(ENOTSUP, "%s has no times, and so no benchmarks", model->rows.platform);
	if (model->rows.noiseless)
		fprintf(stream, "Unit %s/page assume=exact\n", model->rows.unit);
	fprintf(stream, "Unit faults/page assume=exact\nplatform: %s\n", model->rows.platform);
	for (size_t i = 0; i < model->variants.count; i++) {
		const struct result_header *header = variant_header(&model->variants.items[i]);

		fputs("kernel: ", stream);
		print_word(header->kernel.name, stream);
		fputs("\nrelease: ", stream);
		print_word(header->kernel.release, stream);
		fputc('\n', stream);
		for (size_t row = 0; row < model->rows.count; row++)
			print_benchmark(model, &model->rows.items[row], i, stream);
	}
	return 0;
}
