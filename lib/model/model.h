/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model.h: what two sets of results say, in numbers and decisions.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "model/diagnostics.h"
#include "model/diff.h"
#include "model/rows.h"
#include "model/variants.h"
#include "stats/repeats.h"

enum { NAMING_PARAMETERS = 16 };

/*
 * What a row is called by: its scenario, and the parameters that tell it from other rows. The
 * number of trials is none of them: it says how well a row is known, not what it is.
 */
struct naming {
	const char *varying[NAMING_PARAMETERS];	/* names of parameters; more are not named */
	const char *usual[NAMING_PARAMETERS];	/* the value of most rows; NULL: always named */
	size_t varying_count;
	struct result_parameter shared[NAMING_PARAMETERS];	/* of all rows that know it */
	size_t shared_count;
	const struct rows *rows;
};

struct model {
	struct variants variants;
	struct rows rows;
	struct naming naming;
	struct notes notes;
	struct diagnostics diagnostics;	/* of all files; of a diff: model_diff() */
};

/*
 * Reads @paths and refuses what cannot be compared; @separate, @by and @allow as for
 * variants_read() and compatibility_check(). Returns 0 or -errno with a line in
 * err_text(); @model is then empty.
 */
int model_read(struct model *model, char **paths, size_t count, bool separate, const char *allow,
	       const char *by);

void model_free(struct model *model);

/*
 * Compares variant @patched with the base, and adds the diagnostics of the comparison to those of
 * the files. Returns 0 or -ENOMEM.
 */
int model_diff(struct model *model, struct diff *diff, size_t patched);

void naming_choose(struct naming *naming, const struct rows *rows);

/* The value of parameter @varying as the name of @run has it; NULL where that leaves it out. */
const char *naming_value(const struct naming *naming, size_t varying,
			 const struct result_run *run);

/* Units that every machine knows: its ordinary minor fault, and its null system call. */
enum measure { MEASURE_FAULT, MEASURE_SYSCALL, MEASURES };

/* The cost of the row that @measure stands for; NAN where it was not measured. */
double multiples_unit(const struct model *model, size_t variant, enum measure measure);

/*
 * The cost of @row in that unit; NAN where either is not known, where @row's state is
 * constructed, and for the harness.
 */
double multiples_of(const struct model *model, const struct row *row, size_t variant,
		    enum measure measure);

/*
 * Accepts the results of one kernel that several processes of one boot measured: the diagnostic
 * of one boot id in many files goes. Returns 0 or -EINVAL with a line in err_text().
 */
int local_accept(struct model *local);

/* The figure of @row over the processes. */
struct repeats local_repeats(const struct model *local, const struct row *row);

/* The rows in the order of the plan, and NULL behind the last; the caller frees the list. */
const struct row **local_rows(const struct model *local);

/* The row of @model that is the same thing as @run, wherever it was measured; NULL if none is. */
const struct row *model_find(const struct model *model, const struct result_run *run);

#endif /* MODEL_MODEL_H */
