/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * profile.c: compare the plugin's touches with the guest's samples, and count one by function.
 *
 * Who called whom follows from the addresses alone: a function's first instruction opens a call, an
 * instruction of a function that is open further out closes all within it.
 */
#include "explain/profile.h"
#include "base/err.h"
#include "base/grow.h"
#include "explain/symbols.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

static uint64_t samples_of(const struct result_trial *trial)
{
	uint64_t samples = 0;

	for (size_t i = 0; i < trial->pair_count; i++)
		samples += trial->pairs[i].count;
	return samples;
}

/* The touches of a trial are its samples, in the order of execution: the same numbers, sorted. */
static int compare_trial(const struct profile *profile, const struct result_trial *trial,
			 const struct touch *touches, uint64_t samples, uint64_t *counts)
{
	uint64_t faults = 0, next = 0;
	const uint64_t reported = trial->restore_faults + trial->extra_write_faults + trial->other_faults;

	for (uint64_t i = 0; i < samples; i++) {
		counts[i] = touches[i].instructions;
		faults += touches[i].faults;
	}
	qsort(counts, samples, sizeof(*counts), ascending);
	for (size_t i = 0; i < trial->pair_count; i++)
		for (uint64_t k = 0; k < trial->pairs[i].count; k++, next++)
			if (counts[next] != trial->pairs[i].value)
				return err_set(EILSEQ, "%s: trial %" PRIu64 ": not exact: a touch of %" PRIu64
					       " instructions by the guest's clock executed %" PRIu64,
					       profile->result.path, trial->trial, trial->pairs[i].value, counts[next]);
	if (faults != reported)
		return err_set(EILSEQ, "%s: trial %" PRIu64 ": %" PRIu64 " faults by the guest's count, %" PRIu64
			       " exceptions seen from outside", profile->result.path, trial->trial, reported, faults);
	return 0;
}

static int compare_trials(struct profile *profile, uint64_t *counts, uint64_t *timed, size_t *timed_count)
{
	const struct result *result = &profile->result;
	uint64_t used = 0;

	for (size_t i = 0; i < result->trial_count; i++) {
		uint64_t samples = samples_of(&result->trials[i]);
		const struct touch *touches = profile->trace.touches + used;
		int err;

		if (samples > profile->trace.touch_count - used)
			return err_set(EILSEQ, "%s: has more samples than the %zu touches that the plugin saw",
				       result->path, profile->trace.touch_count);
		err = compare_trial(profile, &result->trials[i], touches, samples, counts);
		if (err)
			return err;
		for (uint64_t k = 0; result->trials[i].timed && k < samples; k++)
			timed[(*timed_count)++] = used + k;
		used += samples;
	}
	if (used != profile->trace.touch_count)
		return err_set(EILSEQ, "%s: has %" PRIu64 " samples, and the plugin saw %zu touches", result->path,
			       used, profile->trace.touch_count);
	return *timed_count ? 0 : err_set(ENODATA, "%s: has no timed samples", result->path);
}

/* Fills in the distribution and the median touch: of two in the middle the lower, its most common path. */
static int choose_median(struct profile *profile, const uint64_t *timed, size_t count, uint64_t *counts)
{
	const struct touch *touches = profile->trace.touches;
	uint64_t *of_path = calloc(profile->trace.path_count, sizeof(*of_path)), most = 0, median;

	if (!of_path)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		counts[i] = touches[timed[i]].instructions;
	qsort(counts, count, sizeof(*counts), ascending);
	median = counts[(count - 1) / 2];
	for (size_t i = 0; i < count; i++) {
		const struct touch *touch = &touches[timed[i]];

		if (touch->instructions == median && ++of_path[touch->path] > most) {
			most = of_path[touch->path];
			profile->touch = *touch;
		}
	}
	free(of_path);
	for (size_t i = 0; i < count; i++) {
		struct spread *more = profile->spread;

		if (profile->spread_count && more[profile->spread_count - 1].instructions == counts[i]) {
			more[profile->spread_count - 1].touches++;
			continue;
		}
		more = grow(more, profile->spread_count, sizeof(*more));
		if (!more)
			return -ENOMEM;
		profile->spread = more;
		more[profile->spread_count++] = (struct spread){ counts[i], 1 };
	}
	return 0;
}

static int compare_and_choose(struct profile *profile)
{
	const struct result *result = &profile->result;
	size_t room = profile->trace.touch_count ? profile->trace.touch_count : 1, timed_count = 0;
	uint64_t *counts = calloc(room, sizeof(*counts)), *timed = calloc(room, sizeof(*timed));
	int err = counts && timed ? 0 : -ENOMEM;

	if (!err && strcmp(result->header.platform, "exact"))
		err = err_set(EINVAL, "%s: of platform \"%s\"; only \"exact\" counts instructions", result->path,
			      result->header.platform);
	if (!err && (result->error_count || result->skip_count))
		err = err_set(ENODATA, "%s: %s", result->path,
			      result->error_count ? result->errors[0].reason : result->skips[0].reason);
	if (!err && (!result->ended || !result->trial_count))
		err = err_set(ENODATA, "%s: is not complete", result->path);
	if (!err)
		err = compare_trials(profile, counts, timed, &timed_count);
	if (!err)
		err = choose_median(profile, timed, timed_count, counts);
	free(counts);
	free(timed);
	return err;
}

static int find_function(struct profile *profile, const char *name, size_t *index)
{
	struct function *more;

	/* Names of one symbol table are kept once: the pointer tells. */
	for (*index = 0; *index < profile->function_count; ++*index)
		if (profile->functions[*index].name == name)
			return 0;
	more = grow(profile->functions, profile->function_count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	profile->functions = more;
	more[profile->function_count++] = (struct function){ .name = name };
	return 0;
}

static size_t push(struct profile *profile, size_t index, size_t level)
{
	profile->depth = level < PROFILE_DEPTH ? level : PROFILE_DEPTH - 1;
	profile->open[profile->depth++] = index;
	profile->functions[index].calls++;
	return profile->depth;
}

/* Finds or opens the call of a function that has a symbol; sets @level to its place on the stack. */
static int follow(struct profile *profile, const struct place *place, size_t *level)
{
	size_t index;
	int err = find_function(profile, place->name, &index);

	if (err)
		return err;
	for (*level = profile->depth; *level && !place->entry; --*level)
		if (profile->open[*level - 1] == index)
			return 0;
	*level = push(profile, index, profile->depth);
	return 0;
}

/* The same for a function that was inlined into the one at @level. */
static int follow_inlined(struct profile *profile, const struct place *place, size_t *level)
{
	size_t index;
	int err = find_function(profile, place->name, &index);

	if (err)
		return err;
	if (profile->depth > *level && profile->open[*level] == index)
		++*level;
	else
		*level = push(profile, index, *level);
	return 0;
}

static int add_to_stack(struct profile *profile)
{
	char names[PROFILE_DEPTH * 64];
	size_t used = 0;
	struct stack *more;

	for (size_t i = 0; i < profile->depth; i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%.60s", i ? ";" : "",
					 profile->functions[profile->open[i]].name);
	for (size_t i = profile->stack_count; i-- > 0;)
		if (!strcmp(profile->stacks[i].names, names)) {
			profile->stacks[i].instructions++;
			return 0;
		}
	more = grow(profile->stacks, profile->stack_count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	profile->stacks = more;
	more[profile->stack_count] = (struct stack){ strdup(names), 1 };
	return more[profile->stack_count].names ? (profile->stack_count++, 0) : -ENOMEM;
}

static int count_instruction(struct profile *profile, uint64_t address, uint64_t number, bool inlined)
{
	struct place places[MOST_INLINED];
	size_t count = symbols_places(profile->symbols, address, inlined, places), level;
	int err = follow(profile, &places[0], &level);

	for (size_t i = 1; i < count && !err; i++)
		err = follow_inlined(profile, &places[i], &level);
	if (err)
		return err;
	profile->depth = level;
	profile->functions[profile->open[level - 1]].self++;
	for (size_t i = 0; i < profile->depth; i++) {
		struct function *open = &profile->functions[profile->open[i]];

		/* A function that is open twice counts an instruction once. */
		open->inclusive += open->stamp != number;
		open->stamp = number;
	}
	return add_to_stack(profile);
}

static int count_functions(struct profile *profile, bool inlined)
{
	const struct path *path = &profile->trace.paths[profile->touch.path];
	uint64_t sum = 0;
	int err = 0;

	for (size_t i = 0; i < path->count && !err; i++)
		err = count_instruction(profile, path->addresses[i], i + 1, inlined);
	for (size_t i = 0; i < profile->function_count; i++)
		sum += profile->functions[i].self;
	if (!err && sum != profile->touch.instructions)
		err = err_set(EILSEQ, "%s: not exact: the functions sum up to %" PRIu64 " of %" PRIu64 " instructions",
			      profile->result.path, sum, profile->touch.instructions);
	return err;
}

int profile_read(struct profile *profile, const char *folder, const char *side, bool inlined)
{
	char *trace = NULL;
	int err = 0;

	*profile = (struct profile){ 0 };
	if (asprintf(&profile->path, "%s/%s.jsonl", folder, side) < 0 || asprintf(&trace, "%s/%s.trace", folder, side) < 0 ||
	    asprintf(&profile->vmlinux, "%s/%s.vmlinux", folder, side) < 0 ||
	    asprintf(&profile->program, "%s/program", folder) < 0)
		return -ENOMEM;
	err = result_read(&profile->result, profile->path);
	if (!err)
		err = trace_read(&profile->trace, trace);
	if (!err)
		err = symbols_open(&profile->symbols, profile->vmlinux, profile->program);
	if (!err && inlined && !symbols_know_inlined(profile->symbols))
		err = err_set(ENODATA, "%s: has no debug information, which tells inlined functions: build the kernel with CONFIG_DEBUG_INFO",
			      profile->vmlinux);
	if (!err)
		err = compare_and_choose(profile);
	if (!err)
		err = count_functions(profile, inlined);
	free(trace);
	return err;
}

void profile_free(struct profile *profile)
{
	for (size_t i = 0; i < profile->stack_count; i++)
		free(profile->stacks[i].names);
	free(profile->stacks);
	free(profile->functions);
	free(profile->spread);
	symbols_close(profile->symbols);
	trace_free(&profile->trace);
	result_free(&profile->result);
	free(profile->path);
	free(profile->vmlinux);
	free(profile->program);
	*profile = (struct profile){ 0 };
}
