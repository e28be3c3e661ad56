/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ping_pong: device and CPU add to the same word, in turns.
 *
 * A round trip is the device's turn (make exclusive, add 1 to each page of the batch) and the
 * CPU's (add 1 to each, which restores it). Each side checks what it finds every time, so a lost
 * addition is seen at once. Trips go round the targets "rounds" times: one sample is
 * a target's mean trip, and the single trips are the series "round_trip".
 */
#include "base/err.h"
#include "run/device_turn.h"
#include "run/contenders.h"
#include "run/scenario.h"
#include "run/steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
	MOST_TRIPS = 1 << 16,		/* that the series keeps: of more, every so many-th */
	MOST_ATTEMPTS = 1 << 20,	/* of the device in one turn */
	PRESSED = 16,			/* faults per turn that memory pressure may cause */
};

static struct state {
	struct barrier barrier;
	struct workers *workers;	/* the device's thread; NULL where FIRE's own plays the device */
	struct run *run;
	struct device_turn device;
	int err;		/* of the device's turn */
	uint64_t rounds;
	uint64_t wrong_cpu, wrong_device;	/* turns that found another sum than they must */
	uint64_t *trips, kept, every;
	double ticks_per_second;
	long major, preempted;
} state;

static bool is_set(const struct run *run, const char *parameter, const char *word)
{
	return !strcmp(values_text(&run->values, parameter), word);
}

/* What every page's word must be before a turn of the device; one more before a CPU's. */
static uint64_t before_round(uint64_t round)
{
	return 2 * round;
}

static void device_plays(char *target, uint64_t round)
{
	struct run *run = state.run;
	size_t pages = run->trial.pages_per_sample;
	uint64_t found = state.device.found;

	state.err = device_turn(&state.device, run->device, target, pages, run->region.page_size, MOST_ATTEMPTS);
	state.wrong_device += state.device.found - found != pages * before_round(round);
}

static void cpu_plays(char *target, uint64_t round)
{
	struct run *run = state.run;
	bool wrong = false;

	for (size_t i = 0; i < run->trial.pages_per_sample; i++) {
		uint64_t *word = (uint64_t *)(target + i * run->region.page_size);

		wrong |= __atomic_fetch_add(word, 1, __ATOMIC_RELAXED) != before_round(round) + 1;
	}
	state.wrong_cpu += wrong;
}

/* The device's thread, until all rounds are over. */
static void play_device(struct worker *worker)
{
	struct trial *trial = &state.run->trial;
	uint64_t trips = state.rounds * trial->samples;

	for (uint64_t i = 0; i < trips && !state.err; i++) {
		if (!contenders_await(worker, &state.barrier, (unsigned int)i + 1))
			return;
		device_plays(trial->targets[i % trial->samples], i / trial->samples);
		barrier_pass(&state.barrier);
	}
}

static int setup(struct run *run)
{
	uint64_t trips;
	unsigned int cpus[MOST_CONTENDERS];
	int err;

	state.run = run;
	state.rounds = values_count(&run->values, "rounds", 1);
	state.barrier.sleeps = is_set(run, "wait", "asleep");
	state.ticks_per_second = clock_ticks_per_second();
	trips = state.rounds * run->trial.samples;
	state.every = (trips + MOST_TRIPS - 1) / MOST_TRIPS;
	state.trips = calloc(trips / state.every + 1, sizeof(*state.trips));
	if (!state.trips)
		return -ENOMEM;
	if (is_set(run, "device", "self"))
		return 0;
	err = contenders_find_cpus(run, 1, cpus);
	return err ? err : workers_start(&state.workers, run->topology, cpus, 1, play_device, NULL);
}

static void read_usage(long *major, long *preempted)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	*major = usage.ru_majflt;
	*preempted = usage.ru_nivcsw;
}

static int arm(struct run *run)
{
	int err = 0;

	state.device = (struct device_turn){ 0 };
	state.wrong_cpu = state.wrong_device = state.kept = 0;
	state.err = 0;
	memset(state.trips, 0, (state.rounds * run->trial.samples / state.every + 1) * sizeof(*state.trips));
	for (size_t i = 0; i < run->region.pages; i++)
		*(volatile uint64_t *)region_page(&run->region, i) = before_round(0);
	if (is_set(run, "notifier", "on"))
		err = device_notifier(run->device, run->region.start, run->region.pages);
	barrier_reset(&state.barrier);
	if (state.workers)
		workers_begin(state.workers);
	/* The CPU's side waits for the device's turn to end: spinning, it is interrupted. */
	run->spinning = state.workers && !state.barrier.sleeps;
	read_usage(&state.major, &state.preempted);
	return err;
}

static void keep_trip(uint64_t trip, uint64_t ticks)
{
	state.run->trial.ticks[trip % state.run->trial.samples] += ticks;
	if (trip % state.every == 0)
		state.trips[state.kept++] = ticks;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	uint64_t trips = state.rounds * trial->samples;

	for (uint64_t i = 0; i < trips && !state.err; i++) {
		char *target = trial->targets[i % trial->samples];
		uint64_t round = i / trial->samples, start = clock_start();

		if (state.workers) {
			barrier_open(&state.barrier, (unsigned int)i + 1);
			barrier_wait(&state.barrier, (unsigned int)i + 1);
		} else {
			device_plays(target, round);
		}
		cpu_plays(target, round);
		keep_trip(i, clock_stop() - start);
	}
	return state.err ? err_set(-state.err, "ping_pong: the device's turn: %s", strerror(-state.err)) : 0;
}

/* Both sides have added: what is there, as each of them sees it? */
static int check_sums(struct run *run)
{
	uint64_t wanted = run->region.pages * before_round(state.rounds), cpu = 0, device;
	int err;

	for (size_t i = 0; i < run->region.pages; i++)
		cpu += *(volatile uint64_t *)region_page(&run->region, i);
	state.device.found = 0;
	err = device_turn(&state.device, run->device, run->region.start, run->region.pages,
			  run->region.page_size, MOST_ATTEMPTS);
	if (err)
		return err_set(-err, "ping_pong: the device reads the sum: %s", strerror(-err));
	device = state.device.found;
	if (cpu != wanted || device != wanted || state.wrong_cpu || state.wrong_device)
		return err_set(ENODATA, "ping_pong: additions were lost: the sum must be %llu, the CPU finds %llu, the "
			       "device %llu; %llu turns of the CPU and %llu of the device found a wrong sum before",
			       (unsigned long long)wanted, (unsigned long long)cpu, (unsigned long long)device,
			       (unsigned long long)state.wrong_cpu, (unsigned long long)state.wrong_device);
	return 0;
}

/* A notifier that saw fewer than all was not on, or not always. */
static int observe_notifier(struct run *run, uint64_t taken)
{
	struct device_events events;
	int err = device_events(run->device, &events);

	if (err)
		return err;
	if (events.taken < taken)
		return err_set(ENODATA, "ping_pong: the device took %llu pages, its notifier saw %llu",
			       (unsigned long long)taken, (unsigned long long)events.taken);
	trial_add_fact(&run->trial, "notified_taken", UNIT_COUNT, (double)events.taken);
	trial_add_fact(&run->trial, "notified_restored", UNIT_COUNT, (double)events.restored);
	return 0;
}

static int observe(struct run *run)
{
	struct trial *trial = &run->trial;
	const struct device_turn device = state.device;
	uint64_t trips = state.rounds * trial->samples;
	double elapsed = (double)(trial->ended - trial->began) / (double)trips;
	long major, preempted;
	int err = 0;

	read_usage(&major, &preempted);
	run->preempted = (unsigned int)(preempted - state.preempted);
	for (size_t i = 0; i < trial->samples; i++)
		trial->ticks[i] /= state.rounds;
	if (is_set(run, "notifier", "on"))
		err = observe_notifier(run, device.taken);
	if (!err)
		err = check_sums(run);
	if (err)
		return err;
	trial_add_fact(trial, "round_trips", UNIT_COUNT, (double)trips);
	trial_add_fact(trial, "round_trips_per_second", UNIT_PER_SECOND, state.ticks_per_second / elapsed);
	trial_add_fact(trial, "device_refused", UNIT_COUNT, (double)device.refused);
	trial_add_fact(trial, "device_late", UNIT_COUNT, (double)device.late);
	trial_add_fact(trial, "major_faults", UNIT_COUNT, (double)(major - state.major));
	return trial_add_series(trial, "round_trip", UNIT_TICKS, state.trips, state.kept);
}

static void disarm(struct run *run)
{
	if (state.workers)
		workers_end(state.workers);
	if (is_set(run, "notifier", "on"))
		device_notifier(run->device, NULL, 0);
}

static void teardown(struct run *run)
{
	workers_stop(state.workers);
	free(state.trips);
}

static void predict(const struct run *run, struct oracle *page)
{
	uint64_t rounds = values_count(&run->values, "rounds", 1);

	oracle_fire(page);
	for (uint64_t i = 0; i < rounds; i++) {
		oracle_make_exclusive(page, FOLIO_DIRTY);
		oracle_touch(page, TOUCH_RMW);
	}
	/* Whether one who sleeps is interrupted depends on how soon it does. */
	page->any_flushes = is_set(run, "wait", "asleep");
	if (!is_set(run, "pressure", "yes"))
		return;
	/* A page that is swapped out while it is exclusive needs no restore, but a fault; or two. */
	page->faults = (struct faults){ 0 };
	page->maybe = (double)(PRESSED * rounds);
	page->any_entry = page->any_flushes = true;
}

SCENARIO(ping_pong) {
	.family		= "ping-pong",
	.summary	= "a round trip of pages from the CPU to the device and back, each adding to all",
	.chart		= "ping-pong",
	.chart_series	= "round_trip",
	.needs		= NEED_MODULE | NEED_ACCESS,
	.parameters	= (const struct parameter[]){
		{ "rounds", "10", NULL, 1, 100000000, "how often each batch of pages goes there and back, a trial" },
		{ "batch", "1", NULL, 1, 1 << 20, "pages a round trip; the number of pages is a multiple of it" },
		{ "device", "thread", "thread|self", 0, 0, "who plays it: a thread on a CPU of its own, or the CPU's" },
		{ "distance", "any", DISTANCE_WORDS, 0, 0, "what the CPU of that thread shares with FIRE's, at the least" },
		{ "wait", "spinning", "spinning|asleep", 0, 0,
		  "how each of the two waits for the other; asleep suits vCPUs of a busy host" },
		{ "notifier", "off", "off|on", 0, 0, "an MMU-interval notifier that watches the pages" },
		{ "pressure", "no", "no|yes", 0, 0,
		  "memory is reclaimed meanwhile, by others: pages go away, and faults are not predicted" },
		{ 0 }
	},
	STATE(state),
	.counted	= COUNTED_PROCESS,
	.tolerates_major_faults = true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
