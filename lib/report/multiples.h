/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * multiples.h: a cost in multiples of what every machine knows: its ordinary minor
 * fault, and its null system call.
 */
#ifndef REPORT_MULTIPLES_H
#define REPORT_MULTIPLES_H

#include "report/report.h"

enum measure { MEASURE_FAULT, MEASURE_SYSCALL, MEASURES };

/* The cost of the row that @measure stands for; NAN where it was not measured. */
double multiples_unit(const struct report *report, size_t side, enum measure measure);

/*
 * The cost of @row in that unit; NAN where either is not known, where @row's state is
 * constructed, and for the harness.
 */
double multiples_of(const struct report *report, const struct row *row, size_t side,
		    enum measure measure);

/* Prints a table of all rows; nothing where no unit is known. Returns 0 or -ENOMEM. */
int multiples_print(const struct report *report, size_t side, FILE *stream);

/* Draws bars of letters, of multiples of a minor fault, CHART_WIDTH wide. */
void multiples_chart(const struct report *report, FILE *stream);

#endif /* REPORT_MULTIPLES_H */
