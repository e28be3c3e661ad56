/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lines.h: a list of sentences, each made by printf().
 *
 * Without memory a list loses nothing in silence: it is marked as failed.
 */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	char **items;
	size_t count;
	bool failed;
};

/* Adds one; @lines owns it. */
void lines_add(struct lines *lines, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Empties it; a zeroed one is fine. */
void lines_free(struct lines *lines);

#endif /* REPORT_LINES_H */
