/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * versus.h: one kernel against the base, row by row.
 */
#ifndef REPORT_VERSUS_H
#define REPORT_VERSUS_H

#include "report/rows.h"
#include "report/text.h"
#include "stats/compare.h"

struct sides;
struct labels;
struct warnings;

/* What differs, in the order in which a report shows it. */
enum versus_group {
	VERSUS_PROOF,	/* faults, IPIs or PTE states */
	VERSUS_COST,	/* the figure alone: a fact, or changed */
	VERSUS_UNSURE,	/* nobody can tell, or not yet */
	VERSUS_SAME,	/* nothing, or less than the bound of equivalence */
	VERSUS_GROUPS
};

/*
 * TLB-flush IPIs differ for certain where each boot of one kernel has so many per page more than
 * each of the other, and so many times as many: a bystander that the host or another process
 * pushes aside gets none, and somebody else's are counted, too.
 */
#define VERSUS_LEAST_IPIS	0.1
#define VERSUS_TIMES_IPIS	1.4

/* A row that both kernels have. */
struct versus_row {
	const struct row *row;
	const struct figure *base, *patched;
	struct comparison figures;
	bool faults_differ, pte_differs, ipis_differ;
	enum versus_group group;
};

struct versus {
	const struct sides *sides;
	const struct rows *rows;
	size_t patched;			/* the side that is held against side 0 */
	struct versus_row *items;	/* in the order of the plan */
	size_t count;
	size_t estimated;		/* rows that Holm's adjustment went over */
};

/*
 * Compares side @patched with the base; all arguments must outlive @versus.
 * What keeps a row from a verdict, or from the table, is added to @warnings.
 * Returns 0 or -ENOMEM; @versus is then empty.
 */
int versus_make(struct versus *versus, const struct sides *sides, const struct rows *rows,
		size_t patched, const struct labels *labels, struct warnings *warnings);

void versus_free(struct versus *versus);

/* How many rows stand in @group. */
size_t versus_count(const struct versus *versus, enum versus_group group);

/* How many rows have @verdict. */
size_t versus_count_verdict(const struct versus *versus, enum verdict verdict);

/* Is the difference one that may be spoken of as a fact, as changed, or at least as seen? */
bool versus_has_difference(const struct versus_row *row);

/* Has it an interval? */
bool versus_has_interval(const struct versus_row *row);

/*
 * The verdict as a table shows it: "exact", "changed", "same within 1 %", "cannot
 * tell yet: 9 boots", "boots disagree", "one boot", "-".
 */
struct cell versus_verdict(const struct versus *versus, const struct versus_row *row);

#endif /* REPORT_VERSUS_H */
