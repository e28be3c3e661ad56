/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.c: a comparison as one JSON object.
 */
#include "report/conclusion.h"
#include "report/export.h"
#include "report/report.h"
#include "report/text.h"
#include "report/versus.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* Version of this output, raised whenever a key changes its meaning. */
enum { COMPARISON_SCHEMA = 1 };

/* jansson takes no NAN, which stands for what is not known. */
static json_t *number(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *kernel(const struct side *side)
{
	const struct result_header *header = side_header(side);
	json_t *files = json_array();

	for (size_t i = 0; i < side->boot_count; i++)
		json_array_append_new(files, json_string(side->boots[i]->path));
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "name", header->kernel.name, "release", header->kernel.release,
			 "build", text_or_null(header->kernel.build),
			 "config_digest", text_or_null(header->kernel.config_digest),
			 "source", text_or_null(header->kernel.source),
			 "changes", text_or_null(header->kernel.changes),
			 "semantics", text_or_null(header->semantics), "files", files);
}

static json_t *health(const struct figure *figure)
{
	const struct health *health = &figure->health;
	double scale = figure->unit_per_tick;

	return json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}",
			 "samples", (json_int_t)health->samples,
			 "far_out", (json_int_t)health->far_out,
			 "trials", (json_int_t)health->looked_at,
			 "bimodal_trials", (json_int_t)health->bimodal,
			 "low_group", number(health->low_group * scale),
			 "high_group", number(health->high_group * scale),
			 "drift_percent", number(health->drift), "drift_p", number(health->drift_p));
}

static json_t *figure(const struct figure *figure, const struct spread *spread, bool has_time)
{
	double none = (double)NAN;
	json_t *after = json_object();

	for (size_t i = 0; i < figure->after_count; i++)
		json_object_set_new(after, figure->after[i].words,
				    json_integer((json_int_t)figure->after[i].pages));
	return json_pack("{s:o, s:o, s:o, s:I, s:I, s:{s:o, s:o, s:o}, s:o, s:o}",
			 "median", number(has_time ? spread->median : none),
			 "min", number(has_time ? spread->min : none),
			 "max", number(has_time ? spread->max : none),
			 "boots", (json_int_t)spread->boots,
			 "samples", (json_int_t)figure->samples,
			 "faults", "restore", number(figure->faults.restore),
			 "extra_write", number(figure->faults.extra_write),
			 "other", number(figure->faults.other),
			 "pte_after", after, "health", health(figure));
}

static json_t *parameters(const struct result_run *run)
{
	json_t *object = json_object();

	for (size_t i = 0; i < run->parameter_count; i++)
		json_object_set_new(object, run->parameters[i].name,
				    json_string(run->parameters[i].value));
	return object;
}

/* null where the difference is a fact, or not known. */
static json_t *estimate(const struct versus *versus, const struct versus_row *item)
{
	const struct comparison *figures = &item->figures;

	if (!figures->estimated)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:f, s:b, s:o, s:o}",
			 "low", number(figures->low), "high", number(figures->high),
			 "percent_low", number(figures->percent_low),
			 "percent_high", number(figures->percent_high),
			 "p", number(figures->p), "p_holm", number(figures->p_holm),
			 "equivalence_percent", versus->rows->equivalence,
			 "within_equivalence", figures->within,
			 "detectable", number(figures->detectable),
			 "detectable_percent", number(figures->detectable_percent));
}

static json_t *row(const struct versus *versus, const struct versus_row *item)
{
	const struct comparison *figures = &item->figures;
	bool has_time = versus->rows->has_time;
	size_t boots = figures->boots_needed;
	double none = (double)NAN;

	return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "scenario", item->row->run->scenario,
			 "parameters", parameters(item->row->run),
			 "verdict", compare_verdict_name(figures->verdict),
			 "difference", number(has_time ? figures->difference : none),
			 "percent", number(has_time ? figures->percent : none),
			 "estimate", estimate(versus, item),
			 "boots_needed", boots ? json_integer((json_int_t)boots) : json_null(),
			 "base", figure(item->base, &figures->base, has_time),
			 "patched", figure(item->patched, &figures->patched, has_time));
}

static json_t *conclusion(const struct versus *versus, const struct labels *labels)
{
	char *text = conclusion_text(versus, labels);
	json_t *string = json_string(text);

	free(text);
	return string;
}

static json_t *comparison(struct report *report, size_t side)
{
	json_t *rows = json_array(), *object;
	struct versus versus;

	if (versus_make(&versus, &report->sides, &report->rows, side, &report->labels,
			&report->warnings)) {
		json_decref(rows);
		return NULL;
	}
	for (size_t i = 0; i < versus.count; i++)
		json_array_append_new(rows, row(&versus, &versus.items[i]));
	object = json_pack("{s:o, s:o, s:o}", "patched", kernel(&report->sides.sides[side]),
			   "rows", rows, "conclusion", conclusion(&versus, &report->labels));
	versus_free(&versus);
	return object;
}

static json_t *notes(const struct report *report, enum note_kind kind)
{
	json_t *list = json_array();
	char where[256];

	for (size_t i = 0; i < report->notes.count; i++) {
		const struct note *note = &report->notes.items[i];

		if (note->kind != kind)
			continue;
		notes_where(note, report->sides.count, where, sizeof(where));
		json_array_append_new(list, json_pack("{s:s, s:o, s:s, s:s, s:s, s:I, s:I}",
			"scenario", note->run->scenario, "parameters", parameters(note->run),
			"text", note->text, "sides", where, "file", note->path,
			"line", (json_int_t)note->line, "times", (json_int_t)note->times));
	}
	return list;
}

static json_t *warnings(const struct warnings *warnings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < warnings->count; i++)
		json_array_append_new(list, json_pack("{s:s, s:s}",
			"warning", warning_text(warnings->items[i].kind),
			"detail", warnings->items[i].detail));
	return list;
}

int export_comparison_json(struct report *report, FILE *stream)
{
	json_t *comparisons = json_array(), *object;
	int err;

	for (size_t i = 1; i < report->sides.count; i++)
		if (json_array_append_new(comparisons, comparison(report, i)))
			goto out_free;
	object = json_pack("{s:i, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o}",
			   "schema", COMPARISON_SCHEMA, "platform", report->rows.platform,
			   "unit", report->rows.unit, "same_kernel", report->sides.same_kernel,
			   "findings", notes(report, NOTE_FINDING),
			   "errors", notes(report, NOTE_ERROR),
			   "skipped", notes(report, NOTE_SKIP),
			   "warnings", warnings(&report->warnings),
			   "base", kernel(&report->sides.sides[0]),
			   "comparisons", comparisons);
	if (!object)
		return -ENOMEM;
	err = json_dumpf(object, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
	fputc('\n', stream);
	json_decref(object);
	return err ? -EIO : 0;

out_free:
	json_decref(comparisons);
	return -ENOMEM;
}
