/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * samples.c: digits, commas and brackets.
 *
 * A cursor cannot run over the end: the NUL behind the line is no part of anything
 * that is taken.
 */
#include "result/samples.h"
#include "result/observed.h"

#include <stdlib.h>
#include <string.h>

/* No pair is shorter than "[0,1],". */
enum { SHORTEST_PAIR = 6 };

static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* Behind the string that begins at the quote @at, or NULL where the line ends in it. */
static const char *skip_string(const char *at)
{
	for (at++; *at != '"'; at++) {
		if (*at == '\\')
			at++;
		if (!*at)
			return NULL;
	}
	return at + 1;
}

/* The bracket that opens the array at the first "samples" of the outermost object, or NULL. */
static const char *find_array(const char *at)
{
	static const char key[] = "\"samples\"";
	const char *next;
	size_t depth = 0;

	for (; *at; at++) {
		if (*at == '{' || *at == '[')
			depth++;
		if ((*at == '}' || *at == ']') && depth)
			depth--;
		if (*at != '"')
			continue;
		next = skip_string(at);
		if (!next)
			return NULL;
		if (depth == 1 && (size_t)(next - at) == sizeof(key) - 1 &&
		    !memcmp(at, key, sizeof(key) - 1)) {
			next = skip_blanks(next);
			if (*next == ':') {
				next = skip_blanks(next + 1);
				return *next == '[' ? next : NULL;
			}
		}
		at = next - 1;
	}
	return NULL;
}

/* A number as JSON has it, of at most 18 digits, so that it fits; NULL for any other. */
static const char *take_number(const char *at, uint64_t *number)
{
	const char *from = at;
	uint64_t value = 0;

	while (*at >= '0' && *at <= '9' && at - from < 18)
		value = 10 * value + (uint64_t)(*at++ - '0');
	*number = value;
	return at == from || (*from == '0' && at - from > 1) ? NULL : at;
}

/* "[value, count]" */
static const char *take_pair(const char *at, struct weighted *pair)
{
	at = skip_blanks(at);
	if (*at != '[')
		return NULL;
	at = take_number(skip_blanks(at + 1), &pair->value);
	if (!at)
		return NULL;
	at = skip_blanks(at);
	if (*at != ',')
		return NULL;
	at = take_number(skip_blanks(at + 1), &pair->count);
	if (!at)
		return NULL;
	at = skip_blanks(at);
	return *at == ']' ? at + 1 : NULL;
}

/* The pairs between the brackets; returns what is behind, or NULL. */
static const char *take_pairs(struct samples *samples, const char *at)
{
	struct weighted *pair = samples->pairs;
	uint64_t total = 0;

	do {
		at = take_pair(at + 1, pair);
		if (!at || !pair->count || pair->count > SAMPLES_MOST - total ||
		    (pair > samples->pairs && pair[-1].value >= pair->value))
			return NULL;
		total += pair->count;
		pair++;
		at = skip_blanks(at);
	} while (*at == ',');
	samples->count = (size_t)(pair - samples->pairs);
	samples->total = total;
	return *at == ']' ? at + 1 : NULL;
}

/* The line without what lies from @array to @behind, but with its brackets. */
static bool keep_rest(struct samples *samples, const char *line, size_t length,
		      const char *array, const char *behind)
{
	size_t before = (size_t)(array - line), after = length - (size_t)(behind - line);
	char *more;

	samples->length = before + 2 + after;
	if (samples->length > samples->size) {
		more = realloc(samples->rest, samples->length);
		if (!more)
			return false;
		samples->rest = more;
		samples->size = samples->length;
	}
	memcpy(samples->rest, line, before);
	memcpy(samples->rest + before, "[]", 2);
	memcpy(samples->rest + before + 2, behind, after);
	return true;
}

bool samples_take(struct samples *samples, const char *line, size_t length)
{
	const char *array, *behind;
	void *fitting;

	samples->pairs = NULL;
	samples->count = 0;
	array = find_array(line);
	if (!array)
		return false;
	samples->pairs = malloc((length / SHORTEST_PAIR + 1) * sizeof(*samples->pairs));
	behind = samples->pairs ? take_pairs(samples, array) : NULL;
	if (!behind || !keep_rest(samples, line, length, array, behind)) {
		free(samples->pairs);
		samples->pairs = NULL;
		return false;
	}
	fitting = realloc(samples->pairs, samples->count * sizeof(*samples->pairs));
	if (fitting)
		samples->pairs = fitting;
	return true;
}

size_t samples_values(const char *line, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += line[i] == '[' || line[i] == '{' || line[i] == ',';
	return count;
}

void samples_free(struct samples *samples)
{
	free(samples->rest);
	memset(samples, 0, sizeof(*samples));
}
