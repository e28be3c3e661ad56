/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notes.c: findings, errors and skipped runs, each once.
 */
#include "model/diagnostics.h"
#include "model/rows.h"
#include "model/variants.h"
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
			item->variants |= note.variants;
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
		    size_t count, const struct result *result, uint64_t variant)
{
	int err = 0;

	for (size_t i = 0; i < count && !err; i++)
		err = add(notes, (struct note){ kind, &list[i].run, list[i].reason,
						result->path, list[i].line, 1, variant });
	return err;
}

static int add_result(struct notes *notes, const struct result *result, uint64_t variant)
{
	int err = 0;

	for (size_t i = 0; i < result->trial_count && !err; i++) {
		const struct result_trial *trial = &result->trials[i];

		if (trial->finding)
			err = add(notes, (struct note){ NOTE_FINDING, &trial->run, trial->finding,
							result->path, trial->line, 1, variant });
	}
	if (!err)
		err = add_list(notes, NOTE_ERROR, result->errors, result->error_count, result,
			       variant);
	if (!err)
		err = add_list(notes, NOTE_SKIP, result->skips, result->skip_count, result,
			       variant);
	return err;
}

int notes_gather(struct notes *notes, const struct variants *variants, struct diagnostics *list)
{
	int err = 0;

	memset(notes, 0, sizeof(*notes));
	for (size_t i = 0; i < variants->count; i++)
		for (size_t boot = 0; boot < variants->items[i].boot_count && !err; boot++)
			err = add_result(notes, variants->items[i].boots[boot],
					 UINT64_C(1) << (i < 63 ? i : 63));
	for (size_t i = 0; i < notes->count && !err; i++) {
		const struct note *note = &notes->items[i];

		if (note->kind == NOTE_SKIP)
			continue;
		err = diagnostics_add(list, (struct diagnostic){
			.kind = note->kind == NOTE_FINDING ? DIAGNOSTIC_FINDING : DIAGNOSTIC_FAILED,
			.run = note->run, .texts = { note->text, note->path },
			.numbers = { (double)note->line } });
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
