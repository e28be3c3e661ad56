/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show.c: print two profiles, the functions that differ most first.
 */
#include "explain/profile.h"
#include "base/err.h"
#include "result/answers.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BAR = 12, NAME = 36, COLUMNS = 80 };

struct line {
	const char *name;
	struct function base, patched;	/* zero: not called there */
};

struct table {
	struct line *lines;
	size_t count;
	int64_t most;			/* the largest difference */
};

static int64_t counted(const struct show *show, const struct function *function)
{
	return (int64_t)(show->inclusive ? function->inclusive : function->self);
}

static int64_t difference(const struct show *show, const struct line *line)
{
	return counted(show, &line->patched) - counted(show, &line->base);
}

static int by_difference(const void *left, const void *right, void *show)
{
	const struct line *l = left, *r = right;
	int64_t ld = llabs(difference(show, l)), rd = llabs(difference(show, r));
	int64_t lc = counted(show, &l->base), rc = counted(show, &r->base);

	if (ld != rd)
		return ld > rd ? -1 : 1;
	if (lc != rc)
		return lc > rc ? -1 : 1;
	return strcmp(l->name, r->name);
}

static struct line *line_of(struct table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (!strcmp(table->lines[i].name, name))
			return &table->lines[i];
	table->lines[table->count].name = name;
	return &table->lines[table->count++];
}

static int join(const struct show *show, struct table *table)
{
	*table = (struct table){ calloc(show->base.function_count + show->patched.function_count + 1,
					sizeof(*table->lines)), 0, 0 };
	if (!table->lines)
		return -ENOMEM;
	for (size_t i = 0; i < show->base.function_count; i++)
		line_of(table, show->base.functions[i].name)->base = show->base.functions[i];
	for (size_t i = 0; i < show->patched.function_count; i++)
		line_of(table, show->patched.functions[i].name)->patched = show->patched.functions[i];
	qsort_r(table->lines, table->count, sizeof(*table->lines), by_difference, (void *)show);
	if (table->count)
		table->most = llabs(difference(show, &table->lines[0]));
	return 0;
}

/* Minus signs for less, plus signs for more, at least one of them. */
static void print_line(const char *name, int64_t base, int64_t patched, int64_t most)
{
	static const char more[] = "++++++++++++", less[] = "------------";
	int64_t change = patched - base;
	int length = most ? (int)((llabs(change) * BAR + most / 2) / most) : 0;
	char text[24];

	if (change && most && !length)
		length = 1;
	snprintf(text, sizeof(text), change ? "%+" PRId64 : "0", change);
	printf("%-*.*s %8" PRId64 " %8" PRId64 " %10s%s%.*s\n", NAME, NAME, name, base, patched, text,
	       length ? "  " : "", length, change < 0 ? less : more);
}

/* "1 load", "2 loads", with @end behind it. */
static void print_count(uint64_t count, const char *what, const char *end)
{
	printf("%" PRIu64 " %s%s%s", count, what, count == 1 ? "" : "s", end);
}

static void print_side(const char *side, const struct profile *profile)
{
	const struct result_header *header = &profile->result.header;
	const char *name = header->kernel.name, *release = header->kernel.release;
	const struct spread *spread = profile->spread, *last = &spread[profile->spread_count - 1];
	const struct touch *touch = &profile->touch;
	uint64_t touches = 0, median = 0;

	for (size_t i = 0; i < profile->spread_count; i++) {
		touches += spread[i].touches;
		if (spread[i].instructions == touch->instructions)
			median = spread[i].touches;
	}
	printf("%-8s %s", side, name);
	if (!strstr(name, release))
		printf(" (%s)", release);
	printf(": ");
	print_count(touch->instructions, "instruction", ", ");
	print_count(touch->loads, "load", ", ");
	print_count(touch->stores, "store", ",\n         ");
	print_count(touch->lines, "cache line", ", ");
	print_count(touch->atomics, "atomic", ", ");
	print_count(touch->barriers, "barrier", ", ");
	print_count(touch->faults, "fault", "\n");
	printf("         %" PRIu64 " of %" PRIu64 " touches; all: %" PRIu64, median, touches, spread->instructions);
	if (last != spread)
		printf(" to %" PRIu64, last->instructions);
	printf("\n");
}

/* The scenario and its parameters, broken between words. */
static void print_scenario(const struct result_run *run)
{
	size_t used = (size_t)printf("%s", run->scenario);

	for (size_t i = 0; i < run->parameter_count; i++) {
		const struct result_parameter *parameter = &run->parameters[i];
		size_t length = strlen(parameter->name) + 1 + strlen(parameter->value);

		if (used + 1 + length > COLUMNS)
			used = (size_t)printf("\n ") - 1;
		used += (size_t)printf(" %s=%s", parameter->name, parameter->value);
	}
	printf("\n");
}

int show_table(const struct show *show)
{
	int64_t same_base = 0, same = 0;
	struct table table;
	char label[64];
	int err = join(show, &table);

	if (err)
		return err;
	print_scenario(&show->base.result.trials[0].run);
	print_side("base", &show->base);
	print_side("patched", &show->patched);
	printf("\n%-*s %8s %8s %10s\n", NAME, show->inclusive ? "function, with what it calls" : "function",
	       "base", "patched", "difference");
	for (size_t i = 0; i < table.count; i++) {
		const struct line *line = &table.lines[i];
		int64_t change = difference(show, line);

		same += !change;
		same_base += change ? 0 : counted(show, &line->base);
		if (change || show->all)
			print_line(line->name, counted(show, &line->base), counted(show, &line->patched), table.most);
	}
	if (show->inclusive) {
		if (!table.most)
			printf("no function differs\n");
	} else {
		snprintf(label, sizeof(label), "(%" PRId64 " function%s, the same on both)", same, same == 1 ? "" : "s");
		if (same && !show->all)
			print_line(label, same_base, same_base, 0);
		print_line("sum", (int64_t)show->base.touch.instructions, (int64_t)show->patched.touch.instructions, 0);
	}
	free(table.lines);
	return 0;
}

int show_tsv(const struct show *show)
{
	const struct result_header *base = &show->base.result.header, *patched = &show->patched.result.header;
	struct table table;
	int err = join(show, &table);

	if (err)
		return err;
	printf("label\tbase\tpatched\tdifference\tbase_inclusive\tpatched_inclusive\tbase_calls\tpatched_calls\t"
	       "base_measured\tpatched_measured\tscenario\tbase_kernel\tbase_release\tpatched_kernel\tpatched_release\tplatform\tarch\tunit\tlow\thigh\n");
	for (size_t i = 0; i < table.count; i++) {
		const struct line *line = &table.lines[i];
		const struct function *b = &line->base, *p = &line->patched;

		printf("%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRId64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		       "\t%" PRIu64 "\t%" PRIu64 "\t%s\t%s\t%s\t%s\t%s\t%s\t%s\tinstructions\tNA\tNA\n",
		       line->name, b->self, p->self, (int64_t)(p->self - b->self), b->inclusive, p->inclusive,
		       b->calls, p->calls, show->base.touch.instructions, show->patched.touch.instructions,
		       show->base.result.trials[0].run.scenario, base->kernel.name, base->kernel.release,
		       patched->kernel.name, patched->kernel.release, base->platform, base->machine.arch);
	}
	free(table.lines);
	return 0;
}

static void set_count(json_t *object, const char *name, uint64_t count)
{
	json_object_set_new(object, name, json_integer((json_int_t)count));
}

static json_t *json_of_touch(const struct touch *touch)
{
	json_t *object = json_object();

	set_count(object, "instructions", touch->instructions);
	set_count(object, "loads", touch->loads);
	set_count(object, "stores", touch->stores);
	set_count(object, "lines", touch->lines);
	set_count(object, "atomics", touch->atomics);
	set_count(object, "barriers", touch->barriers);
	set_count(object, "faults", touch->faults);
	return object;
}

static void add_profile(json_t *rows, const char *side, const struct profile *profile)
{
	json_t *self = json_object(), *inclusive = json_object(), *calls = json_object();
	json_t *parameters = json_object(), *all = json_array();
	const struct result_header *header = &profile->result.header;
	const struct result_run *run = &profile->result.trials[0].run;
	const struct spread *spread = profile->spread;

	for (size_t i = 0; i < run->parameter_count; i++)
		json_object_set_new(parameters, run->parameters[i].name,
				    json_string(run->parameters[i].value));
	for (size_t i = 0; i < profile->function_count; i++) {
		const struct function *function = &profile->functions[i];

		set_count(self, function->name, function->self);
		set_count(inclusive, function->name, function->inclusive);
		set_count(calls, function->name, function->calls);
	}
	for (size_t i = 0; i < profile->spread_count; i++)
		json_array_append_new(all, json_pack("[I, I]", (json_int_t)spread[i].instructions,
						     (json_int_t)spread[i].touches));
	answer_add(rows, ANSWER_EXPLAIN, side, run->scenario, parameters, header->kernel.name,
		   header->kernel.release, json_of_touch(&profile->touch), all, self, inclusive,
		   calls);
}

int show_json(const struct show *show)
{
	json_t *rows = json_array();

	add_profile(rows, "base", &show->base);
	add_profile(rows, "patched", &show->patched);
	return answer_print("explain", rows, stdout);
}

static uint64_t instructions_of(const struct profile *profile, const char *names)
{
	for (size_t i = 0; i < profile->stack_count; i++)
		if (!strcmp(profile->stacks[i].names, names))
			return profile->stacks[i].instructions;
	return 0;
}

int show_folded(const struct show *show)
{
	for (size_t i = 0; i < show->base.stack_count; i++)
		printf("%s %" PRIu64 " %" PRIu64 "\n", show->base.stacks[i].names, show->base.stacks[i].instructions,
		       instructions_of(&show->patched, show->base.stacks[i].names));
	for (size_t i = 0; i < show->patched.stack_count; i++)
		if (!instructions_of(&show->base, show->patched.stacks[i].names))
			printf("%s 0 %" PRIu64 "\n", show->patched.stacks[i].names,
			       show->patched.stacks[i].instructions);
	return 0;
}
