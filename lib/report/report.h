/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h: all that a report is made from, and the reports for people.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "report/labels.h"
#include "report/notes.h"
#include "report/rows.h"
#include "report/sides.h"
#include "report/warnings.h"

#include <stdio.h>

struct report {
	struct sides sides;
	struct rows rows;
	struct labels labels;
	struct notes notes;
	struct warnings warnings;
};

/*
 * Reads @paths and refuses what cannot be compared; @separate and @allow as for
 * sides_read() and compat_check(). Returns 0 or -errno with a line in
 * err_text(); @report is then empty.
 */
int report_read(struct report *report, char **paths, size_t count, bool separate,
		const char *allow);

void report_free(struct report *report);

/* Findings, errors and warnings, loudly; nothing where there are none. */
void report_print_troubles(const struct report *report, FILE *stream);

/* Prints a comparison of each further side with the base. Returns 0 or -ENOMEM. */
int report_compare(struct report *report, FILE *stream);

/* Prints the figures of each side alone. Returns 0 or -ENOMEM. */
int report_show(struct report *report, FILE *stream);

#endif /* REPORT_REPORT_H */
