/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * markup.h: text from a result file, made harmless for Markdown, HTML and SVG.
 */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include <stdio.h>

/* Prints @text so that no character of it is markup of Markdown, or HTML within it. */
void markup_markdown(FILE *stream, const char *text);

/*
 * Prints @text so that no character of it is markup of HTML or SVG, within elements
 * and attributes in quotes. "->" becomes an arrow, and a part of a character '?'.
 */
void markup_html(FILE *stream, const char *text);

#endif /* REPORT_MARKUP_H */
