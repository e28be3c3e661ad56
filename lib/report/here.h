/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * here.h: what ordinary pages cost on this machine, measured by several processes; alone,
 * or beside an exact comparison.
 */
#ifndef REPORT_HERE_H
#define REPORT_HERE_H

#include "report/report.h"
#include "stats/repeats.h"

/*
 * Of one kernel, whose files are processes of one boot: drops the warning of that from @here.
 * Returns 0 or -EINVAL with a line in err_text().
 */
int here_accept(struct report *here);

/*
 * Reads such a folder, whose name must outlive @here. Returns 0 or -errno with a line in
 * err_text(); @here is then empty.
 */
int here_read(struct report *here, const char *folder);

/* Prints a table with an interval and the least effect to be found. Returns 0 or -ENOMEM. */
int here_print(const struct report *here, FILE *stream);

/* The figure of @row over the processes. */
struct repeats here_repeats(const struct report *here, const struct row *row);

/* The rows in the order of the plan, and NULL behind the last; the caller frees the list. */
const struct row **here_rows(const struct report *here);

/* Prints what is known on either, in multiples of an ordinary minor fault. Returns 0 or -ENOMEM. */
int here_print_beside(const struct report *here, const struct report *exact, FILE *stream);

/* The same as a section of a page. Returns 0 or -ENOMEM. */
int here_html(const struct report *here, const struct report *exact, FILE *stream);

#endif /* REPORT_HERE_H */
