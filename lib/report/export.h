/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * export.h: reports for programs: tab-separated values and JSON.
 *
 * What is not known is NA in a TSV and null in JSON.
 */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include <stdio.h>

struct report;

/* One line per row of each comparison, below a line of column names. */
int export_comparison_tsv(struct report *report, FILE *stream);

/* One object, in which "comparisons" has an element for each further side. */
int export_comparison_json(struct report *report, FILE *stream);

/* One line per figure of each row and side, below a line of names: for charts. */
int export_figures_tsv(const struct report *report, FILE *stream);

/* The same as below, of the series of each trial. */
int export_series_tsv(const struct report *report, FILE *stream);

/* One line per [value, count] pair of each trial, below a line of names. */
int export_samples_tsv(const struct report *report, FILE *stream);

#endif /* REPORT_EXPORT_H */
