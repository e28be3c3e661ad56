/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diagnostics.c: findings, errors and warnings in words.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const headings[DIAGNOSTIC_KINDS] = {
	[DIAGNOSTIC_FINDING]	= "a run disagrees with the oracle",
	[DIAGNOSTIC_FAILED]	= "a run failed",
	[DIAGNOSTIC_UNPREDICTED] = "the oracle predicted nothing",
	[DIAGNOSTIC_ALLOWED]	= "files that differ are compared, by --allow",
	[DIAGNOSTIC_CUT]	= "the last line is cut off and was dropped",
	[DIAGNOSTIC_INCOMPLETE]	= "incomplete: the file has no end record",
	[DIAGNOSTIC_ONE_BOOT]	= "one boot only: nothing has confirmed the figures",
	[DIAGNOSTIC_VARIES]	= "boots of one kernel differ",
	[DIAGNOSTIC_SAME_BOOT]	= "two files carry one boot id",
	[DIAGNOSTIC_FEW_BOOTS]	= "too few boots",
	[DIAGNOSTIC_DRIFT]	= "drift within a run",
	[DIAGNOSTIC_BIMODAL]	= "bimodal samples",
	[DIAGNOSTIC_OUTLIERS]	= "outliers",
	[DIAGNOSTIC_OVERHEAD]	= "the harness is more than a tenth of the figure",
	[DIAGNOSTIC_CONTENDED]	= "major faults in a contended row",
	[DIAGNOSTIC_ENVIRONMENT] = "environments differ",
	[DIAGNOSTIC_ONE_SIDED]	= "a row that only one kernel has",
	[DIAGNOSTIC_OF_FILE]	= "",
};

const char *diagnostic_heading(enum diagnostic_kind kind)
{
	return headings[kind];
}

static const char *who(size_t variant)
{
	return variant ? "patched" : "base";
}

/* With one kernel, or more than two, it has its name. */
static const char *kernel_of(const struct model *model, size_t variant)
{
	if (model->variants.count == 2)
		return who(variant);
	return variant_header(&model->variants.items[variant])->kernel.name;
}

static char *of_figure(const struct model *model, const struct diagnostic *diagnostic)
{
	const double *n = diagnostic->numbers;
	char detail[256];

	switch (diagnostic->kind) {
	case DIAGNOSTIC_DRIFT:
		snprintf(detail, sizeof(detail),
			 "medians of trials %s by %.1f %% from the first to the last of a boot",
			 n[2] > 0.0 ? "rise" : "fall", fabs(n[2]));
		break;
	case DIAGNOSTIC_BIMODAL:
		snprintf(detail, sizeof(detail), "in %.0f of %.0f trials, near %s and %s", n[2],
			 n[3], format_number(n[4]).text, format_number(n[5]).text);
		break;
	case DIAGNOSTIC_OUTLIERS:
		snprintf(detail, sizeof(detail), "%.1f %% of its samples", 100.0 * n[2]);
		break;
	case DIAGNOSTIC_OVERHEAD:
		snprintf(detail, sizeof(detail), "%.0f %% of its median", 100.0 * n[2]);
		break;
	default:
		snprintf(detail, sizeof(detail), "%s a trial", format_number(n[2]).text);
		break;
	}
	return format_text("%s, %.0f of %.0f rows%s %s: %s", who(diagnostic->variant), n[0], n[1],
			   n[0] > 1.0 ? "; most in" : ":",
			   format_name(&model->naming, diagnostic->run, true).text, detail);
}

char *diagnostic_text(const struct model *model, const struct diagnostic *diagnostic)
{
	const char *const *text = diagnostic->texts;
	const double *n = diagnostic->numbers;
	struct cell name = { "" };

	if (diagnostic->run)
		name = format_name(&model->naming, diagnostic->run, true);
	switch (diagnostic->kind) {
	case DIAGNOSTIC_FINDING:
	case DIAGNOSTIC_FAILED:
		return format_text("%s:%.0f: %s: %s", text[1], n[0], diagnostic->run->scenario,
				   text[0]);
	case DIAGNOSTIC_UNPREDICTED:
		return format_text("%s, %.0f of %.0f rows, such as %s: %s; nothing checked their "
				   "faults and PTE states", kernel_of(model, diagnostic->variant), n[0],
				   n[1], name.text, text[0] ? "no prediction for these semantics" :
				   "what this kernel makes of a restored page is unknown");
	case DIAGNOSTIC_ALLOWED:
		if (text[1])
			return format_text("%s: \"%s\" and \"%s\"", text[0], text[1], text[2]);
		return format_text("%s: \"%.0f\" and \"%.0f\"", text[0], n[0], n[1]);
	case DIAGNOSTIC_ONE_BOOT:
		return format_text("%s", n[0] > 0.0 && n[1] > 0.0 ? "of each kernel" :
				   n[0] > 0.0 ? "of the base" : "of the patched kernel");
	case DIAGNOSTIC_VARIES:
		return format_text("%s: base %s to %s, patched %s to %s%s", name.text,
				   format_number(n[0]).text, format_number(n[1]).text,
				   format_number(n[2]).text, format_number(n[3]).text,
				   n[4] > 0.0 ? "; estimated, with an interval" : "");
	case DIAGNOSTIC_SAME_BOOT:
		if (n[0] > 0.0)
			return format_text("%s, %s and %.0f more", text[0], text[1], n[0]);
		return format_text("%s and %s", text[0], text[1]);
	case DIAGNOSTIC_FEW_BOOTS:
		return format_text("%.0f of base, %.0f of patched; over %.0f rows no change can be "
				   "told from chance below %.0f of each", n[0], n[1], n[2], n[3]);
	case DIAGNOSTIC_ENVIRONMENT:
		return format_text("%s: \"%.80s\" in %s, \"%.80s\" in %s", text[0], text[1],
				   text[2], text[3], text[4]);
	case DIAGNOSTIC_ONE_SIDED:
		return format_text("%s: not measured on %s", name.text, who(diagnostic->variant));
	case DIAGNOSTIC_DRIFT:
	case DIAGNOSTIC_BIMODAL:
	case DIAGNOSTIC_OUTLIERS:
	case DIAGNOSTIC_OVERHEAD:
	case DIAGNOSTIC_CONTENDED:
		return of_figure(model, diagnostic);
	case DIAGNOSTIC_CUT:
	case DIAGNOSTIC_INCOMPLETE:
	case DIAGNOSTIC_OF_FILE:
	case DIAGNOSTIC_KINDS:
		break;
	}
	return format_text("%s", text[0]);
}

void note_where(const struct note *note, size_t variants, char *text, size_t size)
{
	/* Of more than two, the first is not the base of anything. */
	bool two = variants <= 2;
	size_t used = 0, in = 0;

	text[0] = '\0';
	for (size_t i = 0; i < variants && i < 64; i++)
		in += note->variants >> i & 1;
	if (!two && in == variants) {
		snprintf(text, size, "all kernels");
		return;
	}
	for (size_t i = 0; i < variants && i < 64 && used < size; i++) {
		if (!(note->variants >> i & 1))
			continue;
		if (used)
			used += (size_t)snprintf(text + used, size - used, " and ");
		if (used < size && two)
			used += (size_t)snprintf(text + used, size - used, "%s", who(i));
		else if (used < size)
			used += (size_t)snprintf(text + used, size - used, "kernel %zu", i + 1);
	}
}

void add_notes(struct document *document, const struct model *model, enum note_kind kind)
{
	static const char *const titles[NOTE_KINDS] = {
		[NOTE_FINDING] = "FINDINGS", [NOTE_ERROR] = "ERRORS", [NOTE_SKIP] = "Not measured",
	};
	size_t variants = model->variants.count;
	char where[256], place[256];

	if (!notes_count(&model->notes, kind))
		return;
	document_list(document, kind == NOTE_SKIP ? STYLE_PLAIN : STYLE_ALARM, titles[kind]);
	for (size_t i = 0; i < model->notes.count; i++) {
		const struct note *note = &model->notes.items[i];

		if (note->kind != kind)
			continue;
		note_where(note, variants, where, sizeof(where));
		snprintf(place, sizeof(place), " [%s:%zu%s]", note->path, note->line,
			 note->times > 1 ? ", and again" : "");
		document_item(document, NULL, "%s%s%s: %s%s",
			      format_name(&model->naming, note->run, true).text,
			      variants > 1 ? ", on " : "", variants > 1 ? where : "", note->text,
			      kind == NOTE_SKIP ? "" : place);
	}
}

/* Findings and failed runs are notes. */
static bool is_warning(const struct diagnostic *diagnostic)
{
	return diagnostic->kind != DIAGNOSTIC_FINDING && diagnostic->kind != DIAGNOSTIC_FAILED;
}

/* How many of its kind stand before @at; what files say of themselves has no kind in common. */
static size_t count_before(const struct diagnostics *list, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < at && list->items[at].kind != DIAGNOSTIC_OF_FILE; i++)
		n += list->items[i].kind == list->items[at].kind;
	return n;
}

void add_alarms(struct document *document, const struct model *model, size_t most)
{
	const struct diagnostics *list = &model->diagnostics;

	add_notes(document, model, NOTE_FINDING);
	add_notes(document, model, NOTE_ERROR);
	document_list(document, STYLE_ALARM, NULL);
	for (size_t i = 0; i < list->count; i++) {
		const struct diagnostic *diagnostic = &list->items[i];
		const char *heading = diagnostic_heading(diagnostic->kind);
		size_t before = count_before(list, i);
		char *text;

		if (!is_warning(diagnostic) || before > most)
			continue;
		text = diagnostic_text(model, diagnostic);
		document->failed |= !text;
		if (before == most)
			document_item(document, "WARNING", "%s: %zu more, not listed", heading,
				      diagnostics_count(list, diagnostic->kind) - most);
		else
			document_item(document, "WARNING", "%s%s%s", heading,
				      *heading ? ": " : "", text ? text : "");
		free(text);
	}
	document_drop_empty(document);
}
