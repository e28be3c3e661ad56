/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answers.h: what programs say with --json: {"schema": 1, "answer": NAME, "rows": [...]}.
 */
#ifndef RESULT_ANSWERS_H
#define RESULT_ANSWERS_H

#include <stdio.h>

enum { ANSWER_SCHEMA = 1 };

/* In the order of answers[] in tables.h, of which each has the keys of its rows. */
enum answer {
	ANSWER_LIST, ANSWER_DOCTOR, ANSWER_TOPOLOGY, ANSWER_PROBE, ANSWER_EXPLAIN, ANSWER_SHOW,
	ANSWER_HISTORY, ANSWER_BASELINES, ANSWERS
};

struct json_t;

/*
 * Adds a row to @rows, with a value for each key in the order of the table: const char * or NULL;
 * int of a count, -1 for null, and of a flag; double of a number, NAN for null; json_t *, which
 * it takes over, of all others. Nothing if @rows is NULL: answer_print() tells.
 */
void answer_add(struct json_t *rows, enum answer answer, ...);

/* Prints it and takes over @rows. Returns 0, or -errno with a line in err_text(). */
int answer_print(const char *answer, struct json_t *rows, FILE *stream);

#endif /* RESULT_ANSWERS_H */
