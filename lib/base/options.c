/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.c: getopt_long() driven by a table.
 */
#include "base/options.h"
#include "base/err.h"
#include "base/units.h"
#include "version.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	MAX_OPTIONS = 32,
	LONG_ONLY = 256,	/* above any letter: row number plus this */
	HELP_COLUMN = 26,
};

static size_t count_rows(const struct option_row *rows)
{
	size_t n = 0;

	while (rows[n].name)
		n++;
	return n;
}

static const struct option_row *find_row(const struct option_row *rows, int code)
{
	if (code >= LONG_ONLY)
		return &rows[code - LONG_ONLY];
	for (; rows->name; rows++)
		if (rows->letter == code)
			return rows;
	return NULL;
}

static int store(const struct option_row *row, const char *argument)
{
	int err = 0;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		break;
	case OPTION_TEXT:
		*(const char **)row->value = argument;
		break;
	case OPTION_COUNT:
		err = units_parse_count(argument, row->value);
		break;
	case OPTION_NUMBER:
		err = units_parse_number(argument, row->value);
		break;
	}
	if (err)
		return err_set(EINVAL, "--%s=%s: expected %s", row->name, argument,
			       row->kind == OPTION_COUNT ? "a whole number" : "a number");
	return 0;
}

static void print_wrapped(FILE *stream, const char *text, int column)
{
	size_t room = 80 - column - 1;

	while (strlen(text) > room) {
		size_t cut = room;

		while (cut > 1 && text[cut] != ' ')
			cut--;
		fprintf(stream, "%.*s\n%*s", (int)cut, text, column, "");
		text += cut + (text[cut] == ' ');
	}
	fprintf(stream, "%s\n", text);
}

/* Prints usage, summary and one line per option, at most 80 columns wide. */
static void print_help(const struct option_command *command, FILE *stream)
{
	fprintf(stream, "usage: %s [OPTION ...]%s%s\n\n", command->program,
		*command->usage ? " " : "", command->usage);
	print_wrapped(stream, command->summary, 0);
	fputc('\n', stream);
	for (const struct option_row *row = command->rows; row->name; row++) {
		int used = fprintf(stream, row->letter ? "  -%c, " : "      ", row->letter);

		used += fprintf(stream, "--%s", row->name);
		if (row->argument)
			used += fprintf(stream, "=%s", row->argument);
		if (used >= HELP_COLUMN)
			used = fprintf(stream, "\n") - 1;
		fprintf(stream, "%*s", HELP_COLUMN - used, "");
		print_wrapped(stream, row->help, HELP_COLUMN);
	}
	options_common(HELP_COLUMN, stream);
	if (command->more)
		command->more();
}

int options_parse(const struct option_command *command, int argc, char **argv,
		  int *first)
{
	struct option longs[MAX_OPTIONS + 3] = { 0 };
	char shorts[2 * MAX_OPTIONS + 4] = ":hV";
	size_t rows = count_rows(command->rows), used = 3;
	int code, err;

	for (size_t i = 0; i < rows; i++) {
		const struct option_row *row = &command->rows[i];

		longs[i].name = row->name;
		longs[i].has_arg = row->argument ? required_argument : no_argument;
		longs[i].val = LONG_ONLY + (int)i;
		if (!row->letter)
			continue;
		shorts[used++] = row->letter;
		if (row->argument)
			shorts[used++] = ':';
	}
	longs[rows] = (struct option){ "help", no_argument, NULL, 'h' };
	longs[rows + 1] = (struct option){ "version", no_argument, NULL, 'V' };

	optind = 0;
	opterr = 0;
	while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (code == 'V') {
			options_version(command->program, stdout);
			return OPTIONS_HELP_SHOWN;
		}
		if (code == 'h') {
			print_help(command, stdout);
			return OPTIONS_HELP_SHOWN;
		}
		if (code == '?' || code == ':')
			return err_set(EINVAL, "%s: %s; see %s --help", argv[optind - 1],
				       code == '?' ? "no such option" : "needs an argument",
				       command->program);
		err = store(find_row(command->rows, code), optarg);
		if (err)
			return err;
	}
	*first = optind;
	return 0;
}

void options_common(int column, FILE *stream)
{
	fprintf(stream, "  -V, --version%*sprint the version and exit\n", column - 15, "");
	fprintf(stream, "  -h, --help%*sprint this and exit\n", column - 12, "");
}

void options_version(const char *program, FILE *stream)
{
	fprintf(stream, "%.*s %s (%s)\n", (int)strcspn(program, " "), program, DEXBENCH_VERSION,
		DEXBENCH_COMMIT);
}
