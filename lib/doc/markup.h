/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * markup.h: what stands for the characters that are markup of HTML, SVG and Markdown.
 */
#ifndef DOC_MARKUP_H
#define DOC_MARKUP_H

#include <stdio.h>

/* What "->" becomes where it need not be ASCII. */
#define MARKUP_ARROW	"\xe2\x86\x92"

/* "&lt;" for '<'; NULL for what is no markup. */
const char *markup_entity(char character);

/*
 * Prints @text so that no character of it is markup of HTML or SVG, within elements
 * and attributes in quotes.
 */
void markup_print(FILE *stream, const char *text);

#endif /* DOC_MARKUP_H */
