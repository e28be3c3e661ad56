/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * profile.c: choose the median touch of a boot, and count it by function.
 *
 * Who called whom follows from the addresses alone: a function's first instruction opens a call, an
 * instruction of a function that is open further out closes all within it.
 */
#include "explain/profile.h"
#include "base/err.h"
#include "base/grow.h"
#include "explain/symbols.h"
#include "explain/witness.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The touches of timed trials, in the order of execution. */
struct timed {
	struct touch *touches;
	size_t count;
};

static int by_instructions(const void *left, const void *right)
{
	const struct touch *l = left, *r = right;

	return l->instructions < r->instructions ? -1 : l->instructions > r->instructions;
}

static int keep_timed(const struct result_trial *trial, const struct touch *touches, size_t count,
		      void *data)
{
	struct timed *timed = data;

	if (trial->timed) {
		memcpy(timed->touches + timed->count, touches, count * sizeof(*touches));
		timed->count += count;
	}
	return 0;
}

static int add_spread(struct profile *profile, uint64_t instructions)
{
	struct spread *more = profile->spread;

	if (profile->spread_count && more[profile->spread_count - 1].instructions == instructions) {
		more[profile->spread_count - 1].touches++;
		return 0;
	}
	more = grow(more, profile->spread_count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	profile->spread = more;
	more[profile->spread_count++] = (struct spread){ instructions, 1 };
	return 0;
}

/* Fills in the distribution and the median touch: of two in the middle the lower, its most common path. */
static int choose_median(struct profile *profile, struct timed *timed)
{
	uint64_t *of_path = calloc(profile->trace.path_count, sizeof(*of_path)), most = 0, median;
	int err = of_path ? 0 : -ENOMEM;

	qsort(timed->touches, timed->count, sizeof(*timed->touches), by_instructions);
	median = timed->touches[(timed->count - 1) / 2].instructions;
	for (size_t i = 0; i < timed->count && !err; i++) {
		const struct touch *touch = &timed->touches[i];

		err = add_spread(profile, touch->instructions);
		if (!err && touch->instructions == median && ++of_path[touch->path] > most) {
			most = of_path[touch->path];
			profile->touch = *touch;
		}
	}
	free(of_path);
	return err;
}

static int compare_and_choose(struct profile *profile)
{
	const struct result *result = &profile->result;
	struct timed timed = { calloc(profile->trace.touch_count + 1, sizeof(*timed.touches)), 0 };
	int err = timed.touches ? 0 : -ENOMEM;

	if (!err)
		err = witness_compare(result, &profile->trace, keep_timed, &timed);
	if (!err && !timed.count)
		err = err_set(ENODATA, "%s: %s", result->path, result->skip_count ?
			      result->skips[0].reason : "has no timed samples");
	if (!err)
		err = choose_median(profile, &timed);
	free(timed.touches);
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
	const struct place *places;
	size_t count = symbols_places(profile->symbols, address, inlined, &places), level;
	int err = count ? follow(profile, &places[0], &level) : -ENOMEM;

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
