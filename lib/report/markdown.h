/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * markdown.h: a comparison for GitHub and its like.
 */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include <stdio.h>

struct report;

/*
 * Prints what a cover letter says, with tables in GitHub-flavoured Markdown, for
 * each further side of @report. @command as there. Returns 0 or -errno.
 */
int markdown_print(struct report *report, const char *command, FILE *stream);

#endif /* REPORT_MARKDOWN_H */
