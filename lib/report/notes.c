/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notes.c: findings, errors and skipped runs.
 */
#include "report/notes.h"
#include "report/labels.h"
#include "report/rows.h"
#include "report/sides.h"
#include "report/text.h"
#include "report/warnings.h"
#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int add(struct notes *notes, struct note note)
{
	struct note *more;

	for (size_t i = 0; i < notes->count; i++) {
		struct note *item = &notes->items[i];

		if (item->kind == note.kind && !strcmp(item->text, note.text) &&
		    rows_same_run(item->run, note.run)) {
			item->times++;
			item->sides |= note.sides;
			return 0;
		}
	}
	more = grow(notes->items, notes->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	notes->items = more;
	notes->items[notes->count++] = note;
	return 0;
}

static int add_list(struct notes *notes, enum note_kind kind, const struct result_note *list,
		    size_t count, const struct result *result, unsigned long long side)
{
	int err = 0;

	for (size_t i = 0; i < count && !err; i++)
		err = add(notes, (struct note){ kind, &list[i].run, list[i].reason,
						result->path, list[i].line, 1, side });
	return err;
}

static int add_result(struct notes *notes, const struct result *result, unsigned long long side)
{
	int err = 0;

	for (size_t i = 0; i < result->trial_count && !err; i++) {
		const struct result_trial *trial = &result->trials[i];

		if (trial->finding)
			err = add(notes, (struct note){ NOTE_FINDING, &trial->run, trial->finding,
							result->path, trial->line, 1, side });
	}
	if (!err)
		err = add_list(notes, NOTE_ERROR, result->errors, result->error_count, result, side);
	if (!err)
		err = add_list(notes, NOTE_SKIP, result->skips, result->skip_count, result, side);
	return err;
}

int notes_gather(struct notes *notes, const struct sides *sides, struct warnings *warnings)
{
	int err = 0;

	memset(notes, 0, sizeof(*notes));
	for (size_t i = 0; i < sides->count; i++)
		for (size_t boot = 0; boot < sides->sides[i].boot_count && !err; boot++)
			err = add_result(notes, sides->sides[i].boots[boot],
					 1ULL << (i < 63 ? i : 63));

	for (size_t i = 0; i < notes->count && !err; i++) {
		const struct note *note = &notes->items[i];

		if (note->kind != NOTE_SKIP)
			err = warnings_add(warnings, note->kind == NOTE_FINDING ?
					   WARNING_FINDING : WARNING_FAILED, "%s:%zu: %s: %s",
					   note->path, note->line, note->run->scenario, note->text);
	}
	if (err)
		notes_free(notes);
	return err;
}

void notes_free(struct notes *notes)
{
	free(notes->items);
	memset(notes, 0, sizeof(*notes));
}

size_t notes_count(const struct notes *notes, enum note_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < notes->count; i++)
		n += notes->items[i].kind == kind;
	return n;
}

const char *notes_where(const struct note *note, size_t side_count, char *text, size_t size)
{
	/* Of more than two, the first is not the base of anything. */
	bool two = side_count <= 2;
	size_t used = 0, in = 0;

	text[0] = '\0';
	for (size_t i = 0; i < side_count && i < 64; i++)
		in += note->sides >> i & 1;
	if (!two && in == side_count) {
		snprintf(text, size, "all kernels");
		return text;
	}
	for (size_t i = 0; i < side_count && i < 64 && used < size; i++) {
		if (!(note->sides >> i & 1))
			continue;
		if (used)
			used += (size_t)snprintf(text + used, size - used, " and ");
		if (used < size && two)
			used += (size_t)snprintf(text + used, size - used, "%s",
						 i ? "patched" : "base");
		else if (used < size)
			used += (size_t)snprintf(text + used, size - used, "kernel %zu", i + 1);
	}
	return text;
}

static const struct {
	const char *heading;
	bool with_place;
} styles[NOTE_KINDS] = {
	[NOTE_FINDING]	= { "FINDINGS: what a run did is not what the oracle predicts", true },
	[NOTE_ERROR]	= { "ERRORS: runs that failed and have no figures", true },
	[NOTE_SKIP]	= { "Skipped:", false },
};

void notes_print(const struct notes *notes, enum note_kind kind, const struct sides *sides,
		 const struct labels *labels, FILE *stream)
{
	char where[256], place[256], text[2048];

	if (!notes_count(notes, kind))
		return;
	fprintf(stream, "%s\n", styles[kind].heading);
	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];

		if (note->kind != kind)
			continue;
		snprintf(place, sizeof(place), " [%s:%zu%s]", note->path, note->line,
			 note->times > 1 ? ", and again" : "");
		snprintf(text, sizeof(text), "%s%s%s: %s%s", labels_name(labels, note->run).text,
			 sides->count > 1 ? ", " : "",
			 sides->count > 1 ? notes_where(note, sides->count, where, sizeof(where)) : "",
			 note->text, styles[kind].with_place ? place : "");
		text_wrap(stream, "  ", text);
	}
	fputc('\n', stream);
}
