/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diagnostics.h: why a figure may not be trusted, as facts; doc/diagnostics.h has the words.
 *
 * The list of kinds is closed: each is a heading of docs/warnings.md.
 */
#ifndef MODEL_DIAGNOSTICS_H
#define MODEL_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct variants;
struct result_run;
struct rows;
struct diff;

enum diagnostic_kind {
	DIAGNOSTIC_FINDING,	/* texts: its text, file; numbers: line */
	DIAGNOSTIC_FAILED,	/* the same */
	DIAGNOSTIC_UNPREDICTED,	/* @run is the first; texts: semantics; numbers: such rows, all */
	DIAGNOSTIC_ALLOWED,	/* texts: field, and both values, or they are the numbers */
	DIAGNOSTIC_CUT,		/* texts: file */
	DIAGNOSTIC_INCOMPLETE,	/* texts: file */
	DIAGNOSTIC_ONE_BOOT,	/* numbers: has base one boot only, has patched */
	DIAGNOSTIC_VARIES,	/* @run; numbers: base's least, most; patched's; is it estimated */
	DIAGNOSTIC_SAME_BOOT,	/* texts: two files; numbers: how many more */
	DIAGNOSTIC_FEW_BOOTS,	/* numbers: boots of base, of patched; rows; boots it takes */
	/* Of a figure: @run has the worst; numbers: rows that have it, all rows, then */
	DIAGNOSTIC_DRIFT,	/* per cent */
	DIAGNOSTIC_BIMODAL,	/* such trials, all trials, and both means */
	DIAGNOSTIC_OUTLIERS,	/* share of the samples */
	DIAGNOSTIC_OVERHEAD,	/* share of the median */
	DIAGNOSTIC_CONTENDED,	/* major faults a trial */
	DIAGNOSTIC_ENVIRONMENT,	/* texts: field, value, file, other value, other file */
	DIAGNOSTIC_ONE_SIDED,	/* @run, which @variant has not */
	DIAGNOSTIC_OF_FILE,	/* texts: what dexbench wrote */
	DIAGNOSTIC_KINDS
};

enum { DIAGNOSTIC_TEXTS = 5, DIAGNOSTIC_NUMBERS = 6 };

struct diagnostic {
	enum diagnostic_kind kind;
	const struct result_run *run;	/* NULL: of no row */
	size_t variant;			/* 0: base */
	const char *texts[DIAGNOSTIC_TEXTS];	/* of the results, which must outlive it */
	double numbers[DIAGNOSTIC_NUMBERS];
};

struct diagnostics {
	struct diagnostic *items;
	size_t count;
};

/* Adds @diagnostic, unless the same is in the list. Returns 0 or -ENOMEM. */
int diagnostics_add(struct diagnostics *list, struct diagnostic diagnostic);

/* How many of @kind there are. */
size_t diagnostics_count(const struct diagnostics *list, enum diagnostic_kind kind);

/* Removes all of @kind. */
void diagnostics_drop(struct diagnostics *list, enum diagnostic_kind kind);

void diagnostics_free(struct diagnostics *list);

/* What each file says of itself: cut, incomplete, its own warnings. */
int diagnostics_of_files(struct diagnostics *list, const struct variants *variants);

/* Adds, for each variant, that the oracle predicted nothing for some rows. Returns 0 or -ENOMEM. */
int diagnostics_of_rows(struct diagnostics *list, const struct variants *variants,
			const struct rows *rows);

/* Adds what is to be said of @diff's rows and environments. Returns 0 or -ENOMEM. */
int diagnostics_of_diff(struct diagnostics *list, const struct diff *diff);

enum note_kind {
	NOTE_FINDING,	/* the proof of a trial contradicts the oracle */
	NOTE_ERROR,	/* a run failed */
	NOTE_SKIP,
	NOTE_KINDS
};

/* The same text about the same run, on any number of variants and boots. */
struct note {
	enum note_kind kind;
	const struct result_run *run;
	const char *text;
	const char *path;	/* of the first */
	size_t line;
	size_t times;
	uint64_t variants;	/* a bit for each, the first 64 */
};

struct notes {
	struct note *items;
	size_t count;
};

/* Gathers the notes of all files; findings and errors are diagnostics as well. */
int notes_gather(struct notes *notes, const struct variants *variants, struct diagnostics *list);

void notes_free(struct notes *notes);

size_t notes_count(const struct notes *notes, enum note_kind kind);

#endif /* MODEL_DIAGNOSTICS_H */
