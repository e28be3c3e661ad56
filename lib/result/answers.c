/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answers.c: every key of what programs say with --json. docs/answers.schema.json is made of it.
 */
#include "result/tables.h"
#include "base/err.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define KEY(name, kind, text, ...) \
	{ name, FIELD_##kind, FIELD_WRITTEN, FIELD_UNKEPT, text, __VA_ARGS__ }
#define KEY_OR_NULL(name, kind, text, ...) \
	{ name, FIELD_##kind, FIELD_WRITTEN | FIELD_NULL, FIELD_UNKEPT, text, __VA_ARGS__ }

static const struct field list_keys[] = {
	KEY("scenario", TEXT, "Its name."),
	KEY_OR_NULL("summary", TEXT, "What it measures."),
	KEY("file", TEXT, "Its source."),
	KEY_OR_NULL("unmet", TEXT, "What it needs and this machine lacks."),
	KEY("parameters", TEXTS, "Of its own: name to default."),
};

static const struct field doctor_keys[] = {
	KEY("verdict", TEXT, "`warn`: it disturbs.", .words = "ok|note|warn"),
	KEY("name", TEXT, "What was looked at."),
	KEY("state", TEXT, "How it is."),
	KEY_OR_NULL("remedy", TEXT, "What helps."),
};

static const struct field topology_keys[] = {
	KEY("cpu", COUNT, "The kernel's number."),
	KEY_OR_NULL("package", COUNT, "hwloc's number."),
	KEY_OR_NULL("node", COUNT, "The kernel's number."),
	KEY_OR_NULL("l3", COUNT, "hwloc's number."),
	KEY_OR_NULL("core", COUNT, "hwloc's number."),
	KEY_OR_NULL("kind", TEXT, "Its core type; null where all are alike."),
	KEY("isolated", FLAG, "The kernel keeps tasks off it."),
	KEY("use", TEXT, "What a run does with it, or why nothing."),
	KEY_OR_NULL("node_distance", NUMBER,
		    "From the node of the CPU that measures, as the firmware has it; 10 is near."),
};

static const struct field probe_keys[] = {
	KEY("name", TEXT, "What was tried or read."),
	KEY("value", TEXT, "What was found."),
	KEY_OR_NULL("remark", TEXT, "What that means, or why it is so."),
};

static const struct field explain_keys[] = {
	KEY("side", TEXT, "Which kernel.", .words = "base|patched"),
	KEY("scenario", TEXT, "Its name."),
	KEY("parameters", TEXTS, "Name to value."),
	KEY("kernel", TEXT, "Its name."),
	KEY("release", TEXT, "As `uname -r` says."),
	KEY("median", COUNTS, "Of the median touch.",
	    .names = "instructions|loads|stores|lines|atomics|barriers|faults"),
	KEY("instructions", PAIRS, "Instructions of all touches."),
	KEY("self", COUNTS, "Instructions of the median touch in each function."),
	KEY("inclusive", COUNTS, "The same, with what it calls."),
	KEY("calls", COUNTS, "Of each function, in the median touch."),
};

static const struct field kernel_keys[] = {
	KEY("place", COUNT, "Of the kernel among those that were named, from 0."),
	KEY("kernel", TEXT, "Its name."),
	KEY("release", TEXT, "As `uname -r` says."),
	KEY("semantics", TEXT, "As in the header."),
	KEY("arch", TEXT, "As `uname -m` says."),
	KEY("hardware", TEXT, "What the CPU sets in an entry by itself, in words."),
	KEY("scenario", TEXT, "Its name."),
	KEY("label", TEXT, "As the tables name the row."),
	KEY("constructed", TEXT, "As in a trial.", .words = "yes|no"),
	KEY("unit", TEXT, "Of `cost`.", .words = "instructions|ns"),
	KEY_OR_NULL("cost", NUMBER, "Per page; null without times."),
	KEY_OR_NULL("restore", NUMBER, "Faults per page, as in a trial."),
	KEY_OR_NULL("extra_write", NUMBER, "The same."),
	KEY_OR_NULL("other", NUMBER, "The same."),
	KEY("fate", TEXT, "What became of the pages: docs/matrix.md."),
	KEY("findings", COUNT, "Timed trials with a finding."),
	KEY("parameters", TEXTS, "Name to value."),
};

static const struct field baseline_keys[] = {
	KEY("label", TEXT, "As the tables name the row."),
	KEY("median", NUMBER, "Per page, of the processes' medians."),
	KEY_OR_NULL("low", NUMBER, "Where its 95 % interval begins."),
	KEY_OR_NULL("high", NUMBER, "Where it ends."),
	KEY_OR_NULL("detectable_percent", NUMBER, "The least effect that would be found."),
	KEY_OR_NULL("in_minor_faults", NUMBER,
		    "The median in multiples of `baseline_minor_fault`."),
	KEY("parameters", TEXTS, "Name to value."),
};

#define ANSWER(name, text, keys) { name, text, keys, sizeof(keys) / sizeof((keys)[0]) }

const struct table answers[ANSWERS] = {
	[ANSWER_LIST] = ANSWER("list", "A row for each scenario.", list_keys),
	[ANSWER_DOCTOR] = ANSWER("doctor", "A row for each thing that may disturb.", doctor_keys),
	[ANSWER_TOPOLOGY] = ANSWER("topology", "A row for each CPU.", topology_keys),
	[ANSWER_PROBE] = ANSWER("probe", "A row for each thing found out.", probe_keys),
	[ANSWER_EXPLAIN] = ANSWER("explain", "A row for each kernel.", explain_keys),
	[ANSWER_SHOW] = ANSWER("show", "As history.", kernel_keys),
	[ANSWER_HISTORY] = ANSWER("history", "A row for each row and kernel.", kernel_keys),
	[ANSWER_BASELINES] = ANSWER("baselines", "A row for each row.", baseline_keys),
};

/* The next of @values, as @kind. */
static json_t *next_value(enum field_kind kind, va_list *values)
{
	const char *text;
	double number;
	int count;

	switch (kind) {
	case FIELD_TEXT:
		text = va_arg(*values, const char *);
		return text ? json_string(text) : json_null();
	case FIELD_COUNT:
		count = va_arg(*values, int);
		return count < 0 ? json_null() : json_integer(count);
	case FIELD_FLAG:
		return json_boolean(va_arg(*values, int));
	case FIELD_NUMBER:
		number = va_arg(*values, double);
		return isnan(number) ? json_null() : json_real(number);
	default:
		return va_arg(*values, json_t *);
	}
}

void answer_add(json_t *rows, enum answer answer, ...)
{
	const struct table *table = &answers[answer];
	json_t *row = json_object();
	va_list values;

	va_start(values, answer);
	for (size_t i = 0; i < table->count; i++)
		json_object_set_new(row, table->fields[i].path,
				    next_value(table->fields[i].kind, &values));
	va_end(values);
	json_array_append_new(rows, row);
}

int answer_print(const char *answer, json_t *rows, FILE *stream)
{
	json_t *object = json_pack("{s:i, s:s, s:o}", "schema", ANSWER_SCHEMA, "answer", answer,
				   "rows", rows);
	const size_t form = JSON_INDENT(2) | JSON_REAL_PRECISION(10) | JSON_ENSURE_ASCII;
	/* Why a stream cannot be written says who closes it. */
	bool failed = !object || (json_dumpf(object, stream, form) && !ferror(stream));

	fputc('\n', stream);
	json_decref(object);
	return failed ? err_set(ENOMEM, "the answer could not be written as JSON") : 0;
}
