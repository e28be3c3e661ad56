/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story_states.c: page-table entries in words, and which rows end in others.
 */
#include "report/story.h"
#include "report/report.h"
#include "report/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The letters of text_pte(), and what they stand for when set and when not. */
static const struct {
	const char *set, *clear;
	bool always;	/* told also where both kernels agree in it */
} letters[] = {
	{ "writable",		"read-only",		true },
	{ "dirty",		"clean",		true },
	{ "young",		"old",			false },
	{ "soft-dirty",		"not soft-dirty",	false },
	{ "uffd-wp",		"not uffd-wp",		false },
};

enum { LETTERS = sizeof(letters) / sizeof(letters[0]) };

static bool is_letters(const char *state)
{
	return strlen(state) == LETTERS && strspn(state, "wdysu-") == LETTERS;
}

static const char *word_of(const char *state)
{
	return !strcmp(state, "excl") ? "device-exclusive" :
	       !strcmp(state, "none") ? "empty" :
	       !strcmp(state, "other") ? "not present" : "unknown";
}

/* @state in words; of two states that are letters only what differs, and what matters always. */
static struct cell words(const char *state, const char *other)
{
	struct cell cell = { "" };
	size_t used = 0;

	if (!is_letters(state)) {
		snprintf(cell.text, sizeof(cell.text), "%s", word_of(state));
		return cell;
	}
	for (size_t i = 0; i < LETTERS; i++) {
		if (is_letters(other) && state[i] == other[i] && !letters[i].always)
			continue;
		used += (size_t)snprintf(cell.text + used, sizeof(cell.text) - used, "%s%s",
					 used ? ", " : "",
					 state[i] == '-' ? letters[i].clear : letters[i].set);
	}
	return cell;
}

/* "writable, dirty -> writable, clean": the same text for all rows that change so. */
static void transition(const struct versus_row *item, char *text, size_t size)
{
	struct cell base = text_pte(item->base), patched = text_pte(item->patched);

	if (!strcmp(base.text, "mixed") || !strcmp(patched.text, "mixed"))
		snprintf(text, size, "not all pages alike (w write, d dirty, y young, s soft-dirty, u uffd-wp): %s -> %s",
			 text_pte_counts(item->base).text, text_pte_counts(item->patched).text);
	else
		snprintf(text, size, "%s -> %s", words(base.text, patched.text).text,
			 words(patched.text, base.text).text);
}

static bool is_told(const struct versus *versus, size_t at, const char *text)
{
	char other[512];

	for (size_t i = 0; i < at; i++) {
		transition(&versus->items[i], other, sizeof(other));
		if (versus->items[i].pte_differs && !strcmp(text, other))
			return true;
	}
	return false;
}

static char *rows_with(const struct story *story, size_t from, const char *text)
{
	char *list = NULL, other[512];
	size_t size;
	FILE *stream = open_memstream(&list, &size);
	const char *comma = "";

	if (!stream)
		return NULL;
	for (size_t i = from; i < story->versus.count; i++) {
		const struct versus_row *item = &story->versus.items[i];

		transition(item, other, sizeof(other));
		if (!item->pte_differs || strcmp(text, other))
			continue;
		fprintf(stream, "%s%s%s", comma, story_name(story, item->row->run).text,
			outcome_is_constructed(item->row->run) ? " (constructed)" : "");
		comma = ", ";
	}
	if (!fclose(stream))
		return list;
	free(list);
	return NULL;
}

/* Kinds of faults that the total, which a table shows, would hide. */
static void add_kinds(struct story *story)
{
	for (size_t i = 0; i < story->versus.count; i++) {
		const struct versus_row *item = &story->versus.items[i];
		const struct faults *base = &item->base->faults, *patched = &item->patched->faults;

		if (!outcome_faults_differ(item, story->versus.rows) ||
		    (base->restore == patched->restore && base->other == patched->other))
			continue;
		lines_add(&story->states, "%s: faults per page (restore + extra write + other): %s -> %s",
			  labels_name(&story->report->labels, item->row->run).text,
			  text_faults(base).text, text_faults(patched).text);
	}
}

void story_add_states(struct story *story)
{
	char text[512];

	for (size_t i = 0; i < story->versus.count; i++) {
		char *rows;

		transition(&story->versus.items[i], text, sizeof(text));
		if (!story->versus.items[i].pte_differs || is_told(&story->versus, i, text))
			continue;
		rows = rows_with(story, i, text);
		if (!rows) {
			story->states.failed = true;
			return;
		}
		lines_add(&story->states, "%s: %s", text, rows);
		free(rows);
	}
	add_kinds(story);
}
