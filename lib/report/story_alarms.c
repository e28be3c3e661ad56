/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story_alarms.c: what must be known before a figure is believed.
 */
#include "report/story.h"
#include "report/report.h"

#include <string.h>

/* So many of one kind are told one by one; more are counted. */
enum { TOLD_SINGLY = 2 };

static void add_notes(struct story *story, enum note_kind kind, const char *what)
{
	const struct notes *notes = &story->report->notes;
	char where[256];

	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];

		if (note->kind != kind)
			continue;
		lines_add(&story->alarms, "%s: %s, on %s%s: %s [%s:%zu]", what,
			  labels_name(&story->report->labels, note->run).text,
			  notes_where(note, story->report->sides.count, where, sizeof(where)),
			  note->times > 1 ? ", more than once" : "", note->text, note->path,
			  note->line);
	}
}

/* Notes are told already, and rows that cannot be told are told one by one. */
static bool is_said_elsewhere(enum warning_kind kind)
{
	return kind == WARNING_FINDING || kind == WARNING_FAILED || kind == WARNING_ONE_SIDED ||
	       kind == WARNING_VARIES;
}

static size_t count(const struct warnings *warnings, enum warning_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < warnings->count; i++)
		n += warnings->items[i].kind == kind;
	return n;
}

static bool is_first(const struct warnings *warnings, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (warnings->items[i].kind == warnings->items[at].kind)
			return false;
	return true;
}

static void add_warning(struct story *story, size_t at)
{
	const struct warnings *warnings = &story->report->warnings;
	const struct warning *warning = &warnings->items[at];
	const char *text = warning_text(warning->kind), *colon = *text ? ": " : "";
	size_t times = count(warnings, warning->kind);

	/* What files say of themselves has no heading in common. */
	if (times <= TOLD_SINGLY || !*text)
		lines_add(&story->alarms, "Warning: %s%s%s", text, colon, warning->detail);
	else if (is_first(warnings, at))
		lines_add(&story->alarms, "Warning: %s, %zu times; the first: %s", text, times,
			  warning->detail);
}

void story_add_alarms(struct story *story)
{
	add_notes(story, NOTE_FINDING, "FINDING, the kernel did not do what dexbench predicts");
	add_notes(story, NOTE_ERROR, "ERROR, the run failed and has no figure");
	for (size_t i = 0; i < story->report->warnings.count; i++)
		if (!is_said_elsewhere(story->report->warnings.items[i].kind))
			add_warning(story, i);
	if (story->report->sides.same_kernel)
		lines_add(&story->alarms, "Both sides are one kernel (A/A): any difference below is a false alarm");
}
