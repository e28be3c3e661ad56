/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model.c: from files to variants, rows, names and diagnostics.
 */
#include "model/model.h"
#include "model/compatibility.h"

#include <ctype.h>
#include <string.h>

/* Do two rows that know @name give it different values? */
static bool varies(const struct rows *rows, const char *name)
{
	const char *first = NULL;

	for (size_t i = 0; i < rows->count; i++) {
		const char *value = run_value(rows->items[i].run, name);

		if (!first)
			first = value;
		else if (value && strcmp(value, first))
			return true;
	}
	return false;
}

static bool is_first_with(const struct rows *rows, size_t row, const char *name)
{
	for (size_t i = 0; i < row; i++)
		if (run_value(rows->items[i].run, name))
			return false;
	return true;
}

/*
 * The value of more than half of the rows that know @name: only what is left over when each is
 * crossed out against another one can be that (Boyer and Moore, MJRTY (1981)). A folio's state is
 * always named.
 */
static const char *usual_value(const struct rows *rows, const char *name)
{
	const char *usual = NULL;
	size_t left = 0, known = 0, count = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const char *value = run_value(rows->items[i].run, name);

		if (!value)
			continue;
		if (!left)
			usual = value;
		left += strcmp(value, usual) ? (size_t)-1 : 1;
		known++;
	}
	for (size_t i = 0; i < rows->count && usual; i++) {
		const char *value = run_value(rows->items[i].run, name);

		count += value && !strcmp(value, usual);
	}
	return strcmp(name, "folio") && 2 * count > known ? usual : NULL;
}

static void add_parameter(struct naming *naming, const struct result_parameter *parameter)
{
	size_t n = naming->varying_count;

	if (!varies(naming->rows, parameter->name)) {
		if (naming->shared_count < NAMING_PARAMETERS)
			naming->shared[naming->shared_count++] = *parameter;
	} else if (n < NAMING_PARAMETERS) {
		naming->usual[n] = usual_value(naming->rows, parameter->name);
		naming->varying[n] = parameter->name;
		naming->varying_count++;
	}
}

void naming_choose(struct naming *naming, const struct rows *rows)
{
	memset(naming, 0, sizeof(*naming));
	naming->rows = rows;
	for (size_t i = 0; i < rows->count; i++) {
		const struct result_run *run = rows->items[i].run;

		for (size_t j = 0; j < run->parameter_count; j++)
			if (strcmp(run->parameters[j].name, "trials") &&
			    is_first_with(rows, i, run->parameters[j].name))
				add_parameter(naming, &run->parameters[j]);
	}
}

static bool varies_within(const struct rows *rows, const char *name, const struct result_run *run)
{
	const char *value = run_value(run, name);

	for (size_t i = 0; i < rows->count; i++) {
		const struct result_run *other = rows->items[i].run;
		const char *others = run_value(other, name);

		if (!strcmp(other->scenario, run->scenario) && strcmp(others ? others : "", value))
			return true;
	}
	return false;
}

/* A usual word is left out; a number that varies from row to row is an axis, and never is. */
const char *naming_value(const struct naming *naming, size_t varying, const struct result_run *run)
{
	const char *name = naming->varying[varying], *value = run_value(run, name);
	const char *usual = naming->usual[varying];

	if (usual && value && !strcmp(value, usual) &&
	    (!isdigit((unsigned char)*value) || !varies_within(naming->rows, name, run)))
		return NULL;
	return value;
}

int model_read(struct model *model, char **paths, size_t count, bool separate, const char *allow,
	       const char *by)
{
	int err;

	memset(model, 0, sizeof(*model));
	err = variants_read(&model->variants, paths, count, separate, by);
	if (err)
		return err;
	err = compatibility_check(&model->variants, allow, &model->diagnostics);
	if (!err)
		err = diagnostics_of_files(&model->diagnostics, &model->variants);
	if (!err)
		err = rows_gather(&model->rows, &model->variants);
	if (!err)
		err = diagnostics_of_rows(&model->diagnostics, &model->variants, &model->rows);
	if (!err)
		err = notes_gather(&model->notes, &model->variants, &model->diagnostics);
	naming_choose(&model->naming, &model->rows);
	if (err)
		model_free(model);
	return err;
}

void model_free(struct model *model)
{
	notes_free(&model->notes);
	rows_free(&model->rows);
	variants_free(&model->variants);
	diagnostics_free(&model->diagnostics);
}

int model_diff(struct model *model, struct diff *diff, size_t patched)
{
	int err = diff_make(diff, &model->variants, &model->rows, patched);

	if (err)
		return err;
	err = diagnostics_of_diff(&model->diagnostics, diff);
	if (err)
		diff_free(diff);
	return err;
}
