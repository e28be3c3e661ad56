/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * labels.c: which parameters tell rows apart.
 */
#include "report/labels.h"
#include "report/rows.h"

#include <ctype.h>
#include <string.h>

const char *labels_value(const struct result_run *run, const char *name)
{
	for (size_t i = 0; i < run->parameter_count; i++)
		if (!strcmp(run->parameters[i].name, name))
			return run->parameters[i].value;
	return NULL;
}

/* Do two rows that know @name give it different values? */
static bool varies(const struct rows *rows, const char *name)
{
	const char *first = NULL;

	for (size_t i = 0; i < rows->count; i++) {
		const char *value = labels_value(rows->items[i].run, name);

		if (!first)
			first = value;
		else if (value && strcmp(value, first))
			return true;
	}
	return false;
}

static void add_word(char *text, size_t size, const char *name, const char *value)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s=%s", used ? " " : "", name, value);
}

static bool is_first_with(const struct rows *rows, size_t row, const char *name)
{
	for (size_t i = 0; i < row; i++)
		if (labels_value(rows->items[i].run, name))
			return false;
	return true;
}

/* How many rows give @name the value @value. */
static size_t rows_with(const struct rows *rows, const char *name, const char *value)
{
	size_t count = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const char *other = labels_value(rows->items[i].run, name);

		count += other && !strcmp(other, value);
	}
	return count;
}

/* The value of more than half of the rows that know @name, or NULL. A folio's state is always said. */
static const char *usual_value(const struct rows *rows, const char *name)
{
	size_t known = 0;

	if (!strcmp(name, "folio"))
		return NULL;
	for (size_t i = 0; i < rows->count; i++)
		known += !!labels_value(rows->items[i].run, name);
	for (size_t i = 0; i < rows->count; i++) {
		const char *value = labels_value(rows->items[i].run, name);

		if (value && 2 * rows_with(rows, name, value) > known)
			return value;
	}
	return NULL;
}

static void add_varying(struct labels *labels, const char *name)
{
	const char *usual;

	if (labels->varying_count == LABELS_MAX)
		return;
	usual = usual_value(labels->rows, name);
	labels->usual[labels->varying_count] = usual;
	labels->varying[labels->varying_count++] = name;
	if (usual)
		add_word(labels->unsaid, sizeof(labels->unsaid), name, usual);
}

void labels_choose(struct labels *labels, const struct rows *rows)
{
	memset(labels, 0, sizeof(*labels));
	labels->rows = rows;
	for (size_t i = 0; i < rows->count; i++) {
		const struct result_run *run = rows->items[i].run;

		for (size_t j = 0; j < run->parameter_count; j++) {
			const struct result_parameter *parameter = &run->parameters[j];

			if (!strcmp(parameter->name, "trials") ||
			    !is_first_with(rows, i, parameter->name))
				continue;
			if (!varies(rows, parameter->name))
				add_word(labels->shared, sizeof(labels->shared), parameter->name,
					 parameter->value);
			else
				add_varying(labels, parameter->name);
		}
	}
}

static bool varies_within(const struct labels *labels, const char *name, const struct result_run *run)
{
	const char *value = labels_value(run, name);

	for (size_t i = 0; i < labels->rows->count; i++) {
		const struct result_run *other = labels->rows->items[i].run;

		if (!strcmp(other->scenario, run->scenario) &&
		    strcmp(labels_value(other, name) ? labels_value(other, name) : "", value))
			return true;
	}
	return false;
}

/* A usual word does; a number that varies from row to row is an axis, and is always said. */
static bool goes_without_saying(const struct labels *labels, size_t varying, const struct result_run *run)
{
	const char *name = labels->varying[varying], *value = labels_value(run, name);

	return labels->usual[varying] && value && !strcmp(value, labels->usual[varying]) &&
	       (!isdigit((unsigned char)*value) || !varies_within(labels, name, run));
}

const char *labels_said(const struct labels *labels, size_t varying, const struct result_run *run)
{
	return goes_without_saying(labels, varying, run) ? NULL : labels_value(run, labels->varying[varying]);
}

struct cell labels_name(const struct labels *labels, const struct result_run *run)
{
	struct cell cell;
	size_t used;
	bool any = false;

	used = (size_t)snprintf(cell.text, sizeof(cell.text), "%s", run->scenario);
	for (size_t i = 0; i < labels->varying_count && used < sizeof(cell.text); i++) {
		const char *value = labels_said(labels, i, run);

		if (!value)
			continue;
		used += (size_t)snprintf(cell.text + used, sizeof(cell.text) - used, "%s%s=%s",
					 any ? " " : " (", labels->varying[i], value);
		any = true;
	}
	if (any && used < sizeof(cell.text))
		snprintf(cell.text + used, sizeof(cell.text) - used, ")");
	return cell;
}

const char *labels_caveat(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const char *folio = labels_value(rows->items[i].run, "folio");

		if (folio && !strcmp(folio, "clean"))
			return " folio=clean is constructed: with the drivers in the kernel it is hardly reachable.";
	}
	return "";
}
