/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diff.h: one variant compared with the base, row by row, and the outcome of each row.
 *
 * The one place that decides it, for tables, conclusions, letters, charts, exports and
 * --fail-on-regression.
 */
#ifndef MODEL_DIFF_H
#define MODEL_DIFF_H

#include "model/rows.h"
#include "stats/compare.h"

struct variants;

/* What is certain of the cost. */
enum cost {
	COST_SAME,	/* exactly, or within the bound of equivalence */
	COST_MORE,
	COST_LESS,
	COST_UNKNOWN,	/* boots differ, too few of them, or not yet */
	COST_NONE,	/* the platform has no times */
};

/* In the order in which reports and charts show them; constructed rows come after all others. */
enum outcome_class {
	OUTCOME_WORSE,		/* costs more for certain, or takes more faults or IPIs */
	OUTCOME_BETTER,		/* not worse; costs less, or takes fewer faults or IPIs */
	OUTCOME_INCONCLUSIVE,	/* as many faults as before, and the cost is not known */
	OUTCOME_OTHER_PROOF,	/* same cost; another PTE or other kinds of faults */
	OUTCOME_SAME,
	OUTCOME_CLASSES
};

struct outcome {
	enum outcome_class class;
	enum cost cost;
	bool constructed;	/* the row's state is */
	bool faults_differ;	/* those of any kind, for certain */
	bool ipis_differ;
	bool pte_differs;
	double faults;		/* patched's per page less base's; 0 where not certain */
	double ipis;		/* the same of TLB-flush IPIs */
};

/*
 * Faults are counted, but on a timed platform something else may fault now and then:
 * there, less than one fault in 100 pages is no difference.
 */
#define DIFF_STRAY_FAULTS	0.01

/*
 * TLB-flush IPIs differ for certain where each boot of one kernel has so many per page more than
 * each of the other, and so many times as many: a bystander that is preempted gets none, and
 * somebody else's are counted.
 */
#define DIFF_LEAST_IPIS		0.1
#define DIFF_TIMES_IPIS		1.4

/* A row that both variants have. */
struct diff_row {
	const struct row *row;
	const struct figure *base, *patched;
	struct comparison cost;
	struct outcome outcome;
};

struct diff {
	const struct variants *variants;
	const struct rows *rows;
	size_t patched;			/* the variant that is compared with variant 0 */
	struct diff_row *items;		/* in the order of the plan */
	size_t count;
	size_t estimated;		/* rows that Holm's adjustment went over */
};

/*
 * Compares variant @patched with the base; both arguments must outlive @diff. Returns 0
 * or -ENOMEM; @diff is then empty.
 */
int diff_make(struct diff *diff, const struct variants *variants, const struct rows *rows,
	      size_t patched);

void diff_free(struct diff *diff);

/* The outcome of @item, from its figures and verdict. */
struct outcome diff_outcome(const struct diff_row *item, const struct rows *rows);

/* How many rows have the outcome @class, @constructed ones or the others. */
size_t diff_count(const struct diff *diff, enum outcome_class class, bool constructed);

/* How many rows have @verdict. */
size_t diff_count_verdict(const struct diff *diff, enum verdict verdict);

/* Has @row figures on one of the two variants only? */
bool diff_is_one_sided(const struct diff *diff, const struct row *row);

/* Has the cost an interval? */
bool diff_has_interval(const struct diff_row *item);

/* Is its difference a fact, a change, or at least seen on one boot? */
bool diff_has_difference(const struct diff_row *item);

enum gate_result {
	GATE_PASS,
	GATE_OPEN,		/* may be worse by more than the bound */
	GATE_REGRESSION,	/* more faults or IPIs, or costs more than the bound for certain */
};

/* Is @item worse by more than @percent per cent? */
enum gate_result diff_gate(const struct diff_row *item, double percent);

/*
 * Per cent by which patched costs more for certain: of an estimate, the lower end
 * of its interval, or next to nothing where that is not above 0 or not known.
 * INFINITY where base is 0; 0 where patched does not cost more for certain.
 */
double diff_least_percent(const struct diff_row *item);

#endif /* MODEL_DIFF_H */
