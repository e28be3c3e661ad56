/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * profile.c: counting by function, and by who called it.
 *
 * Who called whom is told by the stack pointer: a function has returned once the
 * pointer is above where it was on the function's entry. A stack that is another
 * one (of an exception's entry) lies far away and ends no call.
 */
#include "run/profile.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two stack pointers that are farther apart belong to two stacks. */
enum { SAME_STACK = 64 * 1024 };

static void name_row(char *name, const struct profile_place *place)
{
	size_t length = strcspn(place->function + 1, ".") + 1;

	if (place->where)
		snprintf(name, PROFILE_NAME, "%.*s [%s]", (int)length, place->function, place->where);
	else
		snprintf(name, PROFILE_NAME, "%.*s", (int)length, place->function);
}

static int find_row(struct profile *profile, const char *name, size_t *row)
{
	struct profile_row *more;

	for (*row = 0; *row < profile->count; ++*row)
		if (!strcmp(profile->rows[*row].name, name))
			return 0;
	more = grow(profile->rows, profile->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	profile->rows = more;
	more[profile->count] = (struct profile_row){ 0 };
	snprintf(more[profile->count++].name, PROFILE_NAME, "%s", name);
	return 0;
}

static bool has_returned(const struct profile_frame *frame, uint64_t sp)
{
	return sp > frame->sp && sp - frame->sp < SAME_STACK;
}

static bool is_open(const struct profile *profile, size_t row)
{
	for (size_t i = 0; i < profile->depth; i++)
		if (profile->frames[i].row == row)
			return true;
	return false;
}

static void push(struct profile *profile, size_t row, uint64_t sp)
{
	if (profile->depth < PROFILE_DEPTH)
		profile->frames[profile->depth++] = (struct profile_frame){ row, sp };
	profile->rows[row].calls++;
}

/* Makes @row the innermost open call. */
static void follow(struct profile *profile, size_t row, const struct profile_place *place)
{
	const struct profile_frame *top;

	/* Back in user mode, whatever the kernel had open is over. */
	while (place->user && profile->depth > 1)
		profile->depth--;
	while (profile->depth && has_returned(&profile->frames[profile->depth - 1], place->sp))
		profile->depth--;
	top = profile->depth ? &profile->frames[profile->depth - 1] : NULL;
	if (place->entry) {
		/* Entered with the pointer of the one before: a jump, whose call is over. */
		if (top && top->sp == place->sp)
			profile->depth--;
		push(profile, row, place->sp);
	} else if (is_open(profile, row)) {
		while (profile->frames[profile->depth - 1].row != row)
			profile->depth--;
	} else {
		push(profile, row, place->sp);
	}
}

int profile_add(struct profile *profile, const struct profile_place *place)
{
	char name[PROFILE_NAME];
	size_t row;
	int err;

	name_row(name, place);
	err = find_row(profile, name, &row);
	if (err)
		return err;
	follow(profile, row, place);
	profile->instructions++;
	profile->rows[row].self++;
	for (size_t i = 0; i < profile->depth; i++) {
		struct profile_row *open = &profile->rows[profile->frames[i].row];

		/* A function that is open twice counts an instruction once. */
		open->inclusive += open->stamp != profile->instructions;
		open->stamp = profile->instructions;
	}
	return 0;
}

void profile_restart(struct profile *profile)
{
	profile->count = 0;
	profile->instructions = profile->ticks = profile->faults = 0;
	profile->depth = 0;
}

int profile_check(const struct profile *profile)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < profile->count; i++)
		sum += profile->rows[i].self;
	if (sum == profile->instructions && sum == profile->ticks && sum == profile->median)
		return 0;
	return err_set(EILSEQ, "not exact: the functions sum up to %" PRIu64 " instructions, %" PRIu64
		       " were executed, the guest's clock counted %" PRIu64 ", and the measured median is %"
		       PRIu64, sum, profile->instructions, profile->ticks, profile->median);
}

static json_t *pack_rows(const struct profile *profile)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < profile->count; i++) {
		const struct profile_row *row = &profile->rows[i];

		json_array_append_new(rows, json_pack("{s:s, s:I, s:I, s:I}", "name", row->name,
						      "self", (json_int_t)row->self,
						      "inclusive", (json_int_t)row->inclusive,
						      "calls", (json_int_t)row->calls));
	}
	return rows;
}

int profile_write(const struct profile *profile, const char *path)
{
	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:o}",
				 "kernel", profile->kernel, "release", profile->release,
				 "scenario", profile->scenario, "finding", profile->finding,
				 "instructions", (json_int_t)profile->instructions,
				 "ticks", (json_int_t)profile->ticks,
				 "faults", (json_int_t)profile->faults,
				 "median", (json_int_t)profile->median,
				 "touch", (json_int_t)profile->touch, "functions", pack_rows(profile));
	int failed = !json || json_dump_file(json, path, JSON_INDENT(1));

	json_decref(json);
	return failed ? err_set(EIO, "%s: cannot be written", path) : 0;
}

static int unpack_row(struct profile *profile, json_t *json)
{
	json_int_t self, inclusive, calls;
	const char *name;
	size_t row;
	int err;

	if (json_unpack(json, "{s:s, s:I, s:I, s:I}", "name", &name, "self", &self,
			"inclusive", &inclusive, "calls", &calls) || strlen(name) >= PROFILE_NAME)
		return -EBADMSG;
	err = find_row(profile, name, &row);
	if (err)
		return err;
	profile->rows[row].self = (uint64_t)self;
	profile->rows[row].inclusive = (uint64_t)inclusive;
	profile->rows[row].calls = (uint64_t)calls;
	return 0;
}

static int unpack(struct profile *profile, json_t *json)
{
	json_int_t instructions, ticks, faults, median, touch;
	const char *kernel, *release, *scenario, *finding;
	json_t *rows;
	int err = 0;

	if (json_unpack(json, "{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:o}",
			"kernel", &kernel, "release", &release, "scenario", &scenario,
			"finding", &finding, "instructions", &instructions, "ticks", &ticks,
			"faults", &faults, "median", &median, "touch", &touch, "functions", &rows))
		return -EBADMSG;
	snprintf(profile->kernel, sizeof(profile->kernel), "%s", kernel);
	snprintf(profile->release, sizeof(profile->release), "%s", release);
	snprintf(profile->scenario, sizeof(profile->scenario), "%s", scenario);
	snprintf(profile->finding, sizeof(profile->finding), "%s", finding);
	profile->instructions = (uint64_t)instructions;
	profile->ticks = (uint64_t)ticks;
	profile->faults = (uint64_t)faults;
	profile->median = (uint64_t)median;
	profile->touch = (uint64_t)touch;
	for (size_t i = 0; i < json_array_size(rows) && !err; i++)
		err = unpack_row(profile, json_array_get(rows, i));
	return err;
}

int profile_read(struct profile *profile, const char *path)
{
	json_error_t error;
	json_t *json = json_load_file(path, 0, &error);
	int err;

	*profile = (struct profile){ 0 };
	if (!json)
		return err_set(EBADMSG, "%s:%d: %s", path, error.line, error.text);
	err = unpack(profile, json);
	json_decref(json);
	if (err)
		profile_free(profile);
	if (err == -EBADMSG)
		return err_set(EBADMSG, "%s: no profile of dexbench explain", path);
	return err;
}

void profile_free(struct profile *profile)
{
	free(profile->rows);
	*profile = (struct profile){ 0 };
}
