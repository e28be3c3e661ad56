/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story.h: what a comparison has to tell somebody who has never seen this tool.
 *
 * Made once from the rows; the cover letter, Markdown and HTML only set it. So all
 * three say the same, and none can forget a finding.
 */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "report/labels.h"
#include "report/lines.h"
#include "report/outcome.h"
#include "report/versus.h"

struct report;

enum { STORY_FACTS = 16 };

/* Something that was as it is for all rows: "machine", "x86_64, ...". */
struct story_fact {
	const char *name;
	char *text;
};

/* Rows of one outcome, in the order of the plan. */
struct story_rows {
	const struct versus_row **items;
	size_t count;
};

/* Where a row's state comes from, as outcome_is_constructed() tells. */
enum story_kind { STORY_ORDINARY, STORY_CONSTRUCTED, STORY_KINDS };

struct story {
	struct report *report;
	struct versus versus;

	struct lines alarms;		/* findings, errors, warnings: to be read first */
	struct lines summary;		/* regressions first */
	struct story_fact facts[STORY_FACTS];
	size_t fact_count;
	struct lines terms;		/* what the words mean */
	struct story_rows rows[STORY_KINDS][OUTCOMES];
	struct lines beside;		/* one for each row: IPIs, facts and series */
	struct lines states;		/* PTE states and kinds of faults that differ */
	struct lines unknown;		/* one for each row that cannot be told */
	struct lines same;		/* one for each kind, with names */
	struct lines skipped;
	struct lines glossary;		/* "soft_dirty_read: the first read ..." */
};

/* The columns of a report's table behind the name, in their order. */
enum story_column {
	STORY_BASE,
	STORY_PATCHED,
	STORY_DIFFERENCE,
	STORY_INTERVAL,
	STORY_PERCENT,
	STORY_FAULTS,		/* flush left, as is what follows; all others flush right */
	STORY_IPIS,
	STORY_COLUMNS
};

/* The cells of a row. Empty where there is nothing to say. */
struct story_cells {
	struct cell name, columns[STORY_COLUMNS];
};

/*
 * Compares side @patched of @report with the base. @command is what repeats all of
 * it, or NULL: then the files' own command is given. Both must outlive @story.
 * Returns 0, or -errno with @story empty.
 */
int story_make(struct story *story, struct report *report, size_t patched, const char *command);

void story_free(struct story *story);

/* Scenario and varying parameters but "folio", which story_kind stands for. */
struct cell story_name(const struct story *story, const struct result_run *run);

struct story_cells story_cells(const struct story *story, const struct versus_row *item);

/* Is @column text, and no figure? */
static inline bool story_is_flush_left(enum story_column column)
{
	return column >= STORY_FAULTS;
}

/* Has any row that is worse or better something to say in @column? */
bool story_has_column(const struct story *story, enum story_column column);
const char *story_column_name(enum story_column column);

/* Is the cost of any of these in doubt? */
bool story_has_doubts(const struct story *story);

/* "Worse on patched", or "Worse, clean folio (constructed)". */
struct cell story_heading(enum story_kind kind, enum outcome outcome);

/* The kernel's name, with its release where that says more: "base (6.12.117)". */
struct cell story_kernel(const struct story *story, bool patched);

/* What is compared, in a sentence. */
const char *story_subject(void);

/* What "constructed" means, or NULL where no row is. */
const char *story_caveat(const struct story *story);

/* Fills ->facts and ->terms. Returns 0 or -ENOMEM. For story_make() alone. */
int story_add_facts(struct story *story, const char *command);
void story_add_terms(struct story *story);

/* Fills ->alarms. For story_make() alone. */
void story_add_alarms(struct story *story);

/* Fills ->states. For story_make() alone. */
void story_add_states(struct story *story);

/* Fills ->summary and ->same, from ->rows. For story_make() alone. */
void story_add_summary(struct story *story);

#endif /* REPORT_STORY_H */
