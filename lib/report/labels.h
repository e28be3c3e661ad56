/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * labels.h: what a row is called: its scenario, and the parameters that tell it
 * from the other rows. What all rows share is said once. The number of trials is
 * no part of the name: it says how well a row is known, not what it is.
 */
#ifndef REPORT_LABELS_H
#define REPORT_LABELS_H

#include "report/text.h"

#include <stddef.h>

struct rows;
struct result_run;

enum { LABELS_MAX = 16 };

struct labels {
	const char *varying[LABELS_MAX];	/* names of parameters */
	size_t varying_count;
	char shared[256];			/* "pages=256 order=random" */

	/* What a name leaves out. */
	const char *usual[LABELS_MAX];		/* the value of most rows; NULL: always said */
	char unsaid[256];			/* "bystander=spinning distance=any" */
	const struct rows *rows;
};

/* Parameters beyond the first LABELS_MAX that vary do not enter labels. */
void labels_choose(struct labels *labels, const struct rows *rows);

/* The value that @run has for @name, or NULL. */
const char *labels_value(const struct result_run *run, const char *name);

/*
 * Explains values of @rows that a reader may take for more than they are, in
 * sentences; empty where there are none.
 */
const char *labels_caveat(const struct rows *rows);

/* The value of @labels->varying[@varying] as the name of @run has it; NULL where it has none. */
const char *labels_said(const struct labels *labels, size_t varying, const struct result_run *run);

/* "restore_write (folio=dirty)". */
struct cell labels_name(const struct labels *labels, const struct result_run *run);

#endif /* REPORT_LABELS_H */
