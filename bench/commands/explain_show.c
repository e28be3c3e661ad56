/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain_show.c: two profiles side by side, by what differs most.
 */
#include "base/err.h"
#include "base/grow.h"
#include "commands/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BASE, PATCHED, SIDES, BAR = 12, NAME = 36, COLUMNS = 80 };

static const char *const side_names[SIDES] = { "base", "patched" };

struct line {
	const char *name;
	const struct profile_row *rows[SIDES];	/* NULL: not called there */
};

struct view {
	const struct explain_request *request;
	struct profile profiles[SIDES];
	struct line *lines;
	size_t count;
	uint64_t most;		/* the largest difference */
};

static int64_t counted(const struct view *view, const struct line *line, int side)
{
	const struct profile_row *row = line->rows[side];

	if (!row)
		return 0;
	return (int64_t)(view->request->inclusive ? row->inclusive : row->self);
}

static int64_t difference(const struct view *view, const struct line *line)
{
	return counted(view, line, PATCHED) - counted(view, line, BASE);
}

static int64_t size_of(int64_t number)
{
	return number < 0 ? -number : number;
}

/* qsort() takes no argument along. */
static const struct view *sorted;

/* What differs most first, then what takes most, then the alphabet. */
static int by_difference(const void *left, const void *right)
{
	const struct line *l = left, *r = right;
	int64_t ld = size_of(difference(sorted, l)), rd = size_of(difference(sorted, r));
	int64_t lc = counted(sorted, l, BASE), rc = counted(sorted, r, BASE);

	if (ld != rd)
		return ld > rd ? -1 : 1;
	if (lc != rc)
		return lc > rc ? -1 : 1;
	return strcmp(l->name, r->name);
}

static int add_row(struct view *view, int side, const struct profile_row *row)
{
	struct line *more;

	for (size_t i = 0; i < view->count; i++)
		if (!strcmp(view->lines[i].name, row->name)) {
			view->lines[i].rows[side] = row;
			return 0;
		}
	more = grow(view->lines, view->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	view->lines = more;
	more[view->count] = (struct line){ .name = row->name };
	more[view->count++].rows[side] = row;
	return 0;
}

static int join(struct view *view)
{
	int err = 0;

	for (int side = 0; side < SIDES; side++)
		for (size_t i = 0; i < view->profiles[side].count && !err; i++)
			err = add_row(view, side, &view->profiles[side].rows[i]);
	if (err)
		return err;
	sorted = view;
	qsort(view->lines, view->count, sizeof(*view->lines), by_difference);
	if (view->count)
		view->most = (uint64_t)size_of(difference(view, &view->lines[0]));
	return 0;
}

/* Minus signs for less, plus signs for more, at least one of them. */
static const char *bar(const struct view *view, int64_t change, char *text)
{
	uint64_t length = view->most ? ((uint64_t)size_of(change) * BAR + view->most / 2) / view->most : 0;

	if (change && !length)
		length = 1;
	memset(text, change < 0 ? '-' : '+', length);
	text[length] = '\0';
	return text;
}

static void print_line(const char *name, int64_t base, int64_t patched, const char *drawn)
{
	char text[24];

	snprintf(text, sizeof(text), base == patched ? "0" : "%+" PRId64, patched - base);
	printf("%-*.*s %8" PRId64 " %8" PRId64 " %10s%s%s\n", NAME, NAME, name, base, patched, text,
	       *drawn ? "  " : "", drawn);
}

static void print_side(const struct view *view, int side)
{
	const struct profile *profile = &view->profiles[side];
	const bool named = strstr(profile->kernel, profile->release);

	printf("%-8s %s%s%s%s: %" PRIu64 " instructions, %" PRIu64 " exception%s\n", side_names[side], profile->kernel,
	       named ? "" : " (", named ? "" : profile->release, named ? "" : ")", profile->instructions,
	       profile->faults, profile->faults == 1 ? "" : "s");
}

/* The scenario and its parameters, broken between words. */
static void print_scenario(const char *line)
{
	size_t used = 0;

	while (*line) {
		size_t length = strcspn(line, " ");

		if (used && used + 1 + length > COLUMNS)
			used = (size_t)printf("\n ") - 1;
		used += (size_t)printf("%s%.*s", used ? " " : "", (int)length, line);
		line += length + (line[length] == ' ');
	}
	printf("\n");
}

/* The functions, then what is the same in one line, then the sum and what it was held against. */
static void print_table(const struct view *view)
{
	const struct profile *base = &view->profiles[BASE], *patched = &view->profiles[PATCHED];
	int64_t same_base = 0, same = 0, most = 0;
	char drawn[BAR + 1], label[64];

	print_scenario(base->scenario);
	print_side(view, BASE);
	print_side(view, PATCHED);
	printf("\n%-*s %8s %8s %10s\n", NAME, view->request->inclusive ? "function, with what it calls" : "function",
	       "base", "patched", "difference");
	for (size_t i = 0; i < view->count; i++) {
		const struct line *line = &view->lines[i];
		int64_t change = difference(view, line);

		same += !change;
		same_base += change ? 0 : counted(view, line, BASE);
		most += size_of(change);
		if (change || view->request->all)
			print_line(line->name, counted(view, line, BASE), counted(view, line, PATCHED),
				   bar(view, change, drawn));
	}
	if (view->request->inclusive) {
		if (!most)
			printf("no function differs\n");
		return;
	}
	snprintf(label, sizeof(label), "(%" PRId64 " function%s, the same on both)", same, same == 1 ? "" : "s");
	if (same && !view->request->all)
		print_line(label, same_base, same_base, "");
	print_line("sum", (int64_t)base->instructions, (int64_t)patched->instructions, "");
	print_line("measured (median of a free boot)", (int64_t)base->median, (int64_t)patched->median, "");
}

static void print_tsv(const struct view *view)
{
	const struct profile *base = &view->profiles[BASE], *patched = &view->profiles[PATCHED];

	printf("label\tbase\tpatched\tdifference\tbase_inclusive\tpatched_inclusive\tbase_calls\tpatched_calls\t"
	       "base_measured\tpatched_measured\tscenario\tbase_kernel\tbase_release\tpatched_kernel\t"
	       "patched_release\tplatform\tarch\tunit\n");
	for (size_t i = 0; i < view->count; i++) {
		const struct profile_row none = { 0 };
		const struct line *line = &view->lines[i];
		const struct profile_row *b = line->rows[BASE] ? line->rows[BASE] : &none;
		const struct profile_row *p = line->rows[PATCHED] ? line->rows[PATCHED] : &none;

		printf("%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRId64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		       "\t%" PRIu64 "\t%" PRIu64 "\t%s\t%s\t%s\t%s\t%s\texact\tx86_64\tinstructions\n", line->name,
		       b->self, p->self, (int64_t)(p->self - b->self), b->inclusive, p->inclusive, b->calls, p->calls,
		       base->ticks, patched->ticks, base->scenario, base->kernel, base->release,
		       patched->kernel, patched->release);
	}
}

/*
 * The profile must add up, and the boot that was stepped must itself report the
 * median of the boot that was not: stepping changed nothing.
 */
static int read_side(struct view *view, const char *folder, int side)
{
	struct profile *profile = &view->profiles[side], stepped = { 0 };
	char path[PATH_MAX];
	uint64_t trial;
	int err;

	snprintf(path, sizeof(path), "%s/%s.profile", folder, side_names[side]);
	err = profile_read(profile, path);
	if (!err)
		err = profile_check(profile);
	snprintf(path, sizeof(path), "%s/%s.jsonl", folder, side_names[side]);
	if (!err)
		err = explain_read_median(path, &stepped, &trial);
	if (!err && stepped.median != profile->median)
		err = err_set(EILSEQ, "not exact: the median is %" PRIu64 " in the boot that was stepped, and %" PRIu64
			      " in the one that was not", stepped.median, profile->median);
	if (!err && profile->finding[0])
		fprintf(stderr, "dexbench explain: a run disagrees with the oracle: %s: %s\n", side_names[side],
			profile->finding);
	return err;
}

int explain_show(const struct explain_request *request, const char *folder)
{
	struct view view = { .request = request };
	int err = read_side(&view, folder, BASE);

	if (!err)
		err = read_side(&view, folder, PATCHED);
	if (!err && strcmp(view.profiles[BASE].scenario, view.profiles[PATCHED].scenario))
		err = err_set(EBADMSG, "%s: base.profile and patched.profile are of two scenarios", folder);
	if (!err)
		err = join(&view);
	if (!err)
		(request->tsv ? print_tsv : print_table)(&view);
	free(view.lines);
	profile_free(&view.profiles[BASE]);
	profile_free(&view.profiles[PATCHED]);
	return err;
}
