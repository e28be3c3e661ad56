/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * err.c: the line that explains the last failure.
 */
#include "base/err.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local struct {
	int err;
	char line[1024];
} last;

int err_set(int err, const char *format, ...)
{
	/* The arguments may be err_text() itself, when a caller adds to the line. */
	char line[sizeof(last.line)];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);

	last.err = err;
	text_escape(last.line, sizeof(last.line), line);
	return -err;
}

const char *err_text(int err)
{
	if (last.err && last.err == -err)
		return last.line;
	return strerror(-err);
}

int err_report(const char *program, int err)
{
	fprintf(stderr, "%s: %s\n", program, err_text(err));
	return err == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}
