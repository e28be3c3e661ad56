/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * err.h: what went wrong, in one line, kept beside the errno.
 *
 * Libraries return 0 or -errno and print nothing. Where an errno alone would
 * leave the user guessing (which file, which line, what to do), they leave a
 * line here on their way out; a program prints it.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/* How a program ends. The same everywhere, scripts included. */
enum exit_status {
	EXIT_DONE	= 0,
	EXIT_FAILED	= 1,
	EXIT_USAGE	= 2,
	EXIT_REGRESSION	= 3,
	EXIT_SKIPPED	= 77,
};

/*
 * Keeps the line for err_text() and returns -@err, so that a failure is one
 * statement: return err_set(EINVAL, "%s:%d: ...", file, line). @err is a
 * positive errno. The line of an earlier failure is replaced. Names in it may hold anything:
 * control characters are escaped, and one line stays one line.
 */
int err_set(int err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The line kept for @err (negative, as returned), or strerror()'s where none
 * was kept for it. Valid until the next err_set() of this thread.
 */
const char *err_text(int err);

/*
 * Prints "PROGRAM: LINE" for @err on standard error and returns the status to
 * exit with: EXIT_USAGE for -EINVAL, EXIT_FAILED for all else.
 */
int err_report(const char *program, int err);

#endif /* BASE_ERR_H */
