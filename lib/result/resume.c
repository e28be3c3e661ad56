/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resume.c: finding the place to go on.
 */
#include "result/resume.h"
#include "base/err.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where reading stands. */
struct place {
	const char *path;
	int line;
	long keep;		/* how much of the file stays: all whole lines */
	bool ended;
};

static const char *text_of(const json_t *record, const char *key)
{
	const char *text = json_string_value(json_object_get(record, key));

	return text ? text : "";
}

static int differs(const struct place *place, const char *what, const char *theirs, const char *ours)
{
	return err_set(EINVAL, "%s: cannot go on: its %s is %s, here it is %s; name another --output",
		       place->path, what, theirs, ours);
}

static int check_order(const struct place *place, const json_t *header,
		       const struct resume_wanted *wanted)
{
	static const char *const names[] = { "run after run", "shuffled" };
	bool shuffle = json_is_true(json_object_get(header, "shuffle"));
	char theirs[24], ours[24];

	if (shuffle != wanted->shuffle)
		return differs(place, "order of trials", names[shuffle], names[wanted->shuffle]);
	snprintf(theirs, sizeof(theirs), "%lld",
		 (long long)json_integer_value(json_object_get(header, "seed")));
	snprintf(ours, sizeof(ours), "%lld", (long long)wanted->seed);
	if (strcmp(theirs, ours))
		return differs(place, "seed", theirs, ours);
	return 0;
}

static int check_header(const struct place *place, const json_t *header,
			const struct resume_wanted *wanted)
{
	const char *digest = text_of(json_object_get(header, "plan"), "digest");
	char ours[32];

	snprintf(ours, sizeof(ours), "%016llx", (unsigned long long)wanted->plan_digest);
	if (strcmp(digest, ours))
		return differs(place, "plan", digest, ours);
	if (strcmp(text_of(header, "platform"), wanted->platform))
		return differs(place, "platform", text_of(header, "platform"), wanted->platform);
	if (strcmp(text_of(header, "device"), wanted->device))
		return differs(place, "device", text_of(header, "device"), wanted->device);
	if (strcmp(text_of(header, "boot"), wanted->boot))
		return differs(place, "boot", text_of(header, "boot"), wanted->boot);
	return check_order(place, header, wanted);
}

static int take_run(struct resume *resume, const struct place *place, const json_t *record, size_t run)
{
	json_int_t trial = json_integer_value(json_object_get(record, "trial"));

	if (strcmp(text_of(record, "record"), "trial")) {
		resume->done[run] = true;
		return 0;
	}
	if (trial < 0 || (size_t)trial >= resume->trials)
		return err_set(EINVAL, "%s:%d: a trial that the run has not", place->path, place->line);
	resume->taken[run * resume->trials + (size_t)trial] = true;
	return 0;
}

static int take_record(struct resume *resume, struct place *place, const json_t *record,
		       const struct resume_wanted *wanted)
{
	const char *kind = text_of(record, "record");
	json_int_t run = json_integer_value(json_object_get(record, "run"));

	if (!resume->has_header) {
		if (strcmp(kind, "header"))
			return err_set(EINVAL, "%s:1: no header: not a result file", place->path);
		resume->has_header = true;
		return check_header(place, record, wanted);
	}
	if (!strcmp(kind, "end")) {
		place->ended = true;
		return 0;
	}
	if (run < 0 || (size_t)run >= wanted->runs)
		return err_set(EINVAL, "%s:%d: a run that the plan has not", place->path, place->line);
	return take_run(resume, place, record, (size_t)run);
}

static int read_lines(struct resume *resume, struct place *place, FILE *file,
		      const struct resume_wanted *wanted)
{
	char *text = NULL;
	size_t size = 0;
	int err = 0;

	while (!err && getline(&text, &size, file) >= 0) {
		json_t *record = json_loads(text, 0, NULL);

		place->line++;
		if (record)
			err = take_record(resume, place, record, wanted);
		else if (strchr(text, '\n'))
			err = err_set(EINVAL, "%s:%d: not a record", place->path, place->line);
		if (record && strchr(text, '\n'))
			place->keep = ftell(file);
		json_decref(record);
	}
	free(text);
	return err;
}

bool resume_has_trial(const struct resume *resume, size_t run, size_t trial)
{
	return resume->taken && trial < resume->trials && resume->taken[run * resume->trials + trial];
}

static int allocate(struct resume *resume, const struct resume_wanted *wanted)
{
	*resume = (struct resume){ .trials = wanted->trials };
	resume->done = calloc(wanted->runs + 1, sizeof(*resume->done));
	resume->taken = calloc(wanted->runs * wanted->trials + 1, sizeof(*resume->taken));
	if (resume->done && resume->taken)
		return 0;
	resume_free(resume);
	return -ENOMEM;
}

int resume_read(struct resume *resume, const char *path, const struct resume_wanted *wanted)
{
	struct place place = { .path = path };
	FILE *file;
	int err = allocate(resume, wanted);

	if (err)
		return err;
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ? 0 :
		       err_set(errno, "%s: cannot read it: %s", path, strerror(errno));

	err = read_lines(resume, &place, file, wanted);
	fclose(file);
	if (!err && place.ended)
		return err_set(EALREADY, "%s: is complete; nothing to go on with", path);
	if (err)
		return err;

	if (truncate(path, place.keep))
		return err_set(errno, "%s: cannot cut off its torn last line: %s", path,
			       strerror(errno));
	return 0;
}

void resume_free(struct resume *resume)
{
	free(resume->done);
	free(resume->taken);
	*resume = (struct resume){ 0 };
}
