/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.h: one scenario with one set of parameters, as its callbacks see it.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/clock.h"
#include "run/parameters.h"
#include "run/scenario.h"
#include "run/trial.h"
#include "sys/device.h"
#include "sys/region.h"
#include "sys/topology.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct clocks;

struct run {
	const struct scenario_entry *entry;
	struct values values;
	struct device *device;		/* NULL unless the scenario has NEED_MODULE */
	struct topology *topology;
	const struct clocks *clocks;	/* NULL: not known */
	const struct traits *traits;	/* NULL where nothing runs: --dry-run */
	unsigned int cpu;		/* where FIRE's thread is pinned, by OS number */
	struct bystanders *bystanders;	/* NULL unless the scenario has some: bystanders.h */
	unsigned int spinning;		/* bystanders that run while FIRE does, each on a CPU of its own */
	unsigned int preempted;	/* how often the kernel took the CPU from one of them meanwhile */
	struct region region;		/* "pages" pages, written once */
	struct trial trial;
	bool entered;			/* ->setup was: ->teardown is due */
};

/* Whether the run has a parameter @name, and its value is @text. */
static inline bool run_says(const struct run *run, const char *name, const char *text)
{
	for (size_t i = 0; i < run->values.count; i++)
		if (!strcmp(run->values.list[i].parameter->name, name))
			return !strcmp(run->values.list[i].text, text);
	return false;
}

/* The value of the parameter "folio". */
static inline enum folio run_folio(const struct run *run)
{
	return values_text(&run->values, "folio")[0] == 'c' ? FOLIO_CLEAN : FOLIO_DIRTY;
}

/*
 * The touches. Each is one instruction on x86-64, so that what is timed is the
 * fault; all go to the page's first word.
 */
static inline int touch_read(void *page)
{
	(void)*(volatile uint64_t *)page;
	return 0;
}

static inline int touch_write(void *page)
{
	*(volatile uint64_t *)page = 1;
	return 0;
}

static inline int touch_rmw(void *page)
{
	__atomic_fetch_add((uint64_t *)page, 1, __ATOMIC_RELAXED);
	return 0;
}

/*
 * Times @touch on each target. Always inlined with a constant @touch, so the
 * touch stands between the clock reads without a call; the scenario "null"
 * shows what is left. Touches never fail.
 */
__attribute__((always_inline))
static inline int fire_each(struct trial *trial, int (*touch)(void *page))
{
	for (size_t i = 0; i < trial->samples; i++) {
		void *target = trial->targets[i];
		uint64_t start = clock_start();

		touch(target);
		trial->ticks[i] = clock_stop() - start;
	}
	return 0;
}

/* The same touch on each target, untimed: for arm steps. */
__attribute__((always_inline))
static inline void touch_each(struct trial *trial, int (*touch)(void *page))
{
	for (size_t i = 0; i < trial->samples; i++)
		touch(trial->targets[i]);
}

#endif /* RUN_RUN_H */
