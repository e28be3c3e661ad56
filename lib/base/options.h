/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h: command-line options, each one row of a table.
 *
 * The parser and --help both read the table, so they cannot drift apart.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdio.h>

enum option_kind {
	OPTION_FLAG,	/* bool: set to true */
	OPTION_TEXT,	/* const char *: points into argv */
	OPTION_COUNT,	/* uint64_t: a decimal number */
	OPTION_NUMBER,	/* double: a decimal number */
};

struct option_row {
	/* The long name, without dashes. A row without one ends the table. */
	const char *name;

	/* The short form, or 0. */
	char letter;

	enum option_kind kind;

	/* Where the value goes; its type follows from @kind. */
	void *value;

	/* What to call the argument in --help; NULL for a flag. */
	const char *argument;

	/* Completes the line in --help; names the default where there is one. */
	const char *help;
};

struct option_command {
	const char *program;	/* "dexbench run" */
	const char *usage;	/* what follows the options: "[SCENARIO] ..." */
	const char *summary;	/* one sentence */
	const struct option_row *rows;
	void (*more)(void);	/* prints what --help ends with; or NULL */
};

/* What options_parse() returns besides errors. */
enum { OPTIONS_HELP_SHOWN = 1 };

/*
 * Reads @argv[1..], in any order with other words, which end up at the end.
 * -h, --help, -V and --version are known without a row: they print to standard output.
 *
 * Returns 0 with *@first set to the first other word, OPTIONS_HELP_SHOWN, or
 * -EINVAL with a line in err_text().
 */
int options_parse(const struct option_command *command, int argc, char **argv,
		  int *first);

/* The lines of -V and -h, their text from @column on; "dexbench 0.2.0 (COMMIT)". */
void options_common(int column, FILE *stream);
void options_version(const char *program, FILE *stream);

#endif /* BASE_OPTIONS_H */
