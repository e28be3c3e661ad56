/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regression.h: the gate of --fail-on-regression.
 */
#ifndef REPORT_REGRESSION_H
#define REPORT_REGRESSION_H

#include <stddef.h>
#include <stdio.h>

struct report;

/* A larger bound than this, in per cent, would guard nothing. */
#define REGRESSION_MOST	1000.0

/*
 * Counts the rows, of all comparisons, that are certain to cost more than @percent
 * per cent more, or to take more faults per page, and prints a line for each. Rows
 * that cannot be told, or that only one kernel has, are named but not counted.
 *
 * Returns 0 with *@found set, or -errno with a line in err_text(): -ENODATA where
 * there is no row to judge.
 */
int regression_find(struct report *report, double percent, FILE *stream, size_t *found);

#endif /* REPORT_REGRESSION_H */
