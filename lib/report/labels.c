/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * labels.c: which parameters tell rows apart.
 */
#include "report/labels.h"
#include "report/rows.h"

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

static void add_shared(struct labels *labels, const struct result_parameter *parameter)
{
	size_t used = strlen(labels->shared);

	snprintf(labels->shared + used, sizeof(labels->shared) - used, "%s%s=%s",
		 used ? " " : "", parameter->name, parameter->value);
}

static bool is_first_with(const struct rows *rows, size_t row, const char *name)
{
	for (size_t i = 0; i < row; i++)
		if (labels_value(rows->items[i].run, name))
			return false;
	return true;
}

void labels_choose(struct labels *labels, const struct rows *rows)
{
	memset(labels, 0, sizeof(*labels));
	for (size_t i = 0; i < rows->count; i++) {
		const struct result_run *run = rows->items[i].run;

		for (size_t j = 0; j < run->parameter_count; j++) {
			const struct result_parameter *parameter = &run->parameters[j];

			if (!strcmp(parameter->name, "trials") ||
			    !is_first_with(rows, i, parameter->name))
				continue;
			if (!varies(rows, parameter->name))
				add_shared(labels, parameter);
			else if (labels->varying_count < LABELS_MAX)
				labels->varying[labels->varying_count++] = parameter->name;
		}
	}
}

struct cell labels_name(const struct labels *labels, const struct result_run *run)
{
	struct cell cell;
	size_t used;
	bool any = false;

	used = (size_t)snprintf(cell.text, sizeof(cell.text), "%s", run->scenario);
	for (size_t i = 0; i < labels->varying_count && used < sizeof(cell.text); i++) {
		const char *value = labels_value(run, labels->varying[i]);

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
