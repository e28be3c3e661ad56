/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resume.c: find what an interrupted file has, and cut off what it has not whole.
 */
#include "result/resume.h"
#include "base/err.h"
#include "result/reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int differs(const struct result *result, const char *what, const char *theirs,
		   const char *ours)
{
	return err_set(EINVAL, "%s: cannot go on: its %s is %s, here it is %s; name another --output",
		       result->path, what, theirs ? theirs : "not given", ours);
}

static bool is_same(const char *theirs, const char *ours)
{
	return theirs && !strcmp(theirs, ours);
}

static int check_order(const struct result *result, const struct resume_wanted *wanted)
{
	static const char *const names[] = { "run after run", "shuffled" };
	const struct result_header *header = &result->header;
	char theirs[24], ours[24];

	if (header->shuffle != wanted->shuffle)
		return differs(result, "order of trials", names[header->shuffle],
			       names[wanted->shuffle]);
	snprintf(theirs, sizeof(theirs), "%llu", (unsigned long long)header->seed);
	snprintf(ours, sizeof(ours), "%llu", (unsigned long long)wanted->seed);
	return strcmp(theirs, ours) ? differs(result, "seed", theirs, ours) : 0;
}

static int check_header(const struct result *result, const struct resume_wanted *wanted)
{
	const struct result_header *header = &result->header;
	char digest[32];

	snprintf(digest, sizeof(digest), "%016llx", (unsigned long long)wanted->plan_digest);
	if (!is_same(header->plan_digest, digest))
		return differs(result, "plan", header->plan_digest, digest);
	if (!is_same(header->platform, wanted->platform))
		return differs(result, "platform", header->platform, wanted->platform);
	if (!is_same(header->device, wanted->device))
		return differs(result, "device", header->device, wanted->device);
	if (!is_same(header->boot, wanted->boot))
		return differs(result, "boot", header->boot, wanted->boot);
	return check_order(result, wanted);
}

static int take_trials(struct resume *resume, const struct result *result,
		       const struct resume_wanted *wanted)
{
	for (size_t i = 0; i < result->trial_count; i++) {
		const struct result_trial *trial = &result->trials[i];

		if (trial->run.index >= wanted->runs)
			return err_set(EINVAL, "%s:%zu: run number out of range: the plan has %zu",
				       result->path, trial->line, wanted->runs);
		if (trial->trial >= resume->trials)
			return err_set(EINVAL, "%s:%zu: trial number out of range: the run has %zu",
				       result->path, trial->line, resume->trials);
		resume->taken[trial->run.index * resume->trials + trial->trial] = true;
		resume->finding[trial->run.index] |= trial->finding != NULL;
	}
	return 0;
}

/*
 * An error in the last record may be what the interruption made of its run, which then
 * counts as not begun: it is measured again, and fails again if it does.
 */
static bool is_doubtful(const struct result *result, size_t error)
{
	return error + 1 == result->error_count && result->last_error < result->whole;
}

static int take_notes(struct resume *resume, const struct result *result,
		      const struct resume_wanted *wanted)
{
	const struct result_note *notes[] = { result->skips, result->errors };
	const size_t counts[] = { result->skip_count, result->error_count };

	for (size_t failed = 0; failed < 2; failed++) {
		for (size_t i = 0; i < counts[failed]; i++) {
			const struct result_note *note = &notes[failed][i];

			if (note->run.index >= wanted->runs)
				return err_set(EINVAL, "%s:%zu: run number out of range: the plan has %zu",
					       result->path, note->line, wanted->runs);
			if (failed && is_doubtful(result, i))
				continue;
			resume->done[note->run.index] = true;
			resume->failed[note->run.index] = failed;
		}
	}
	return 0;
}

/* Cuts off what is behind the last whole record, if the file is still the one that was read. */
static int cut(const struct result *result)
{
	const char *path = result->path;
	struct stat status;

	if (result->size == result->last_error)
		return 0;
	if (stat(path, &status))
		return err_set(errno, "%s: %s", path, strerror(errno));
	if ((uint64_t)status.st_size != result->size)
		return err_set(EBUSY, "%s: cannot go on: it has %lld bytes, of which %llu were read: does another dexbench write to it?",
			       path, (long long)status.st_size, (unsigned long long)result->size);
	if (truncate(path, (off_t)result->last_error))
		return err_set(errno, "%s: cannot cut off its last line: %s", path, strerror(errno));
	return 0;
}

static int take_result(struct resume *resume, const struct result *result,
		       const struct resume_wanted *wanted)
{
	int err = 0;

	resume->has_header = result->record != NULL;
	if (resume->has_header)
		err = check_header(result, wanted);
	if (!err)
		err = take_trials(resume, result, wanted);
	if (!err)
		err = take_notes(resume, result, wanted);
	if (!err && result->ended)
		err = err_set(EALREADY, "%s: is complete; nothing to go on with", result->path);
	return err ? err : cut(result);
}

static int allocate(struct resume *resume, const struct resume_wanted *wanted)
{
	*resume = (struct resume){ .trials = wanted->trials };
	resume->done = calloc(wanted->runs + 1, sizeof(*resume->done));
	resume->failed = calloc(wanted->runs + 1, sizeof(*resume->failed));
	resume->finding = calloc(wanted->runs + 1, sizeof(*resume->finding));
	resume->taken = calloc(wanted->runs * wanted->trials + 1, sizeof(*resume->taken));
	if (resume->done && resume->failed && resume->finding && resume->taken)
		return 0;
	resume_free(resume);
	return -ENOMEM;
}

int resume_read(struct resume *resume, const char *path, const struct resume_wanted *wanted)
{
	struct result result;
	int err = allocate(resume, wanted);

	if (!err)
		err = result_read_resumed(&result, path);
	if (err)
		return err;
	err = take_result(resume, &result, wanted);
	result_free(&result);
	return err;
}

bool resume_has_trial(const struct resume *resume, size_t run, size_t trial)
{
	return resume->taken && trial < resume->trials && resume->taken[run * resume->trials + trial];
}

void resume_free(struct resume *resume)
{
	free(resume->done);
	free(resume->failed);
	free(resume->finding);
	free(resume->taken);
	*resume = (struct resume){ 0 };
}
