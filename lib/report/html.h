/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html.h: a comparison as one page.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdio.h>

struct report;

/*
 * Prints what a cover letter says as a page with charts, for each further side of
 * @report. A picture of the machine that lies beside the results is in it (picture.h).
 * The page needs no network, no script and no other file; nothing that
 * a result holds can become markup. @here, which may be NULL, is shown beside all of it.
 * @command as for cover_letter_print(). Returns 0 or -errno.
 */
int html_print(struct report *report, const struct report *here, const char *command, FILE *stream);

#endif /* REPORT_HTML_H */
