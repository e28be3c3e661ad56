/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mail.h: text as a patch's mail takes it: plain ASCII, at most 72 columns, no tabs,
 * no blanks at the ends of lines.
 */
#ifndef REPORT_MAIL_H
#define REPORT_MAIL_H

#include <stdio.h>

enum { MAIL_WIDTH = 72 };

/*
 * Prints @text in lines of at most MAIL_WIDTH columns: the first begins with @head,
 * the others with as many blanks. A word that is longer than a line is cut.
 */
void mail_fill(FILE *stream, const char *head, const char *text);

/*
 * Prints @text with each character beyond ASCII as '?', tabs as blanks, none of them
 * at the ends of lines, and what still is too wide broken.
 */
void mail_print(FILE *stream, const char *text);

#endif /* REPORT_MAIL_H */
