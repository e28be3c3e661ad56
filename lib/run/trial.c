/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trial.c: what a trial saw besides its samples.
 */
#include "run/trial.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int trial_add_series(struct trial *trial, const char *name, enum unit unit, const uint64_t *values,
		     size_t count)
{
	uint64_t *copy = malloc((count + 1) * sizeof(*copy));

	assert(trial->series_count < MOST_SERIES);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, values, count * sizeof(*copy));
	trial->series[trial->series_count++] = (struct series){ name, unit, copy, count };
	/* cppcheck-suppress memleak ; the series has it */
	return 0;
}

void trial_add_fact(struct trial *trial, const char *name, enum unit unit, double value)
{
	assert(trial->fact_count < MOST_FACTS);
	trial->facts[trial->fact_count++] = (struct fact){ name, unit, value };
}

void trial_find(struct trial *trial, const char *format, ...)
{
	size_t used = strlen(trial->finding);
	va_list args;

	if (used)
		used += (size_t)snprintf(trial->finding + used, sizeof(trial->finding) - used, "; ");
	if (used >= sizeof(trial->finding))
		return;
	va_start(args, format);
	vsnprintf(trial->finding + used, sizeof(trial->finding) - used, format, args);
	va_end(args);
}

void trial_forget(struct trial *trial)
{
	for (size_t i = 0; i < trial->series_count; i++)
		free(trial->series[i].values);
	trial->series_count = 0;
	trial->fact_count = 0;
	trial->finding[0] = '\0';
}
