/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cover_letter.h: the "Performance" section of a patch's cover letter.
 */
#ifndef REPORT_COVER_LETTER_H
#define REPORT_COVER_LETTER_H

#include <stdio.h>

struct report;
struct story;

/*
 * Prints a section for each further side of @report: plain ASCII, at most 72
 * columns. @command repeats all of it, or is NULL. Returns 0 or -errno.
 */
int cover_letter_print(struct report *report, const char *command, FILE *stream);

/* The section of one comparison. Returns 0 or -ENOMEM. */
int cover_letter_story(const struct story *story, FILE *stream);

#endif /* REPORT_COVER_LETTER_H */
