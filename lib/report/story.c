/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story.c: rows by outcome, and what is told of each.
 */
#include "report/story.h"
#include "report/beside.h"
#include "report/report.h"
#include "report/text.h"
#include "base/grow.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cell story_name(const struct story *story, const struct result_run *run)
{
	const struct labels *all = &story->report->labels;
	struct labels labels = *all;

	labels.varying_count = 0;
	for (size_t i = 0; i < all->varying_count; i++) {
		if (!strcmp(all->varying[i], "folio"))
			continue;
		labels.usual[labels.varying_count] = all->usual[i];
		labels.varying[labels.varying_count++] = all->varying[i];
	}
	return labels_name(&labels, run);
}

static enum story_kind kind_of(const struct result_run *run)
{
	return outcome_is_constructed(run) ? STORY_CONSTRUCTED : STORY_ORDINARY;
}

static int sort_rows(struct story *story)
{
	for (size_t i = 0; i < story->versus.count; i++) {
		const struct versus_row *item = &story->versus.items[i];
		struct story_rows *rows =
			&story->rows[kind_of(item->row->run)][outcome_of(item, story->versus.rows)];
		const struct versus_row **more = grow(rows->items, rows->count, sizeof(*more));

		if (!more)
			return -ENOMEM;
		rows->items = more;
		rows->items[rows->count++] = item;
	}
	return 0;
}

struct cell story_heading(enum story_kind kind, enum outcome outcome)
{
	struct cell cell;

	snprintf(cell.text, sizeof(cell.text), "%s%s", outcome == OUTCOME_WORSE ? "Worse" : "Better",
		 kind == STORY_CONSTRUCTED ? ", clean folio (constructed)" : " on patched");
	return cell;
}

struct cell story_kernel(const struct story *story, bool patched)
{
	const struct side *side = &story->report->sides.sides[patched ? story->versus.patched : 0];
	const struct result_header *header = side_header(side);
	struct cell cell;

	if (strstr(header->kernel.name, header->kernel.release))
		snprintf(cell.text, sizeof(cell.text), "%s", header->kernel.name);
	else
		snprintf(cell.text, sizeof(cell.text), "%s (%s)", header->kernel.name,
			 header->kernel.release);
	return cell;
}

const char *story_subject(void)
{
	return "What it costs when a CPU takes a page back from a device that has exclusive access to it (make_device_exclusive()), on two kernels, base and patched.";
}

const char *story_caveat(const struct story *story)
{
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		if (story->rows[STORY_CONSTRUCTED][outcome].count)
			return "Constructed: for the rows with a clean folio, dexbench's module cleared the folio's dirty flag while the device had the page. With the drivers in the kernel the folio is dirty then: do not expect these figures in practice.";
	return NULL;
}

static double all_faults(const struct faults *faults)
{
	return faults->restore + faults->extra_write + faults->other;
}

static struct cell faults_cell(const struct story *story, const struct versus_row *item)
{
	struct cell cell = { "" };

	if (outcome_faults(item, story->versus.rows) != 0.0)
		snprintf(cell.text, sizeof(cell.text), "%.40s -> %.40s",
			 text_number(all_faults(&item->base->faults)).text,
			 text_number(all_faults(&item->patched->faults)).text);
	return cell;
}

/* "+21580.0" per cent of next to nothing reads better as a factor. */
static struct cell percent_cell(double percent)
{
	struct cell cell;

	if (!(percent >= 1000.0))
		return text_percent(percent);
	snprintf(cell.text, sizeof(cell.text), "x%.0f", 1.0 + percent / 100.0);
	return cell;
}

static struct cell ipis_cell(const struct versus_row *item)
{
	struct cell cell = { "" };

	if (item->ipis_differ)
		snprintf(cell.text, sizeof(cell.text), "%.40s -> %.40s", text_ipis(item->base).text,
			 text_ipis(item->patched).text);
	return cell;
}

static struct cell interval_cell(const struct versus_row *item)
{
	struct cell cell = { "" };

	if (versus_has_interval(item))
		snprintf(cell.text, sizeof(cell.text), "%.40s..%.40s",
			 outcome_number(item, item->figures.low, true).text,
			 outcome_number(item, item->figures.high, true).text);
	return cell;
}

struct story_cells story_cells(const struct story *story, const struct versus_row *item)
{
	const struct comparison *figures = &item->figures;
	enum cost cost = outcome_cost(item);
	struct story_cells cells = { .name = story_name(story, item->row->run) };
	struct cell *columns = cells.columns;

	columns[STORY_FAULTS] = faults_cell(story, item);
	columns[STORY_IPIS] = ipis_cell(item);
	if (cost == COST_NONE)
		return cells;
	columns[STORY_BASE] = outcome_number(item, figures->base.median, false);
	columns[STORY_PATCHED] = outcome_number(item, figures->patched.median, false);
	if (cost == COST_UNKNOWN) {
		strcpy(columns[STORY_DIFFERENCE].text, "?");
		return cells;
	}
	columns[STORY_DIFFERENCE] = outcome_number(item, figures->difference, true);
	columns[STORY_INTERVAL] = interval_cell(item);
	columns[STORY_PERCENT] = percent_cell(figures->percent);
	return cells;
}

const char *story_column_name(enum story_column column)
{
	static const char *const names[STORY_COLUMNS] = {
		[STORY_BASE] = "base", [STORY_PATCHED] = "patched", [STORY_DIFFERENCE] = "diff",
		[STORY_INTERVAL] = "95 % interval", [STORY_PERCENT] = "%", [STORY_FAULTS] = "faults",
		[STORY_IPIS] = "IPIs",
	};

	return names[column];
}

/* Is @is true of any row that is worse or better? */
static bool any_row(const struct story *story, int what,
		    bool (*is)(const struct story *story, const struct versus_row *item, int what))
{
	for (enum story_kind kind = 0; kind < STORY_KINDS; kind++)
		for (enum outcome outcome = 0; outcome <= OUTCOME_BETTER; outcome++)
			for (size_t i = 0; i < story->rows[kind][outcome].count; i++)
				if (is(story, story->rows[kind][outcome].items[i], what))
					return true;
	return false;
}

static bool has_cell(const struct story *story, const struct versus_row *item, int column)
{
	return *story_cells(story, item).columns[column].text;
}

static bool has_cost(const struct story *story, const struct versus_row *item, int cost)
{
	(void)story;
	return (int)outcome_cost(item) == cost;
}

bool story_has_column(const struct story *story, enum story_column column)
{
	return any_row(story, (int)column, has_cell);
}

bool story_has_doubts(const struct story *story)
{
	return any_row(story, COST_UNKNOWN, has_cost);
}

/* "base 1412, patched 1449 instructions": all that is known of a cost that cannot be told. */
static struct cell known_of(const struct versus_row *item, const char *unit)
{
	const struct comparison *figures = &item->figures;
	struct cell cell;

	if (figures->verdict == VERDICT_VARIES)
		snprintf(cell.text, sizeof(cell.text), "base %.12s to %.12s, patched %.12s to %.12s %.16s",
			 text_number(figures->base.min).text, text_number(figures->base.max).text,
			 text_number(figures->patched.min).text,
			 text_number(figures->patched.max).text, unit);
	else
		snprintf(cell.text, sizeof(cell.text), "base %.12s, patched %.12s %.16s",
			 outcome_number(item, figures->base.median, false).text,
			 outcome_number(item, figures->patched.median, false).text, unit);
	return cell;
}

/* Why it cannot be told. */
static struct cell reason_of(const struct versus_row *item)
{
	size_t needed = item->figures.boots_needed;
	struct cell cell = { "boots of one kernel disagree" };

	if (item->figures.verdict == VERDICT_ONE_BOOT)
		snprintf(cell.text, sizeof(cell.text), "one boot only, so not confirmed");
	else if (needed > COMPARE_MOST_BOOTS)
		snprintf(cell.text, sizeof(cell.text), "not even %zu boots of each kernel may tell",
			 COMPARE_MOST_BOOTS);
	else if (needed && item->figures.verdict == VERDICT_UNSURE)
		snprintf(cell.text, sizeof(cell.text), "%zu boots of each kernel may tell", needed);
	else if (item->figures.verdict == VERDICT_UNSURE)
		snprintf(cell.text, sizeof(cell.text), "neither changed nor the same, so far");
	return cell;
}

static void add_unknown(struct story *story, const struct versus_row *item)
{
	struct cell name = labels_name(&story->report->labels, item->row->run);
	struct cell known = known_of(item, story->versus.rows->unit), reason = reason_of(item);

	if (versus_has_interval(item))
		lines_add(&story->unknown, "%s: %s, difference %s to %s; %s", name.text, known.text,
			  outcome_number(item, item->figures.low, true).text,
			  outcome_number(item, item->figures.high, true).text, reason.text);
	else
		lines_add(&story->unknown, "%s: %s; %s", name.text, known.text, reason.text);
}

static void add_one_sided(struct story *story)
{
	for (size_t i = 0; i < story->versus.rows->count; i++) {
		const struct row *row = &story->versus.rows->items[i];
		bool base = rows_has(&row->figures[0]);

		if (base != rows_has(&row->figures[story->versus.patched]))
			lines_add(&story->unknown, "%s: not measured on %s",
				  labels_name(&story->report->labels, row->run).text,
				  base ? "patched" : "base");
	}
}

static void add_all_unknown(struct story *story)
{
	for (size_t i = 0; i < story->versus.count; i++)
		if (outcome_cost(&story->versus.items[i]) == COST_UNKNOWN)
			add_unknown(story, &story->versus.items[i]);
	add_one_sided(story);
}

static void add_beside(struct story *story)
{
	for (size_t i = 0; i < story->versus.count; i++) {
		const struct versus_row *item = &story->versus.items[i];
		char *text = beside_sentence(item->row->run, item->base, item->patched);

		if (text && *text)
			lines_add(&story->beside, "%s: %s", labels_name(&story->report->labels,
									item->row->run).text, text);
		story->beside.failed |= !text;
		free(text);
	}
}

static void add_skipped(struct story *story)
{
	const struct notes *notes = &story->report->notes;
	char where[256];

	for (size_t i = 0; i < notes->count; i++)
		if (notes->items[i].kind == NOTE_SKIP)
			lines_add(&story->skipped, "%s, on %s: %s",
				  labels_name(&story->report->labels, notes->items[i].run).text,
				  notes_where(&notes->items[i], story->report->sides.count, where,
					      sizeof(where)), notes->items[i].text);
}

static bool is_told(const struct story *story, const struct versus_row *item)
{
	return outcome_of(item, story->versus.rows) != OUTCOME_SAME;
}

/* The first row of its scenario, of those that a report has more to say of than a name? */
static bool is_first_with(const struct story *story, size_t at)
{
	const struct versus_row *items = story->versus.items;

	for (size_t i = 0; i < at; i++)
		if (is_told(story, &items[i]) &&
		    !strcmp(items[i].row->run->scenario, items[at].row->run->scenario))
			return false;
	return is_told(story, &items[at]);
}

static void add_glossary(struct story *story)
{
	const struct result_header *header = side_header(&story->report->sides.sides[0]);

	for (size_t i = 0; i < story->versus.count; i++) {
		const char *scenario = story->versus.items[i].row->run->scenario;
		const char *summary = result_summary(header, scenario);

		if (summary && is_first_with(story, i))
			lines_add(&story->glossary, "%s: %s", scenario, summary);
	}
}

static bool failed(const struct story *story)
{
	return story->alarms.failed || story->summary.failed || story->terms.failed ||
	       story->beside.failed || story->states.failed || story->unknown.failed || story->same.failed ||
	       story->skipped.failed || story->glossary.failed;
}

int story_make(struct story *story, struct report *report, size_t patched, const char *command)
{
	const size_t warned = report->warnings.count;
	int err;

	memset(story, 0, sizeof(*story));
	story->report = report;
	err = versus_make(&story->versus, &report->sides, &report->rows, patched,
			  &report->labels, &report->warnings);
	if (err)
		return err;
	story_add_alarms(story);
	/* What this comparison was warned of is no matter of the next. */
	warnings_cut(&report->warnings, warned);
	err = sort_rows(story);
	if (!err)
		err = story_add_facts(story, command);
	story_add_terms(story);
	add_all_unknown(story);
	add_beside(story);
	add_skipped(story);
	add_glossary(story);
	story_add_states(story);
	story_add_summary(story);
	if (!err && failed(story))
		err = -ENOMEM;
	if (err)
		story_free(story);
	return err;
}

void story_free(struct story *story)
{
	struct lines *lists[] = { &story->alarms, &story->summary, &story->terms, &story->beside,
				  &story->states, &story->unknown, &story->same, &story->skipped,
				  &story->glossary };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		lines_free(lists[i]);
	for (size_t i = 0; i < story->fact_count; i++)
		free(story->facts[i].text);
	for (enum story_kind kind = 0; kind < STORY_KINDS; kind++)
		for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
			free(story->rows[kind][outcome].items);
	versus_free(&story->versus);
	memset(story, 0, sizeof(*story));
}
