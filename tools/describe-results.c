/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * describe-results.c: write the JSON Schema of result files or answers, or a table of keys.
 *
 * They come from lib/result/tables.c and answers.c; `make docs` calls this.
 */
#include "base/output.h"
#include "result/answers.h"
#include "result/tables.h"
#include "result/writer.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *typed(const char *type)
{
	return json_pack("{s:s}", "type", type);
}

/* A list of what stands between the bars of @words. */
static json_t *list_of(const char *words)
{
	json_t *list = json_array();

	for (size_t length; *words; words += length + (words[length] == '|')) {
		length = strcspn(words, "|");
		json_array_append_new(list, json_stringn(words, length));
	}
	return list;
}

static json_t *limit(double value)
{
	return value == (double)(json_int_t)value ? json_integer((json_int_t)value) : json_real(value);
}

static json_t *number_of(const char *type, const struct field *field)
{
	json_t *schema = typed(type);
	double least = field_least(field), most = field_most(field);

	if (least == most) {
		json_decref(schema);
		return json_pack("{s:o}", "const", limit(least));
	}
	if (least > -NUMBER_MOST)
		json_object_set_new(schema, "minimum", limit(least));
	if (most < (strcmp(type, "number") ? COUNT_MOST : NUMBER_MOST))
		json_object_set_new(schema, "maximum", limit(most));
	return schema;
}

static json_t *text_of(const struct field *field)
{
	json_t *schema = field->words ? json_pack("{s:o}", "enum", list_of(field->words)) : typed("string");

	if (field->flags & FIELD_FILLED)
		json_object_set_new(schema, "minLength", json_integer(1));
	return schema;
}

static json_t *texts_of(const struct field *field)
{
	json_t *schema = json_pack("{s:s, s:o}", "type", "array", "items", typed("string"));

	if (field->flags & FIELD_FILLED)
		json_object_set_new(schema, "minItems", json_integer(1));
	return schema;
}

/* An object whose keys are names, of @values. */
static json_t *named(const struct field *field, json_t *values)
{
	json_t *schema = json_pack("{s:s, s:o}", "type", "object", "additionalProperties", values);

	if (field->names)
		json_object_set_new(schema, "propertyNames", json_pack("{s:o}", "enum", list_of(field->names)));
	if (field->flags & FIELD_STATES)
		json_object_set_new(schema, "propertyNames",
				    json_pack("{s:s}", "pattern", "^[a-z-]+( [a-z-]+)*$"));
	return schema;
}

static json_t *pairs(void)
{
	return json_pack("{s:s, s:{s:s, s:[{s:s, s:i}, {s:s, s:i}], s:i, s:i}}", "type", "array",
			 "items", "type", "array",
			 "items", "type", "integer", "minimum", 0, "type", "integer", "minimum", 1,
			 "minItems", 2, "maxItems", 2);
}

static json_t *distributions(void)
{
	return json_pack("{s:s, s:[s, s], s:{s:{s:[s, s]}, s:o}, s:b}", "type", "object",
			 "required", "unit", "samples",
			 "properties", "unit", "enum", "ticks", "count", "samples", pairs(),
			 "additionalProperties", false);
}

static json_t *changes(void)
{
	return json_pack("{s:s, s:[s, s], s:{s:o, s:o}, s:b}", "type", "object", "required", "from", "to",
			 "properties", "from", typed("string"), "to", typed("string"),
			 "additionalProperties", false);
}

static json_t *schema_of(const struct field *field)
{
	switch (field->kind) {
	case FIELD_TEXT:	return text_of(field);
	case FIELD_WORDS:
	case FIELD_LIST:	return texts_of(field);
	case FIELD_NUMBER:	return number_of("number", field);
	case FIELD_COUNT:	return number_of("integer", field);
	case FIELD_FLAG:	return typed("boolean");
	case FIELD_TEXTS:	return named(field, text_of(field));
	case FIELD_COUNTS:	return named(field, number_of("integer", field));
	case FIELD_NUMBERS:	return named(field, typed("number"));
	case FIELD_CHANGES:	return named(field, changes());
	case FIELD_PAIRS:	return pairs();
	case FIELD_SERIES:	return named(field, distributions());
	case FIELD_OBJECT:	break;
	}
	return json_pack("{s:s, s:[], s:{}, s:b}", "type", "object", "required", "properties",
			 "additionalProperties", !!(field->flags & FIELD_OPEN));
}

static void make_nullable(json_t *schema)
{
	json_t *words = json_object_get(schema, "enum"), *type = json_object_get(schema, "type");

	if (words)
		json_array_append_new(words, json_null());
	else
		json_object_set_new(schema, "type", json_pack("[O, s]", type, "null"));
}

/* Adds @field below @schema, an object: at the end of its path, whose objects came before. */
static void add_field(json_t *schema, const struct field *field)
{
	json_t *mine = schema_of(field);
	const char *name = field->path;

	for (const char *dot; (dot = strchr(name, '.')); name = dot + 1) {
		char *part = strndup(name, (size_t)(dot - name));

		schema = json_object_get(json_object_get(schema, "properties"), part);
		free(part);
	}
	if (field->flags & FIELD_NULL)
		make_nullable(mine);
	json_object_set_new(mine, "description", json_string(field->text));
	json_object_set_new(json_object_get(schema, "properties"), name, mine);
	if (field->flags & FIELD_WRITTEN)
		json_array_append_new(json_object_get(schema, "required"), json_string(name));
}

/* Records of @kind: what all but header and end begin with, and @table. */
static json_t *record_of(const char *kind, const struct table *table)
{
	const struct table *run = &tables[TABLE_RUN];
	json_t *schema = json_pack("{s:s, s:s, s:[s], s:{s:{s:s}}, s:b}", "description", table->text,
				   "type", "object", "required", "record",
				   "properties", "record", "const", kind, "additionalProperties", false);

	if (table == &tables[TABLE_TRIAL] || table == &tables[TABLE_NOTE])
		for (size_t i = 0; i < run->count; i++)
			add_field(schema, &run->fields[i]);
	for (size_t i = 0; i < table->count; i++)
		add_field(schema, &table->fields[i]);
	return schema;
}

static const struct {
	const char *kind;
	enum table_kind table;
} kinds[] = {
	{ "header", TABLE_HEADER }, { "trial", TABLE_TRIAL }, { "skip", TABLE_NOTE },
	{ "error", TABLE_NOTE }, { "end", TABLE_END },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int print_json(json_t *json)
{
	int err = json_dumpf(json, stdout, JSON_INDENT(1));

	putchar('\n');
	json_decref(json);
	return err;
}

static int print_schema(void)
{
	json_t *names = json_array(), *choices = json_array(), *definitions = json_object();

	for (size_t i = 0; i < KINDS; i++) {
		json_array_append_new(names, json_string(kinds[i].kind));
		json_array_append_new(choices, json_pack("{s:{s:{s:{s:s}}}, s:{s:s+}}",
			"if", "properties", "record", "const", kinds[i].kind,
			"then", "$ref", "#/definitions/", kinds[i].kind));
		json_object_set_new(definitions, kinds[i].kind,
				    record_of(kinds[i].kind, &tables[kinds[i].table]));
	}
	return print_json(json_pack("{s:s, s:s, s:s, s:s, s:[s], s:{s:{s:o}}, s:o, s:o}",
		"$schema", "http://json-schema.org/draft-07/schema#",
		"title", "A record of a dexbench result file",
		"description", "One line of a file that `dexbench run` writes. Written by `make docs` from "
		"lib/result/tables.c. docs/results.md says what may change within a version. Further keys are "
		"refused, for this says what dexbench writes; readers ignore keys that they do not know.",
		"type", "object", "required", "record", "properties", "record", "enum", names,
		"allOf", choices, "definitions", definitions));
}

/* One of these is an answer. */
static int print_answers(void)
{
	json_t *choices = json_array();

	for (size_t i = 0; i < ANSWERS; i++) {
		json_t *row = json_pack("{s:s, s:[], s:{}, s:b}", "type", "object", "required",
					"properties", "additionalProperties", false);

		for (size_t j = 0; j < answers[i].count; j++)
			add_field(row, &answers[i].fields[j]);
		json_array_append_new(choices, json_pack(
			"{s:s, s:s, s:[s, s, s], s:{s:{s:i}, s:{s:s}, s:{s:s, s:o}}, s:b}",
			"description", answers[i].text, "type", "object",
			"required", "schema", "answer", "rows", "properties",
			"schema", "const", ANSWER_SCHEMA, "answer", "const", answers[i].kind,
			"rows", "type", "array", "items", row, "additionalProperties", false));
	}
	return print_json(json_pack("{s:s, s:s, s:s, s:o}",
		"$schema", "http://json-schema.org/draft-07/schema#",
		"title", "An answer of dexbench, dexcompare or explain to --json",
		"description", "Written by `make docs` from lib/result/answers.c. What docs/results.md "
		"says of result files holds here: within a version of `schema` keys may come, and "
		"none goes or changes.",
		"oneOf", choices));
}

static const char *type_name(const struct field *field)
{
	static const char *const names[] = {
		[FIELD_TEXT] = "string", [FIELD_WORDS] = "array of strings", [FIELD_LIST] = "array of strings",
		[FIELD_NUMBER] = "number", [FIELD_COUNT] = "integer", [FIELD_FLAG] = "boolean",
		[FIELD_TEXTS] = "object of strings", [FIELD_COUNTS] = "object of integers",
		[FIELD_NUMBERS] = "object of numbers", [FIELD_CHANGES] = "object of objects",
		[FIELD_PAIRS] = "array of `[value, count]`", [FIELD_SERIES] = "object of distributions",
		[FIELD_OBJECT] = "object",
	};

	return names[field->kind];
}

static void print_words(const char *before, const char *words)
{
	for (size_t length; words && *words; words += length + (words[length] == '|')) {
		length = strcspn(words, "|");
		printf("%s`%.*s`", before, (int)length, words);
		before = ", ";
	}
}

static void print_rows(const struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];

		printf("| `%s` | %s%s | %s | %s", field->path, type_name(field),
		       field->flags & FIELD_NULL ? " or null" : "",
		       field->flags & FIELD_WRITTEN ? "always" : "", field->text);
		print_words(" One of ", field->words);
		print_words(" Of ", field->names);
		puts(" |");
	}
}

int main(int argc, char **argv)
{
	const char *program = "describe-results", *what = argc == 2 ? argv[1] : "";
	const struct table *table = NULL;

	if (!strcmp(what, "schema"))
		return output_close(program, print_schema() ? EXIT_FAILURE : EXIT_SUCCESS);
	if (!strcmp(what, "answers"))
		return output_close(program, print_answers() ? EXIT_FAILURE : EXIT_SUCCESS);
	for (size_t i = 0; i < TABLES + ANSWERS && !table; i++) {
		table = i < TABLES ? &tables[i] : &answers[i - TABLES];
		table = strcmp(table->kind, what) ? NULL : table;
	}
	if (!table) {
		fprintf(stderr, "usage: %s schema|answers|KIND\n", program);
		return 2;
	}
	puts("| key | type | written | meaning |\n|---|---|---|---|");
	print_rows(table);
	return output_close(program, EXIT_SUCCESS);
}
