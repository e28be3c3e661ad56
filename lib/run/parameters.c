/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parameters.c: looking up and checking key=value words.
 */
#include "run/parameters.h"
#include "base/err.h"
#include "base/units.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

const struct parameter common_parameters[] = {
	{ "pages", "256", NULL, 1, 1 << 20, "pages of the region; each is touched once a trial" },
	{ "trials", "5", NULL, 1, 100000, "timed trials; one more, counted by libperf, comes first" },
	{ "order", "random", "random|sequential", 0, 0, "in which the pages are visited" },
	{ "cpu", "auto", "auto", 0, 1 << 16, "the CPU that touches, by its OS number" },
	{ "node", "local", "local", 0, 1 << 10, "the NUMA node of the memory" },
	{ 0 },
};

static struct value *find(const struct values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++)
		if (!strcmp(values->list[i].parameter->name, name))
			return (struct value *)&values->list[i];
	return NULL;
}

static void add_defaults(struct values *values, const struct parameter *table)
{
	for (; table && table->name; table++) {
		/* A scenario's own row replaces the common one of that name. */
		struct value *value = find(values, table->name);

		if (!value)
			value = &values->list[values->count++];
		assert(values->count <= MAX_PARAMETERS);
		value->parameter = table;
		snprintf(value->text, sizeof(value->text), "%s", table->fallback);
	}
}

void values_default(struct values *values, const struct parameter *own)
{
	values->count = 0;
	add_defaults(values, common_parameters);
	add_defaults(values, own);
}

static bool is_choice(const char *choices, const char *text)
{
	size_t length = strlen(text);

	while (choices) {
		size_t choice = strcspn(choices, "|");

		if (choice == length && !strncmp(choices, text, length))
			return true;
		choices = choices[choice] ? choices + choice + 1 : NULL;
	}
	return false;
}

static bool is_allowed(const struct parameter *parameter, const char *text)
{
	uint64_t number;

	if (is_choice(parameter->choices, text))
		return true;
	return parameter->high && !units_parse_count(text, &number) &&
	       number >= parameter->low && number <= parameter->high;
}

static int refuse_value(const struct parameter *parameter, const char *text)
{
	char range[64] = "";

	if (parameter->high)
		snprintf(range, sizeof(range), "%s%llu to %llu", parameter->choices ? " or " : "",
			 (unsigned long long)parameter->low, (unsigned long long)parameter->high);
	return err_set(EINVAL, "%s=%s: must be %s%s", parameter->name, text,
		       parameter->choices ? parameter->choices : "", range);
}

static int refuse_name(const struct values *values, const char *name)
{
	char known[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < values->count && used < sizeof(known); i++)
		used += (size_t)snprintf(known + used, sizeof(known) - used, " %s",
					 values->list[i].parameter->name);
	return err_set(EINVAL, "%s: not a parameter of this scenario; it has%s", name, known);
}

int values_set(struct values *values, const char *name, const char *text)
{
	struct value *value = find(values, name);

	if (!value)
		return refuse_name(values, name);
	if (strlen(text) >= sizeof(value->text) || !is_allowed(value->parameter, text))
		return refuse_value(value->parameter, text);
	snprintf(value->text, sizeof(value->text), "%s", text);
	return 0;
}

const char *values_text(const struct values *values, const char *name)
{
	const struct value *value = find(values, name);

	assert(value);
	return value->text;
}

uint64_t values_count(const struct values *values, const char *name, uint64_t otherwise)
{
	uint64_t number = otherwise;

	units_parse_count(values_text(values, name), &number);
	return number;
}

bool values_constructed(const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->list[i];

		if (value->parameter->constructed && !strcmp(value->text, value->parameter->constructed))
			return true;
	}
	return false;
}
