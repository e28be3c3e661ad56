/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tug_of_war: the device wants a batch of pages that CPUs do not stop touching.
 *
 * FIRE's thread plays the device: it makes the batch exclusive, comes to add to each page, finds
 * those gone that a CPU has restored meanwhile, and begins again with the first of them. The
 * larger the batch, the longer the CPUs have. One sample is a batch that the device has
 * added to, or has given up after "attempts"; facts say who achieved what.
 */
#include "base/err.h"
#include "run/device_turn.h"
#include "run/contenders.h"
#include "run/scenario.h"
#include "run/steps.h"

#include <errno.h>
#include <stdlib.h>

/* Faults per attempt and page that the CPUs may take. */
enum { MOST_FAULTS = 64 };

static struct state {
	struct workers *workers;
	struct run *run;
	size_t threads;
	uint64_t *passes;	/* of each thread over all pages */
	uint64_t given_up;	/* batches */
	struct device_turn device;
	long major;
} state;

/* The device has the first word of a page, and each thread one of its own. */
static void tug(struct worker *worker)
{
	struct region *region = &state.run->region;
	uint64_t passes = 0;

	while (!worker_must_stop(worker)) {
		for (size_t i = 0; i < region->pages; i++)
			++((volatile uint64_t *)region_page(region, i))[1 + worker->index];
		passes++;
	}
	state.passes[worker->index] = passes;
}

static int setup(struct run *run)
{
	unsigned int cpus[MOST_CONTENDERS];
	int err;

	state.run = run;
	state.threads = values_count(&run->values, "threads", 1);
	state.passes = calloc(state.threads, sizeof(*state.passes));
	if (!state.passes)
		return -ENOMEM;
	err = contenders_find_cpus(run, state.threads, cpus);
	return err ? err : workers_start(&state.workers, run->topology, cpus, state.threads, tug, NULL);
}

static int arm(struct run *run)
{
	state.device = (struct device_turn){ 0 };
	state.given_up = 0;
	for (size_t i = 0; i < run->region.pages; i++)
		for (size_t j = 0; j <= state.threads; j++)
			((volatile uint64_t *)region_page(&run->region, i))[j] = 0;
	state.major = contenders_major_faults();
	workers_begin(state.workers);
	return 0;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	uint64_t attempts = values_count(&run->values, "attempts", 1);
	int err = 0;

	for (size_t i = 0; i < trial->samples && !err; i++) {
		uint64_t start = clock_start();

		err = device_turn(&state.device, run->device, trial->targets[i], trial->pages_per_sample,
				  run->region.page_size, attempts);
		trial->ticks[i] = clock_stop() - start;
		state.given_up += err == -ETIME;
		if (err == -ETIME)
			err = 0;
	}
	return err;
}

static int check_words(const struct run *run)
{
	uint64_t added = 0, lost = 0;

	for (size_t i = 0; i < run->region.pages; i++) {
		const volatile uint64_t *words = (const volatile uint64_t *)region_page(&run->region, i);

		added += words[0];
		for (size_t j = 0; j < state.threads; j++)
			lost += words[1 + j] != state.passes[j];
	}
	if (added != state.device.added || lost)
		return err_set(ENODATA, "tug_of_war: additions were lost: the device made %llu and %llu are there; %llu "
			       "words of the CPUs are wrong", (unsigned long long)state.device.added,
			       (unsigned long long)added, (unsigned long long)lost);
	return 0;
}

static int observe(struct run *run)
{
	struct trial *trial = &run->trial;
	const struct device_turn *device = &state.device;
	uint64_t passes = 0;
	int err;

	workers_end(state.workers);
	err = check_words(run);
	if (err)
		return err;
	for (size_t i = 0; i < state.threads; i++) {
		if (!state.passes[i])
			return err_set(ENODATA, "tug_of_war: a CPU touched nothing while the device took its pages");
		passes += state.passes[i];
	}
	trial_add_fact(trial, "attempts", UNIT_COUNT, (double)device->attempts);
	trial_add_fact(trial, "pages_taken", UNIT_COUNT, (double)device->taken);
	trial_add_fact(trial, "pages_added_to", UNIT_COUNT, (double)device->added);
	trial_add_fact(trial, "refused", UNIT_COUNT, (double)device->refused);
	trial_add_fact(trial, "late", UNIT_COUNT, (double)device->late);
	trial_add_fact(trial, "no_progress", UNIT_COUNT, (double)device->no_progress);
	trial_add_fact(trial, "given_up", UNIT_COUNT, (double)state.given_up);
	trial_add_fact(trial, "cpu_touches", UNIT_COUNT, (double)(passes * run->region.pages));
	trial_add_fact(trial, "major_faults", UNIT_COUNT, (double)(contenders_major_faults() - state.major));
	return 0;
}

static void disarm(struct run *run)
{
	workers_end(state.workers);
}

static void teardown(struct run *run)
{
	workers_stop(state.workers);
	free(state.passes);
}

/* Who wins how often is what is measured, so neither faults nor flushes are known. */
static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_make_exclusive(page, FOLIO_DIRTY);
	page->maybe = (double)(MOST_FAULTS * values_count(&run->values, "attempts", 1) *
			       values_count(&run->values, "threads", 1));
	page->any_entry = page->any_flushes = true;
}

SCENARIO(tug_of_war) {
	.family		= "ping-pong",
	.summary	= "the device's way to a batch of pages that CPUs keep touching",
	.needs		= NEED_MODULE | NEED_ACCESS | NEED_TWO_CPUS,
	.parameters	= (const struct parameter[]){
		{ "batch", "4", NULL, 1, 1 << 20, "pages a request; the number of pages is a multiple of it" },
		{ "threads", "1", NULL, 1, 500, "CPUs that touch, besides FIRE's, which plays the device" },
		{ "distance", "any", DISTANCE_WORDS, 0, 0, "what these CPUs share with FIRE's, at the least" },
		{ "attempts", "1000", NULL, 1, 100000000, "requests for a batch before the device gives it up" },
		{ 0 }
	},
	STATE(state),
	.counted	= COUNTED_PROCESS,
	.tolerates_major_faults = true,
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
