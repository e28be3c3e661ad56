/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lines.c: sentences in a row.
 */
#include "report/lines.h"
#include "base/grow.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lines_add(struct lines *lines, const char *format, ...)
{
	char *text, **more;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		lines->failed = true;
		return;
	}
	more = grow(lines->items, lines->count, sizeof(*more));
	if (!more) {
		free(text);
		lines->failed = true;
		return;
	}
	lines->items = more;
	lines->items[lines->count++] = text;
}

void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->items[i]);
	free(lines->items);
	memset(lines, 0, sizeof(*lines));
}
