/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan.c: reading plans.
 */
#include "run/plan.h"
#include "base/err.h"
#include "base/grow.h"
#include "base/text.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A line of a few hundred bytes can stand for any number of runs, and files that include each other
 * for any number of lines. Real plans have some hundred runs.
 */
enum { MAX_WORDS = 32, MAX_DEPTH = 4, MAX_RUNS = 10000, MAX_FILES = 64, MAX_LINE = 1 << 16 };

/* A plan file that is read: how deep it is included, and how many files were read with it. */
struct source {
	const char *path;
	unsigned int depth, *files;
};

static int append(struct plan *plan, const struct plan_run *run)
{
	struct plan_run *runs;

	if (plan->expanded == MAX_RUNS)
		return err_set(EINVAL, "%s: the plan has more than %d runs; split it", run->entry->name,
			       MAX_RUNS);
	runs = grow(plan->runs, plan->count, sizeof(*runs));
	if (!runs)
		return err_set(ENOMEM, "%s: not enough memory for the plan", run->entry->name);
	plan->runs = runs;
	plan->runs[plan->count++] = *run;
	plan->expanded++;
	return 0;
}

static int expand(struct plan *plan, struct plan_run *run, char **words, size_t count);

/* Sets @name to each value of @list, and for each the words that follow. */
static int expand_list(struct plan *plan, struct plan_run *run, const char *name, char *list,
		       char **words, size_t count)
{
	char *value;
	int err = 0;

	while (!err && (value = strsep(&list, ","))) {
		err = values_set(&run->values, name, value);
		if (!err)
			err = expand(plan, run, words, count);
	}
	return err;
}

/* Sets words[0..count), each with one of its values, in all combinations. */
static int expand(struct plan *plan, struct plan_run *run, char **words, size_t count)
{
	const char *equals;
	char *name, *list;
	int err = -ENOMEM;

	if (!count)
		return append(plan, run);

	equals = strchr(words[0], '=');
	if (!equals || equals == words[0])
		return err_set(EINVAL, "%s: expected key=value after the scenario", words[0]);
	name = strndup(words[0], (size_t)(equals - words[0]));
	list = strdup(equals + 1);
	if (name && list)
		err = expand_list(plan, run, name, list, words + 1, count - 1);
	free(name);
	free(list);
	return err;
}

/* words[0] is a pattern: a scenario's name matches itself. */
static int expand_names(struct plan *plan, char **words, size_t count)
{
	bool found = false;
	int err = 0;

	for (size_t i = 0; i < scenario_count() && !err; i++) {
		struct plan_run run = { .entry = scenario_nth(i) };

		if (fnmatch(words[0], run.entry->name, 0))
			continue;
		found = true;
		values_default(&run.values, run.entry->scenario->parameters);
		err = expand(plan, &run, words + 1, count - 1);
	}
	return found ? err : err_set(EINVAL, "%s: no such scenario; see dexbench list", words[0]);
}

int plan_add(struct plan *plan, const char *line)
{
	char *words[MAX_WORDS], *copy = strdup(line), *rest = copy, *word;
	size_t count = 0;
	int err = 0;

	if (!copy)
		return -ENOMEM;
	while (count < MAX_WORDS && (word = strsep(&rest, " \t\n")))
		if (*word)
			words[count++] = word;
	if (!count)
		goto out_free;
	if (count == MAX_WORDS) {
		err = err_set(EINVAL, "%s: more than %d words in a line", words[0], MAX_WORDS - 1);
		goto out_free;
	}

	err = expand_names(plan, words, count);

out_free:
	free(copy);
	return err;
}

static int read_file(struct plan *plan, const struct source *source);

/* The same scenario and parameters; how many trials there are says only how well it is known. */
static bool is_same(const struct plan_run *one, const struct plan_run *other)
{
	if (one->entry != other->entry)
		return false;
	for (size_t i = 0; i < one->values.count; i++)
		if (strcmp(one->values.list[i].parameter->name, "trials") &&
		    strcmp(one->values.list[i].text, other->values.list[i].text))
			return false;
	return true;
}

/* Plans that are included may share runs, such as null: the first of them stays. */
static void drop_known(struct plan *plan, size_t first)
{
	size_t kept = first;

	for (size_t i = first; i < plan->count; i++) {
		size_t known = 0;

		while (known < first && !is_same(&plan->runs[known], &plan->runs[i]))
			known++;
		if (known == first)
			plan->runs[kept++] = plan->runs[i];
	}
	plan->count = kept;
}

/* Reads a plan in the same folder as @source. */
static int include(struct plan *plan, const struct source *source, char *words)
{
	char *name = strtok(words, " \t\n"), beside[PATH_MAX];
	const char *slash = strrchr(source->path, '/');
	struct source included = { beside, source->depth + 1, source->files };
	size_t before = plan->count;
	int err;

	if (!name || strtok(NULL, " \t\n"))
		return err_set(EINVAL, "include wants one plan, such as: include fault.plan");
	if (source->depth == MAX_DEPTH)
		return err_set(EINVAL, "include %s: plans include each other", name);
	if (++*source->files > MAX_FILES)
		return err_set(EINVAL, "include %s: more than %d plans are included", name, MAX_FILES);
	snprintf(beside, sizeof(beside), "%.*s%s", slash ? (int)(slash - source->path + 1) : 0,
		 source->path, name);
	err = read_file(plan, &included);
	drop_known(plan, before);
	return err;
}

static int read_line(struct plan *plan, const struct source *source, char *line)
{
	line[strcspn(line, "#")] = '\0';
	if (!strncmp(line, "include", 7) && strchr(" \t", line[7]))
		return include(plan, source, line + 7);
	return plan_add(plan, line);
}

static int read_file(struct plan *plan, const struct source *source)
{
	size_t before = plan->count;
	struct text text;
	int err = text_open(&text, source->path, MAX_LINE);

	while (!err && (err = text_next(&text)) == 1) {
		err = read_line(plan, source, text.line);
		if (err == -EINVAL)
			err = err_set(EINVAL, "%s:%u: %s", source->path, text.number, err_text(err));
	}
	/* What is no text, or has lines without end, is as wrong as a word that is not known. */
	if (err == -EBADMSG || err == -EFBIG)
		err = err_set(EINVAL, "%s", err_text(err));
	if (!err && plan->count == before)
		err = err_set(EINVAL, "%s: a plan without runs; add a line such as: restore_read",
			      source->path);
	text_close(&text);
	return err;
}

int plan_read(struct plan *plan, const char *path)
{
	unsigned int files = 1;

	return read_file(plan, &(struct source){ path, 0, &files });
}

static int has_parameter(const struct values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++)
		if (!strcmp(values->list[i].parameter->name, name))
			return 1;
	return 0;
}

int plan_override(struct plan *plan, const struct override *overrides)
{
	for (; overrides->name; overrides++)
		for (size_t i = 0; overrides->value && i < plan->count; i++) {
			struct values *values = &plan->runs[i].values;
			int err;

			if (!has_parameter(values, overrides->name))
				continue;
			err = values_set(values, overrides->name, overrides->value);
			if (err)
				return err;
		}
	return 0;
}

void plan_filter(struct plan *plan, const char *pattern)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->count; i++)
		if (!fnmatch(pattern, plan->runs[i].entry->name, 0))
			plan->runs[kept++] = plan->runs[i];
	plan->count = kept;
}

void plan_line(const struct plan *plan, size_t index, char *text, size_t size)
{
	const struct plan_run *run = &plan->runs[index];
	size_t used = (size_t)snprintf(text, size, "%s", run->entry->name);

	for (size_t i = 0; i < run->values.count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, " %s=%s",
					 run->values.list[i].parameter->name,
					 run->values.list[i].text);
}

uint64_t plan_digest(const struct plan *plan)
{
	uint64_t digest = UINT64_C(0xcbf29ce484222325);
	char line[512];

	for (size_t i = 0; i < plan->count; i++) {
		plan_line(plan, i, line, sizeof(line));
		/* The final NUL counts too: it keeps two lines from running into one. */
		for (size_t c = 0; c <= strlen(line); c++)
			digest = (digest ^ (unsigned char)line[c]) * UINT64_C(0x100000001b3);
	}
	return digest;
}

void plan_free(struct plan *plan)
{
	free(plan->runs);
	*plan = (struct plan){ 0 };
}
