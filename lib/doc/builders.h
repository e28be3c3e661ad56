/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * builders.h: from a model to a document, or to an export.
 */
#ifndef DOC_BUILDERS_H
#define DOC_BUILDERS_H

#include "doc/document.h"
#include "model/model.h"

/* How much of a comparison is told. */
enum profile {
	PROFILE_FULL,	/* all rows, for a terminal */
	PROFILE_SHORT,	/* the same, summary first, with the terms explained */
	PROFILE_LETTER,	/* the rows that changed, 45 lines: for a cover letter */
	PROFILE_PAGE,	/* PROFILE_SHORT with charts and pictures of the machines */
	PROFILE_COMMIT,	/* twelve lines: for a change log */
	PROFILE_CHART,	/* charts alone */
};

/*
 * All return 0, or -errno with a line in err_text(); @document is to be freed in any case.
 *
 * @command repeats all of it, or is NULL: then the files' own command is given. @local is what
 * ordinary pages cost on this machine, or NULL.
 */
int document_from_comparison(struct document *document, struct model *model,
			     enum profile profile, const char *command,
			     const struct model *local);
/* Of more than two kernels. */
int document_from_many(struct document *document, struct model *model, bool letter,
		       const char *command);
int document_from_kernel(struct document *document, struct model *model);
int document_from_multiples(struct document *document, const struct model *model);
int document_from_local(struct document *document, const struct model *local);
/* With @fates what became of the pages instead of faults, and nothing of the files' warnings. */
int document_from_history(struct document *document, const struct model *model, bool fates);

/* Parts that documents have in common. */
void add_alarms(struct document *document, const struct model *model, size_t most);
void add_notes(struct document *document, const struct model *model, enum note_kind kind);
void add_facts(struct document *document, const struct model *model, const size_t *which,
	       size_t count, const char *command, bool brief);
void add_summary(struct document *document, const struct model *model, const struct diff *diff,
		 bool names);
void add_secondary(struct document *document, const struct model *model, const size_t *which,
		   const char *const *who, size_t count);
void add_commit(struct document *document, const struct model *model, const struct diff *diff);

/* For a regression between two git revisions; NULL elsewhere, or without memory. */
char *regzbot_text(const struct model *model, const struct diff *diff);

void add_cost_chart(struct document *document, const struct model *model,
		    const struct diff *diff);
void add_fault_chart(struct document *document, const struct model *model,
		     const struct diff *diff);
void add_local(struct document *document, const struct model *local, const struct model *model);
int add_pictures(struct document *document, const struct model *model, const struct model *local);

/* A heading of docs/warnings.md; empty where a file's own text begins with it. */
const char *diagnostic_heading(enum diagnostic_kind kind);

/* The rest of it, which the caller frees; NULL without memory. */
char *diagnostic_text(const struct model *model, const struct diagnostic *diagnostic);

/* "base", "patched", "base and patched"; of more than two "kernel 1", or "all kernels". */
void note_where(const struct note *note, size_t variants, char *text, size_t size);

/* What "constructed" means; NULL where no row is. */
const char *constructed_text(const struct rows *rows);

/* "Worse on patched", "Worse, constructed clean folio". */
const char *outcome_title(enum outcome_class class, bool constructed);
enum tone outcome_tone(enum outcome_class class);

/*
 * Finds the rows, of all comparisons, that are certain to cost more than @percent per cent
 * more, or to take more faults per page, and prints a line for each. Rows that are
 * inconclusive, or that only one kernel has, are named but not counted.
 *
 * Returns 0 with *@found set, or -errno with a line in err_text(): -ENODATA where
 * there is no row to judge.
 */
int gate_print(const struct model *model, double percent, FILE *stream, size_t *found);

/* A larger bound than this, in per cent, would guard nothing. */
#define GATE_MOST	1000.0

/*
 * Exports. What is not known is NA in a TSV and null in JSON. Each TSV has a line of names, then
 * one for each row of a comparison; figure of a row; pair of a trial; row and kernel.
 */
int export_comparison_tsv(const struct model *model, FILE *stream);
int export_comparison_json(struct model *model, FILE *stream);
int export_figures_tsv(const struct model *model, FILE *stream);
int export_samples_tsv(const struct model *model, FILE *stream);
int export_series_tsv(const struct model *model, FILE *stream);
int export_history_tsv(const struct model *model, FILE *stream);

/* {"schema", "answer", "rows"}: an object for each row and kernel; for each row of one machine. */
int export_kernels_json(const struct model *model, const char *answer, FILE *stream);
int export_local_json(const struct model *local, FILE *stream);

/* Lines of Go's benchmark format, one for each boot, for benchstat and its like. */
int export_benchfmt(const struct model *model, FILE *stream);

/* The plan's file, without its folder. */
const char *plan_of(const struct result_header *header);

/* "sets A and D": what hardware sets, so that no fault need do it. */
const char *hardware_text(const struct result_header *header);

#endif /* DOC_BUILDERS_H */
