/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.h: open and close a program's standard streams.
 */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdbool.h>

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

/* Is standard output written in colour? @when is "always", "never", and "auto" or NULL for who can show it. */
bool output_has_colour(const char *when);

#endif /* BASE_OUTPUT_H */
