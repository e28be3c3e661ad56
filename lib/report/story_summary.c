/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story_summary.c: the comparison in a few sentences, regressions first.
 *
 * Rows with a constructed state are counted apart, so that what nobody meets in
 * practice does not swell the rest.
 */
#include "report/story.h"
#include "report/report.h"
#include "report/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many rows of a scenario are not named one by one, where one word holds for all. */
enum { MANY_ROWS = 3 };

/* Which rows of an outcome a sentence is about. */
typedef bool (*which_fn)(const struct story *story, const struct versus_row *item);

static bool is_any(const struct story *story, const struct versus_row *item)
{
	(void)story;
	(void)item;
	return true;
}

static bool has_more_faults(const struct story *story, const struct versus_row *item)
{
	return outcome_faults(item, story->versus.rows) > 0.0;
}

static bool has_fewer_faults(const struct story *story, const struct versus_row *item)
{
	return outcome_faults(item, story->versus.rows) < 0.0;
}

/* Not the cost, of which nothing is certain, nor the faults: IPIs are all that is. */
static bool has_other_ipis(const struct story *story, const struct versus_row *item)
{
	enum cost cost = outcome_cost(item);

	return outcome_ipis(item) != 0.0 && outcome_faults(item, story->versus.rows) == 0.0 &&
	       cost != COST_MORE && cost != COST_LESS;
}

static bool has_same_faults(const struct story *story, const struct versus_row *item)
{
	return outcome_faults(item, story->versus.rows) == 0.0 && !has_other_ipis(story, item);
}

/* What a sentence says of the rows that it is about. */
struct group {
	size_t rows, told;		/* @told: of these, the cost is certain */
	const struct versus_row *least, *most;	/* by size of the difference; of the told */
	double faults_least, faults_most;	/* by size */
	bool only_extra_write;
	char *names;
};

/* A part of a sentence, by value. */
struct range {
	char text[256];
};

static double size_of(const struct versus_row *item)
{
	return fabs(item->figures.difference);
}

static void add_figures(struct group *group, const struct story *story, const struct versus_row *item)
{
	double faults = fabs(outcome_faults(item, story->versus.rows));
	enum cost cost = outcome_cost(item);

	if (cost == COST_MORE || cost == COST_LESS) {
		if (!group->told || size_of(item) < size_of(group->least))
			group->least = item;
		if (!group->told || size_of(item) > size_of(group->most))
			group->most = item;
		group->told++;
	}
	if (!group->rows || faults < group->faults_least)
		group->faults_least = faults;
	if (!group->rows || faults > group->faults_most)
		group->faults_most = faults;
	if (item->base->faults.restore != item->patched->faults.restore ||
	    item->base->faults.other != item->patched->faults.other)
		group->only_extra_write = false;
	group->rows++;
}

static bool is_of(const struct versus_row *item, const char *scenario)
{
	return !strcmp(item->row->run->scenario, scenario);
}

/* How many rows of that scenario, and of the same kind, there are in all. */
static size_t count_all(const struct story *story, const struct versus_row *like)
{
	size_t count = 0;

	for (size_t i = 0; i < story->versus.count; i++)
		count += is_of(&story->versus.items[i], like->row->run->scenario) &&
			 outcome_is_constructed(story->versus.items[i].row->run) ==
			 outcome_is_constructed(like->row->run);
	return count;
}

/* Row @at by its name; where all rows of its scenario are in the group, and many, the first speaks for all. */
static void print_name(FILE *stream, const struct story *story, const struct story_rows *rows,
		       which_fn which, size_t at)
{
	const char *scenario = rows->items[at]->row->run->scenario;
	size_t before = 0, here = 0, all = count_all(story, rows->items[at]);
	bool first = !ftell(stream);

	for (size_t i = 0; i < rows->count; i++) {
		bool counts = is_of(rows->items[i], scenario) && which(story, rows->items[i]);

		here += counts;
		before += counts && i < at;
	}
	if (all < MANY_ROWS || here < all)
		fprintf(stream, "%s%s", first ? "" : ", ", story_name(story, rows->items[at]->row->run).text);
	else if (!before)
		fprintf(stream, "%s%s (all %zu rows)", first ? "" : ", ", scenario, all);
}

/* False without memory; else the caller frees @group->names. */
static bool make_group(struct group *group, const struct story *story,
		       const struct story_rows *rows, which_fn which)
{
	size_t size;
	FILE *stream;

	*group = (struct group){ .only_extra_write = true };
	stream = open_memstream(&group->names, &size);
	if (!stream)
		return false;
	for (size_t i = 0; i < rows->count; i++) {
		if (!which(story, rows->items[i]))
			continue;
		print_name(stream, story, rows, which, i);
		add_figures(group, story, rows->items[i]);
	}
	if (!fclose(stream))
		return true;
	free(group->names);
	return false;
}

static bool has_percent(const struct versus_row *item)
{
	return !isnan(item->figures.percent) && item->figures.percent < 1000.0;
}

/* "+58 (+4.1%)"; per cent of next to nothing are left out. */
static struct cell size_text(const struct versus_row *item, bool percent)
{
	struct cell cell;

	if (!percent)
		return outcome_number(item, item->figures.difference, true);
	snprintf(cell.text, sizeof(cell.text), "%.40s (%.40s%%)",
		 outcome_number(item, item->figures.difference, true).text,
		 text_percent(item->figures.percent).text);
	return cell;
}

/* "+58 (+4.1%) ns per page", "+14 (+0.6%) to +89 (+6.4%) ..."; empty where no cost is certain. */
static struct range range_text(const struct group *group, const char *unit)
{
	struct range range = { "" };
	bool percent = group->told && has_percent(group->least) && has_percent(group->most);

	if (!group->told)
		return range;
	if (group->least->figures.difference == group->most->figures.difference)
		snprintf(range.text, sizeof(range.text), "%s %s per page",
			 size_text(group->most, percent).text, unit);
	else
		snprintf(range.text, sizeof(range.text), "%s to %s %s per page",
			 size_text(group->least, percent).text, size_text(group->most, percent).text,
			 unit);
	return range;
}

/* "one more extra write fault per page", "up to 0.5 fewer faults per page". */
static struct range faults_text(const struct group *group, bool more)
{
	struct range range;
	bool one = group->faults_least == 1.0 && group->faults_most == 1.0;

	snprintf(range.text, sizeof(range.text), "%s%s %s %sfault%s per page", one ? "" : "up to ",
		 one ? "one" : text_number(group->faults_most).text, more ? "more" : "fewer",
		 group->only_extra_write ? "extra write " : "", one ? "" : "s");
	return range;
}

/* Rows that take other faults: the faults first, then what is known of the cost. */
static void say_faults(struct story *story, enum outcome outcome, const struct group *group)
{
	struct range range = range_text(group, story->versus.rows->unit);

	lines_add(&story->summary, "%s: %zu row%s, %s%s%s%s: %s",
		  outcome == OUTCOME_WORSE ? "Worse" : "Better", group->rows, group->rows == 1 ? "" : "s",
		  faults_text(group, outcome == OUTCOME_WORSE).text, *range.text ? " and " : "", range.text,
		  group->told && group->told < group->rows ? " where it can be told" : "", group->names);
}

static void say_cost(struct story *story, enum outcome outcome, const struct group *group,
		     const char *faults)
{
	lines_add(&story->summary, "%s: %zu row%s, %s with %s: %s",
		  outcome == OUTCOME_WORSE ? "Worse" : "Better", group->rows,
		  group->rows == 1 ? "" : "s",
		  range_text(group, story->versus.rows->unit).text, faults, group->names);
}

/* @faults: what those rows have in common that @which lets pass; NULL: other faults. */
static void say(struct story *story, enum outcome outcome, which_fn which, const char *faults)
{
	struct group group;

	if (!make_group(&group, story, &story->rows[STORY_ORDINARY][outcome], which)) {
		story->summary.failed = true;
		return;
	}
	if (group.rows && faults)
		say_cost(story, outcome, &group, faults);
	else if (group.rows)
		say_faults(story, outcome, &group);
	free(group.names);
}

static void say_ipis(struct story *story, enum outcome outcome)
{
	struct group group;

	if (!make_group(&group, story, &story->rows[STORY_ORDINARY][outcome], has_other_ipis)) {
		story->summary.failed = true;
		return;
	}
	if (group.rows)
		lines_add(&story->summary, "%s: %zu row%s, %s TLB-flush IPIs per page with the same faults: %s",
			  outcome == OUTCOME_WORSE ? "Worse" : "Better", group.rows,
			  group.rows == 1 ? "" : "s", outcome == OUTCOME_WORSE ? "more" : "fewer",
			  group.names);
	free(group.names);
}

/* "Same: 7 rows: ..."; a sentence without figures. */
static void add_names(struct story *story, struct lines *lines, enum story_kind kind,
		      enum outcome outcome, const char *what)
{
	struct group group;

	if (!make_group(&group, story, &story->rows[kind][outcome], is_any)) {
		lines->failed = true;
		return;
	}
	if (group.rows)
		lines_add(lines, "%s%s: %s", what, kind == STORY_CONSTRUCTED ?
			  ", constructed" : "", group.names);
	free(group.names);
}

static void add_same(struct story *story)
{
	char what[128];
	size_t exact = versus_count_verdict(&story->versus, VERDICT_EXACT);

	if (story->versus.estimated)
		snprintf(what, sizeof(what), "The same cost (within +/-%g%%%s), faults and PTE",
			 story->versus.rows->equivalence, exact ? ", or exactly" : "");
	else if (story->versus.rows->has_time)
		snprintf(what, sizeof(what), "The same cost, faults and PTE");
	else
		snprintf(what, sizeof(what), "The same faults and PTE");
	for (enum story_kind kind = 0; kind < STORY_KINDS; kind++)
		add_names(story, &story->same, kind, OUTCOME_SAME, what);
}

static void add_constructed(struct story *story)
{
	const struct story_rows *rows = story->rows[STORY_CONSTRUCTED];
	size_t all = 0;

	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		all += rows[outcome].count;
	if (all)
		lines_add(&story->summary, "Constructed, explained below: %zu more rows; worse %zu, better %zu, cannot be told %zu, neither %zu",
			  all, rows[OUTCOME_WORSE].count, rows[OUTCOME_BETTER].count,
			  rows[OUTCOME_UNKNOWN].count,
			  rows[OUTCOME_MOVED].count + rows[OUTCOME_SAME].count);
}

static void add_counts(struct story *story)
{
	const struct story_rows *rows = story->rows[STORY_ORDINARY];

	if (rows[OUTCOME_UNKNOWN].count)
		lines_add(&story->summary, "Cannot tell: %zu row%s, named below",
			  rows[OUTCOME_UNKNOWN].count, rows[OUTCOME_UNKNOWN].count == 1 ? "" : "s");
	add_names(story, &story->summary, STORY_ORDINARY, OUTCOME_MOVED, story->versus.rows->has_time ?
		  "Neither: the same cost, but another PTE or kind of fault" :
		  "Neither: as many faults, but another PTE or kind of fault");
	if (rows[OUTCOME_SAME].count)
		lines_add(&story->summary, "The same: %zu row%s, named below", rows[OUTCOME_SAME].count,
			  rows[OUTCOME_SAME].count == 1 ? "" : "s");
	add_constructed(story);
}

void story_add_summary(struct story *story)
{
	if (!story->versus.count)
		lines_add(&story->summary, "There is no row that both kernels have: nothing is compared");
	if (!story->versus.rows->has_time)
		lines_add(&story->summary, "Of cost nothing is said: this platform has no times");
	say(story, OUTCOME_WORSE, has_more_faults, NULL);
	say(story, OUTCOME_WORSE, has_same_faults, "the same faults");
	say(story, OUTCOME_WORSE, has_fewer_faults, "fewer faults");
	say_ipis(story, OUTCOME_WORSE);
	say(story, OUTCOME_BETTER, has_fewer_faults, NULL);
	say(story, OUTCOME_BETTER, has_same_faults, "the same faults");
	say_ipis(story, OUTCOME_BETTER);
	add_counts(story);
	add_same(story);
}
