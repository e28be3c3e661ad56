/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bystanders.c: spinning, and noting the gaps.
 */
#include "run/bystanders.h"
#include "base/err.h"
#include "run/clocks.h"
#include "run/workers.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
	MOST_GAPS = 1 << 14,	/* that one bystander notes in a trial; the last are lost */
	MOST_BYSTANDERS = 1024,
	WARM_UP = 1024,		/* readings that tell how long one takes */
	LONG = 4,		/* readings that a gap is longer than */
};

struct gap {
	uint64_t at, ticks;
};

struct notes {
	struct gap *gaps;
	size_t count;
	size_t lost;
	long preempted;	/* involuntary context switches */
};

struct bystanders {
	struct workers *workers;
	size_t count;
	bool spin;
	atomic_size_t ready;	/* that spin, and whose preemption counts */
	struct notes notes[];
};

/* The shortest time between two readings: what no one stole anything of. */
static uint64_t shortest_reading(void)
{
	uint64_t shortest = UINT64_MAX, last = clock_start();

	for (int i = 0; i < WARM_UP; i++) {
		uint64_t now = clock_start();

		if (now - last < shortest)
			shortest = now - last;
		last = now;
	}
	return shortest;
}

static long times_pushed_aside(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nivcsw;
}

static void spin(struct worker *worker, struct bystanders *bystanders, struct notes *notes)
{
	long preempted = times_pushed_aside();
	uint64_t limit = LONG * shortest_reading() + 1, last;

	atomic_fetch_add(&bystanders->ready, 1);
	last = clock_start();
	while (!worker_must_stop(worker)) {
		uint64_t now = clock_start();

		if (now - last > limit) {
			if (notes->count < MOST_GAPS)
				notes->gaps[notes->count++] = (struct gap){ last, now - last };
			else
				notes->lost++;
		}
		last = now;
	}
	notes->preempted = times_pushed_aside() - preempted;
}

static void stand_by(struct worker *worker)
{
	struct bystanders *bystanders = worker->context;

	if (bystanders->spin)
		spin(worker, bystanders, &bystanders->notes[worker->index]);
	else
		worker_sleep(worker);
}

static int prepare_notes(struct bystanders *bystanders)
{
	for (size_t i = 0; i < bystanders->count; i++) {
		bystanders->notes[i].gaps = malloc(MOST_GAPS * sizeof(struct gap));
		if (!bystanders->notes[i].gaps)
			return -ENOMEM;
		/* Written once, so that no note takes a fault. */
		memset(bystanders->notes[i].gaps, 0, MOST_GAPS * sizeof(struct gap));
	}
	return 0;
}

static int start(struct bystanders **bystanders, const struct run *run, const unsigned int *cpus, size_t count)
{
	struct bystanders *started = calloc(1, sizeof(*started) + count * sizeof(started->notes[0]));
	int err;

	if (!started)
		return -ENOMEM;
	*bystanders = started;
	started->count = count;
	started->spin = !strcmp(values_text(&run->values, "bystander"), "spinning");
	err = prepare_notes(started);
	return err ? err : workers_start(&started->workers, run->topology, cpus, count, stand_by, started);
}

/* A gap is one of FIRE if it lay in it by the bystander's clock, and by FIRE's. */
static int check_clocks(const struct run *run, size_t count)
{
	if (!count || !run->clocks || !run->clocks->disagreement[0] ||
	    strcmp(values_text(&run->values, "bystander"), "spinning"))
		return 0;
	return err_set(EOPNOTSUPP, "bystanders=%zu: their clocks cannot be compared with that of CPU %u: %s; "
		       "only bystander=asleep can be measured", count, run->cpu, run->clocks->disagreement);
}

int bystanders_start(struct run *run)
{
	size_t count = values_count(&run->values, "bystanders", 0);
	const char *distance = values_text(&run->values, "distance");
	unsigned int cpus[MOST_BYSTANDERS];
	size_t found;
	int err = check_clocks(run, count);

	if (err)
		return err;
	found = topology_pick(run->topology, run->cpu, distance_of_word(distance), cpus, MOST_BYSTANDERS);
	if (found < count)
		return err_set(EOPNOTSUPP, "bystanders=%zu distance=%s: CPU %u has %zu such neighbours that this "
			       "process may use", count, distance, run->cpu, found);
	return start(&run->bystanders, run, cpus, count);
}

void bystanders_stop(struct run *run)
{
	struct bystanders *bystanders = run->bystanders;

	if (!bystanders)
		return;
	workers_stop(bystanders->workers);
	for (size_t i = 0; i < bystanders->count; i++)
		free(bystanders->notes[i].gaps);
	free(bystanders);
	run->bystanders = NULL;
}

void bystanders_begin(struct run *run)
{
	struct bystanders *bystanders = run->bystanders;

	for (size_t i = 0; i < bystanders->count; i++)
		bystanders->notes[i].count = bystanders->notes[i].lost = 0;
	atomic_store(&bystanders->ready, 0);
	workers_begin(bystanders->workers);
	/* One that a kernel thread preempted before it counts that would go unnoticed. */
	while (bystanders->spin && atomic_load(&bystanders->ready) < bystanders->count)
		sched_yield();
	run->spinning = bystanders->spin ? (unsigned int)bystanders->count : 0;
}

void bystanders_end(struct run *run)
{
	workers_end(run->bystanders->workers);
}

/* Gaps that began or ended while FIRE ran, of all bystanders. */
static size_t gaps_in_fire(const struct bystanders *bystanders, const struct trial *trial, uint64_t *ticks)
{
	size_t count = 0;

	for (size_t i = 0; i < bystanders->count; i++) {
		const struct notes *notes = &bystanders->notes[i];

		for (size_t j = 0; j < notes->count; j++) {
			const struct gap *gap = &notes->gaps[j];

			if (gap->at + gap->ticks >= trial->began && gap->at <= trial->ended)
				ticks[count++] = gap->ticks;
		}
	}
	return count;
}

int bystanders_observe(struct run *run)
{
	const struct bystanders *bystanders = run->bystanders;
	struct trial *trial = &run->trial;
	size_t pages = trial->samples * trial->pages_per_sample, count, lost = 0;
	long preempted = 0;
	uint64_t *ticks = malloc((bystanders->count * MOST_GAPS + 1) * sizeof(*ticks));
	double stolen = 0;
	int err;

	if (!ticks)
		return -ENOMEM;
	bystanders_end(run);
	count = gaps_in_fire(bystanders, trial, ticks);
	for (size_t i = 0; i < count; i++)
		stolen += (double)ticks[i];
	for (size_t i = 0; i < bystanders->count; i++) {
		lost += bystanders->notes[i].lost;
		preempted += bystanders->notes[i].preempted;
	}
	run->preempted = (unsigned int)preempted;
	trial_add_fact(trial, "bystanders", UNIT_COUNT, (double)bystanders->count);
	if (run->spinning) {
		trial_add_fact(trial, "stolen_ticks_per_page", UNIT_TICKS, stolen / run->spinning / (double)pages);
		trial_add_fact(trial, "preempted", UNIT_COUNT, (double)preempted);
		trial_add_fact(trial, "lost_gaps", UNIT_TICKS, (double)lost);
	}
	err = run->spinning ? trial_add_series(trial, "bystander_gap", UNIT_TICKS, ticks, count) : 0;
	free(ticks);
	return err;
}
