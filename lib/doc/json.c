/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.c: comparisons as one JSON object.
 */
#include "doc/builders.h"
#include "doc/columns.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Version of this output, raised whenever a key changes its meaning. */
enum { COMPARISON_SCHEMA = 1 };

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *kernel(const struct variant *variant)
{
	const struct result_header *header = variant_header(variant);
	json_t *files = json_array();

	for (size_t i = 0; i < variant->boot_count; i++)
		json_array_append_new(files, text_or_null(variant->boots[i]->path));
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "name", header->kernel.name, "release", header->kernel.release,
			 "build", text_or_null(header->kernel.build),
			 "config_digest", text_or_null(header->kernel.config_digest),
			 "source", text_or_null(header->kernel.source),
			 "changes", text_or_null(header->kernel.changes),
			 "semantics", text_or_null(header->semantics), "files", files);
}

static json_t *parameters(const struct result_run *run)
{
	json_t *object = json_object();

	for (size_t i = 0; i < run->parameter_count; i++)
		json_object_set_new(object, run->parameters[i].name,
				    json_string(run->parameters[i].value));
	return object;
}

static json_t *states(const struct figure *figure)
{
	json_t *object = json_object();

	for (size_t i = 0; i < figure->after_count; i++)
		json_object_set_new(object, figure->after[i].words,
				    json_integer((json_int_t)figure->after[i].pages));
	return object;
}

static json_t *json_of(const struct value *value)
{
	switch (value->kind) {
	case VALUE_NUMBER:
		return json_real(value->number);
	case VALUE_COUNT:
		return json_integer((json_int_t)value->count);
	case VALUE_FLAG:
		return json_boolean(value->count);
	case VALUE_TEXT:
		return json_string(value->text ? value->text : value->buffer);
	case VALUE_PARAMETERS:
		return parameters(value->run);
	case VALUE_STATES:
		return states(value->figure);
	case VALUE_NONE:
		break;
	}
	return json_null();
}

/* Sets "a.b.c" of @object, and makes the objects on the way. Returns 0 or -1; takes @value. */
static int set_path(json_t *object, const char *path, json_t *value)
{
	const char *dot;
	char key[64];

	for (; (dot = strchr(path, '.')); path = dot + 1) {
		json_t *next;

		snprintf(key, sizeof(key), "%.*s", (int)(dot - path), path);
		next = json_object_get(object, key);
		if (!next && json_object_set_new(object, key, json_object())) {
			json_decref(value);
			return -1;
		}
		object = json_object_get(object, key);
	}
	return json_object_set_new(object, path, value);
}

static json_t *row(const struct context *context)
{
	json_t *object = json_object();
	bool estimated = context->item->cost.estimated;
	int failed = 0;

	for (const struct column *column = comparison_columns; !column_is_end(column); column++) {
		struct value value;

		if (!column->path)
			continue;
		if (!strncmp(column->path, "estimate.", 9) && !estimated) {
			failed |= json_object_set_new(object, "estimate", json_null());
			continue;
		}
		value = column_value(column, context);
		failed |= set_path(object, column->path, json_of(&value));
	}
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

/* The sentences of the summary, in one. */
static json_t *conclusion(const struct model *model, const struct diff *diff)
{
	struct document document = { 0 };
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	json_t *string = NULL;

	add_summary(&document, model, diff, true);
	for (size_t i = 0; stream && !document.failed && i < document.blocks[0].count; i++) {
		const struct item *item = &document.blocks[0].items[i];

		fprintf(stream, "%s%s%s%s", i ? ". " : "", item->name ? item->name : "",
			item->name ? ": " : "", item->text);
	}
	if (stream && !fclose(stream) && !document.failed)
		string = json_string(text);
	free(text);
	document_free(&document);
	return string;
}

static json_t *comparison(struct model *model, size_t variant)
{
	json_t *rows = json_array(), *object;
	struct diff diff;

	if (model_diff(model, &diff, variant)) {
		json_decref(rows);
		return NULL;
	}
	for (size_t i = 0; i < diff.count; i++) {
		const struct context context = { .model = model, .diff = &diff,
						 .item = &diff.items[i] };

		json_array_append_new(rows, row(&context));
	}
	object = json_pack("{s:o, s:o, s:o}", "patched", kernel(&model->variants.items[variant]),
			   "rows", rows, "conclusion", conclusion(model, &diff));
	diff_free(&diff);
	return object;
}

static json_t *notes(const struct model *model, enum note_kind kind)
{
	json_t *list = json_array();
	char where[256];

	for (size_t i = 0; i < model->notes.count; i++) {
		const struct note *note = &model->notes.items[i];

		if (note->kind != kind)
			continue;
		note_where(note, model->variants.count, where, sizeof(where));
		json_array_append_new(list, json_pack("{s:s, s:o, s:s, s:s, s:o, s:I, s:I}",
			"scenario", note->run->scenario, "parameters", parameters(note->run),
			"text", note->text, "sides", where, "file", text_or_null(note->path),
			"line", (json_int_t)note->line, "times", (json_int_t)note->times));
	}
	return list;
}

static json_t *warnings(const struct model *model)
{
	json_t *list = json_array();

	for (size_t i = 0; i < model->diagnostics.count; i++) {
		const struct diagnostic *diagnostic = &model->diagnostics.items[i];
		char *text = diagnostic_text(model, diagnostic);

		json_array_append_new(list, text ? json_pack("{s:s, s:s}", "warning",
			diagnostic_heading(diagnostic->kind), "detail", text) : NULL);
		free(text);
	}
	return list;
}

static int dump(json_t *object, FILE *stream)
{
	int err = json_dumpf(object, stream,
			     JSON_INDENT(2) | JSON_REAL_PRECISION(10) | JSON_ENSURE_ASCII);

	fputc('\n', stream);
	json_decref(object);
	/* Why a stream cannot be written says who closes it. */
	return err && !ferror(stream) ? -ENOMEM : 0;
}

int export_comparison_json(struct model *model, FILE *stream)
{
	json_t *comparisons = json_array(), *object;

	for (size_t i = 1; i < model->variants.count; i++) {
		if (json_array_append_new(comparisons, comparison(model, i))) {
			json_decref(comparisons);
			return -ENOMEM;
		}
	}
	object = json_pack("{s:i, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o}",
			   "schema", COMPARISON_SCHEMA, "platform", model->rows.platform,
			   "unit", model->rows.unit, "same_kernel", model->variants.same_kernel,
			   "findings", notes(model, NOTE_FINDING),
			   "errors", notes(model, NOTE_ERROR), "skipped", notes(model, NOTE_SKIP),
			   "warnings", warnings(model),
			   "base", kernel(&model->variants.items[0]), "comparisons", comparisons);
	if (!object)
		return -ENOMEM;
	return dump(object, stream);
}

void json_row(json_t *rows, const struct column *columns, const struct context *context)
{
	json_t *object = json_object();

	for (; !column_is_end(columns); columns++) {
		struct value value = columns->value(context);

		json_object_set_new(object, columns->name, json_of(&value));
	}
	if (context->row)
		json_object_set_new(object, "parameters", parameters(context->row->run));
	json_array_append_new(rows, object);
}
