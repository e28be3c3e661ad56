/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * local.c: ordinary pages of one machine, and costs in multiples of what they cost.
 */
#include "model/model.h"
#include "base/err.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const measures[MEASURES] = {
	[MEASURE_FAULT] = "baseline_minor_fault",
	[MEASURE_SYSCALL] = "baseline_syscall",
};

double multiples_unit(const struct model *model, size_t variant, enum measure measure)
{
	for (size_t i = 0; i < model->rows.count && model->rows.has_time; i++) {
		const struct row *row = &model->rows.items[i];
		const struct figure *figure = &row->figures[variant];

		if (!strcmp(row->run->scenario, measures[measure]) && figure_known(figure) &&
		    figure_cost(figure) > 0.0)
			return figure_cost(figure);
	}
	return (double)NAN;
}

double multiples_of(const struct model *model, const struct row *row, size_t variant,
		    enum measure measure)
{
	if (!model->rows.has_time || !figure_known(&row->figures[variant]) ||
	    run_is_constructed(row->run) || !strcmp(row->run->scenario, ROW_HARNESS))
		return (double)NAN;
	return figure_cost(&row->figures[variant]) / multiples_unit(model, variant, measure);
}

int local_accept(struct model *local)
{
	if (local->variants.count != 1)
		return err_set(EINVAL, "%s: holds more than one kernel; "
			       "name a folder with the runs of one",
			       local->variants.items[0].boots[0]->path);
	diagnostics_drop(&local->diagnostics, DIAGNOSTIC_SAME_BOOT);
	return 0;
}

struct repeats local_repeats(const struct model *local, const struct row *row)
{
	const struct figure *figure = &row->figures[0];

	return repeats_of(figure->boots, figure->unit_per_tick, local->rows.count);
}

static int by_plan(const void *a, const void *b)
{
	const struct row *const *left = a, *const *right = b;

	return ((*left)->run->index > (*right)->run->index) -
	       ((*left)->run->index < (*right)->run->index);
}

const struct row **local_rows(const struct model *local)
{
	const struct row **rows = calloc(local->rows.count + 1, sizeof(*rows));

	for (size_t i = 0; rows && i < local->rows.count; i++)
		rows[i] = &local->rows.items[i];
	if (rows && local->rows.count)
		qsort(rows, local->rows.count, sizeof(*rows), by_plan);
	return rows;
}

/* Where a row was measured, and how often, is no part of what it is. */
static bool is_of_the_place(const char *name)
{
	static const char *const names[] = { "trials", "pages", "cpu", "node" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static bool is_one_thing(const struct result_run *a, const struct result_run *b)
{
	if (strcmp(a->scenario, b->scenario))
		return false;
	for (size_t i = 0; i < a->parameter_count; i++) {
		const char *other = run_value(b, a->parameters[i].name);

		if (other && strcmp(other, a->parameters[i].value) &&
		    !is_of_the_place(a->parameters[i].name))
			return false;
	}
	return true;
}

const struct row *model_find(const struct model *model, const struct result_run *run)
{
	for (size_t i = 0; i < model->rows.count; i++)
		if (is_one_thing(model->rows.items[i].run, run))
			return &model->rows.items[i];
	return NULL;
}
