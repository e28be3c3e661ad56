/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chart.h: bars in plain text, for terminals and mails.
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include <stdio.h>

struct report;

enum { CHART_WIDTH = 72 };

/*
 * Prints, for each comparison, the cost of each row that differs and of the
 * baselines as two bars, and the faults per page where those differ. No line is
 * wider than CHART_WIDTH. Returns 0 or -errno.
 */
int chart_print(struct report *report, FILE *stream);

#endif /* REPORT_CHART_H */
