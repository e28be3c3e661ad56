/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values.c: values of columns.
 */
#include "doc/columns.h"

#include <math.h>
#include <string.h>

struct value value_number(double number)
{
	return (struct value){ .kind = isfinite(number) ? VALUE_NUMBER : VALUE_NONE,
			       .number = number };
}

struct value value_count(uint64_t count)
{
	return (struct value){ .kind = VALUE_COUNT, .count = count };
}

struct value value_text(const char *text)
{
	return (struct value){ .kind = text ? VALUE_TEXT : VALUE_NONE, .text = text };
}

struct value value_name(const struct context *context, const struct result_run *run)
{
	struct value value = { .kind = VALUE_TEXT };
	struct cell name = format_name(&context->model->naming, run, true);

	memcpy(value.buffer, name.text, sizeof(name.text));
	return value;
}
