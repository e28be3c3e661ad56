/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.c: reading, and the report of a comparison.
 */
#include "report/report.h"
#include "report/beside.h"
#include "report/compare_table.h"
#include "report/compat.h"
#include "report/conclusion.h"
#include "report/head.h"
#include "report/text.h"
#include "report/versus.h"
#include "base/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int warn_of_file(struct warnings *warnings, const struct result *result)
{
	int err = 0;

	if (result->cut)
		err = warnings_add(warnings, WARNING_CUT, "%s", result->path);
	if (!err && !result->ended)
		err = warnings_add(warnings, WARNING_INCOMPLETE, "%s", result->path);
	/* What dexbench itself had to say about the machine, once for all boots. */
	for (size_t i = 0; i < result->header.warning_count && !err; i++)
		err = warnings_add(warnings, WARNING_OF_FILE, "%s", result->header.warnings[i]);
	return err;
}

static int gather(struct report *report, const char *allow)
{
	int err = compat_check(&report->sides, allow, &report->warnings);

	for (size_t i = 0; i < report->sides.count; i++) {
		const struct side *side = &report->sides.sides[i];

		for (size_t boot = 0; boot < side->boot_count && !err; boot++)
			err = warn_of_file(&report->warnings, side->boots[boot]);
	}
	if (!err)
		err = rows_gather(&report->rows, &report->sides);
	if (!err)
		err = notes_gather(&report->notes, &report->sides, &report->warnings);
	labels_choose(&report->labels, &report->rows);
	return err;
}

int report_read(struct report *report, char **paths, size_t count, bool separate,
		const char *allow)
{
	int err;

	memset(report, 0, sizeof(*report));
	err = sides_read(&report->sides, paths, count, separate);
	if (!err)
		err = gather(report, allow);
	if (err)
		report_free(report);
	return err;
}

void report_free(struct report *report)
{
	notes_free(&report->notes);
	rows_free(&report->rows);
	sides_free(&report->sides);
	warnings_free(&report->warnings);
}

/* Findings and failed runs have had their say as notes. */
static bool is_said_elsewhere(const struct warning *warning)
{
	return warning->kind == WARNING_FINDING || warning->kind == WARNING_FAILED;
}

static void print_warnings(const struct warnings *warnings, FILE *stream)
{
	char text[1024];
	bool any = false;

	for (size_t i = 0; i < warnings->count; i++) {
		const struct warning *warning = &warnings->items[i];

		if (is_said_elsewhere(warning))
			continue;
		snprintf(text, sizeof(text), "%s%s%s", warning_text(warning->kind),
			 *warning_text(warning->kind) ? ": " : "", warning->detail);
		text_wrap(stream, "WARNING: ", text);
		any = true;
	}
	if (any)
		fputc('\n', stream);
}


void report_print_troubles(const struct report *report, FILE *stream)
{
	notes_print(&report->notes, NOTE_FINDING, &report->sides, &report->labels, stream);
	notes_print(&report->notes, NOTE_ERROR, &report->sides, &report->labels, stream);
	print_warnings(&report->warnings, stream);
}

static const struct versus_row *find_null(const struct versus *versus)
{
	for (size_t i = 0; i < versus->count; i++)
		if (!strcmp(versus->items[i].row->run->scenario, "null"))
			return &versus->items[i];
	return NULL;
}

static void print_harness(const struct versus *versus, FILE *stream)
{
	const struct versus_row *null = find_null(versus);
	char text[512];

	if (!null || !versus->rows->has_time)
		return;
	snprintf(text, sizeof(text), "The harness itself (null, a touch of a page that is present) costs %s %s on base and %s on patched; it is part of every figure and never subtracted.",
		 text_number(null->figures.base.median).text, versus->rows->unit,
		 text_number(null->figures.patched.median).text);
	text_wrap(stream, "", text);
	fputc('\n', stream);
}

static int print_conclusion(const struct versus *versus, const struct labels *labels,
			    FILE *stream)
{
	char *text = conclusion_text(versus, labels);

	if (!text)
		return -ENOMEM;
	text_wrap(stream, "", text);
	free(text);
	return 0;
}

static void print_title(const struct report *report, size_t patched, FILE *stream)
{
	const char *base = side_header(&report->sides.sides[0])->kernel.name;
	const char *other = side_header(&report->sides.sides[patched])->kernel.name;

	fprintf(stream, "dexbench: %s against %s\n\n", base, other);
	if (report->sides.same_kernel)
		fprintf(stream, "Both sides are one kernel (A/A): any difference below is a false alarm.\n\n");
}

static int compare_one(struct report *report, size_t patched, FILE *stream)
{
	static const char *const who[] = { "base", "patched" };
	const size_t which[] = { 0, patched }, warned = report->warnings.count;
	struct versus versus;
	int err;

	err = versus_make(&versus, &report->sides, &report->rows, patched,
			  &report->labels, &report->warnings);
	if (err)
		return err;
	print_title(report, patched, stream);
	report_print_troubles(report, stream);
	head_print(&report->sides, which, 2, &report->rows, &report->labels, stream);
	err = compare_table_print(&versus, &report->labels, stream);
	if (!err)
		err = beside_print(&report->rows, &report->labels, which, who, 2, stream);
	if (!err) {
		print_harness(&versus, stream);
		notes_print(&report->notes, NOTE_SKIP, &report->sides, &report->labels, stream);
		err = print_conclusion(&versus, &report->labels, stream);
	}
	versus_free(&versus);
	/* What this comparison was warned of is no matter of the next. */
	warnings_cut(&report->warnings, warned);
	return err;
}

int report_compare(struct report *report, FILE *stream)
{
	int err = 0;

	for (size_t i = 1; i < report->sides.count && !err; i++) {
		if (i > 1)
			fputs("\n\n", stream);
		err = compare_one(report, i, stream);
	}
	return err;
}
