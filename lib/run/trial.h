/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trial.h: one pass over the pages of a run, and what it saw.
 *
 * The samples are FIRE's. What else there is to tell of a trial is a series
 * (a distribution, such as the gaps in a bystander's clock) or a fact (one number);
 * docs/results.md lists their names.
 */
#ifndef RUN_TRIAL_H
#define RUN_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum unit {
	UNIT_TICKS,		/* of the clock, or made of its readings: left out where times mean nothing */
	UNIT_PER_SECOND,	/* the same, as a rate: a fact only */
	UNIT_COUNT,
};

enum { MOST_SERIES = 8, MOST_FACTS = 24 };

struct series {
	const char *name;
	enum unit unit;
	uint64_t *values;	/* the trial's own copy */
	size_t count;
};

struct fact {
	const char *name;
	enum unit unit;
	double value;
};

struct trial {
	size_t samples;			/* how many targets, and ticks */
	size_t pages_per_sample;
	size_t stride;			/* pages from one target to the next */
	void **targets;			/* first page of each sample, in the order to visit */
	uint64_t *ticks;		/* what each took */
	uint64_t began, ended;		/* clock around all of FIRE */

	struct series series[MOST_SERIES];
	size_t series_count;
	struct fact facts[MOST_FACTS];
	size_t fact_count;
	char finding[512];		/* where the kernel did not act as it should; else empty */
};

/*
 * Adds a copy of @values under @name, which must outlive the trial. For
 * ->observe, never for FIRE: it allocates. Returns 0 or -ENOMEM.
 */
int trial_add_series(struct trial *trial, const char *name, enum unit unit, const uint64_t *values,
		     size_t count);

/* Adds one number under @name, which must outlive the trial. */
void trial_add_fact(struct trial *trial, const char *name, enum unit unit, double value);

/* Reports, in words, that the kernel did not act as it should: the run goes on, with a finding. */
__attribute__((format(printf, 2, 3)))
void trial_find(struct trial *trial, const char *format, ...);

/* Forgets series, facts and finding, for the next trial. */
void trial_forget(struct trial *trial);

#endif /* RUN_TRIAL_H */
