/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plain.h: plain text, for a terminal and for a mail.
 */
#ifndef DOC_PLAIN_H
#define DOC_PLAIN_H

#include "doc/document.h"

enum { TEXT_WIDTH = 78, MAIL_WIDTH = 72 };

/* Characters of @text, of which one in UTF-8 has several bytes. */
size_t text_columns(const char *text);

/*
 * Prints @text in lines of at most @width columns: the first begins with @head, the
 * others with as many blanks. A word that is longer than a line stays in one piece.
 */
void text_wrap(FILE *stream, size_t width, const char *head, const char *text);

/* Prints all of @document in lines of at most @width columns. */
void write_plain(const struct document *document, size_t width, FILE *stream);

#endif /* DOC_PLAIN_H */
