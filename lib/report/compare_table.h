/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare_table.h: base against patched, in at most 78 columns.
 */
#ifndef REPORT_COMPARE_TABLE_H
#define REPORT_COMPARE_TABLE_H

#include <stdio.h>

struct versus;
struct labels;

/*
 * Prints the legend and the rows, what differs first. A row has a second line
 * where patched takes other faults or leaves another PTE state.
 */
int compare_table_print(const struct versus *versus, const struct labels *labels,
			FILE *stream);

#endif /* REPORT_COMPARE_TABLE_H */
