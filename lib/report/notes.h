/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notes.h: what was found, failed or skipped, each thing once.
 */
#ifndef REPORT_NOTES_H
#define REPORT_NOTES_H

#include <stddef.h>
#include <stdio.h>

struct sides;
struct labels;
struct result_run;
struct warnings;

enum note_kind {
	NOTE_FINDING,	/* the proof of a trial disagrees with the oracle */
	NOTE_ERROR,	/* a run failed */
	NOTE_SKIP,
	NOTE_KINDS
};

/* The same text about the same run, on any number of kernels and boots. */
struct note {
	enum note_kind kind;
	const struct result_run *run;
	const char *text;
	const char *path;	/* where it stands first */
	size_t line;
	size_t times;
	unsigned long long sides;	/* a bit for each side, the first 64 */
};

struct notes {
	struct note *items;
	size_t count;
};

/* Gathers the notes of all files; findings and errors are warned of. */
int notes_gather(struct notes *notes, const struct sides *sides, struct warnings *warnings);

void notes_free(struct notes *notes);

size_t notes_count(const struct notes *notes, enum note_kind kind);

/* "base", "patched", "base and patched"; of more than two "kernel 1", or "all kernels". */
const char *notes_where(const struct note *note, size_t side_count, char *text, size_t size);

/* Prints the notes of @kind under a heading; nothing where there are none. */
void notes_print(const struct notes *notes, enum note_kind kind, const struct sides *sides,
		 const struct labels *labels, FILE *stream);

#endif /* REPORT_NOTES_H */
