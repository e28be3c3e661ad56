/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tsv.c: write columns with tabs between them.
 */
#include "doc/columns.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void tsv_names(const struct column *columns, FILE *stream)
{
	const char *tab = "";

	for (; !column_is_end(columns); columns++) {
		if (!columns->name)
			continue;
		fprintf(stream, "%s%s", tab, columns->name);
		tab = "\t";
	}
}

/* A text of a result file, or of its name, must not end a cell or reach a terminal raw. */
void tsv_text(const char *text, FILE *stream)
{
	size_t size = 4 * strlen(text) + 1;
	char *escaped = malloc(size);

	if (escaped)
		text_escape(escaped, size, text);
	fputs(escaped ? escaped : "?", stream);
	free(escaped);
}

static void print_value(const struct value *value, FILE *stream)
{
	const struct result_parameter *parameter;

	switch (value->kind) {
	case VALUE_NONE:
		fputs("NA", stream);
		break;
	case VALUE_NUMBER:
		fprintf(stream, "%.10g", value->number);
		break;
	case VALUE_COUNT:
	case VALUE_FLAG:
		fprintf(stream, "%llu", (unsigned long long)value->count);
		break;
	case VALUE_TEXT:
		tsv_text(value->text ? value->text : value->buffer, stream);
		break;
	case VALUE_PARAMETERS:
		for (size_t i = 0; i < value->run->parameter_count; i++) {
			parameter = &value->run->parameters[i];
			fputs(i ? " " : "", stream);
			tsv_text(parameter->name, stream);
			fputc('=', stream);
			tsv_text(parameter->value, stream);
		}
		break;
	case VALUE_STATES:
		/* A mixed state stays visible: "250 wdys-, 6 w-ys-". */
		fputs(value->figure->after_count > 1 ? format_pte_counts(value->figure).text :
		      value->figure->after_count ? format_pte(value->figure).text : "NA", stream);
		break;
	}
}

void tsv_values(const struct column *columns, const struct context *context, FILE *stream)
{
	const char *tab = "";

	for (; !column_is_end(columns); columns++) {
		struct value value;

		if (!columns->name)
			continue;
		value = column_value(columns, context);
		fputs(tab, stream);
		print_value(&value, stream);
		tab = "\t";
	}
}
