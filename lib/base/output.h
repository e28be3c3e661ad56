/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.h: open and close a program's standard streams.
 */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/options.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Opens /dev/null for each of the three standard streams that the program was started without, so
 * that no file takes their place. To write to such a stream fails. The first call of main().
 */
void output_open(void);

/*
 * Closes standard output. Returns @status, or EXIT_FAILED after a line on standard error where
 * @status is EXIT_DONE and not all of the output was written. The last call of main().
 */
int output_close(const char *program, int status);

/* The row of --color, whose argument is @when. */
#define COLOUR_OPTION(when)								\
	{ "color", 0, OPTION_TEXT, &(when), "WHEN",					\
	  "colour worse and better: always, never, or auto: on a terminal, without NO_COLOR "	\
	  "[auto]" }

/* Is @when one of these, or NULL? Returns 0, or -EINVAL with a line in err_text(). */
int output_check_colour(const char *when);

/* Is @stream written in colour? "auto" and NULL: where it is a terminal, without NO_COLOR. */
bool output_has_colour(const char *when, FILE *stream);

#endif /* BASE_OUTPUT_H */
