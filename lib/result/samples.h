/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * samples.h: the short way for the samples of a trial, which are most of a file.
 *
 * jansson makes an object of each number. Here the array is taken out of the
 * line before jansson sees it, and read as what it always is: pairs of digits.
 */
#ifndef RESULT_SAMPLES_H
#define RESULT_SAMPLES_H

#include "base/weighted.h"

#include <stdbool.h>

struct samples {
	struct weighted *pairs;	/* ascending by value; the taker frees them */
	size_t count;
	uint64_t total;		/* of their counts */

	char *rest;		/* the line with an empty array in their place, or NULL */
	size_t length;
	size_t size;		/* of @rest, which is used again for the next line */
};

/*
 * Takes the array at the key "samples" of the object in @line, which a NUL
 * follows. Returns whether there is one and all is well with it: pairs of whole
 * numbers without a sign, values ascending, counts 1 or more. Whatever else there
 * is, or is short of memory, is left to the long way, which says what is wrong.
 *
 * What surrounds the array is not looked at closely: it is for jansson to refuse.
 */
bool samples_take(struct samples *samples, const char *line, size_t length);

/*
 * How many values there may be in the JSON of @line, counted by what begins or parts them: what it
 * takes in memory is a hundred times its length at most.
 */
size_t samples_values(const char *line, size_t length);

/* Frees @rest. */
void samples_free(struct samples *samples);

#endif /* RESULT_SAMPLES_H */
