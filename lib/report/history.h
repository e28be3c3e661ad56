/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history.h: any number of kernels side by side, in the order they were named.
 */
#ifndef REPORT_HISTORY_H
#define REPORT_HISTORY_H

#include <stdio.h>

struct report;

/*
 * Prints one column per kernel: what it is, what it makes of a restored page, and the cost and the
 * faults of each row. Nothing is compared: releases differ in more than one thing. Returns 0 or -ENOMEM.
 */
int history_print(struct report *report, FILE *stream);

/* The same for charts: one line per row and kernel that has it, below a line of column names. */
void history_print_tsv(const struct report *report, FILE *stream);

#endif /* REPORT_HISTORY_H */
