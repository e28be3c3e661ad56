/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * measure.c: the life of a trial.
 */
#include "run/measure.h"

#include <stdint.h>
#include <string.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

/*
 * The kernel writes the thread's restartable-sequence area, which the C library
 * registered, whenever an interrupt makes it reschedule. Its page must not be
 * write-protected then. Writing a field with its own value is allowed to us.
 */
static void write_rseq(void)
{
#if __has_include(<sys/rseq.h>)
	struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
	volatile uint32_t *flags = &area->flags;

	if (__rseq_size)
		*flags = *flags;
#endif
}

/*
 * By an atomic operation that changes nothing, for threads of the scenario may be at work already; of a
 * word, for riscv64 has none of a byte.
 */
static void write_word_of(char *byte)
{
	uint32_t *word = (uint32_t *)((uintptr_t)byte & ~(uintptr_t)3);

	__atomic_fetch_or(word, 0, __ATOMIC_RELAXED);
}

static void write_state(const struct scenario *scenario)
{
	char *state = scenario->state;

	for (size_t i = 0; i < scenario->state_size; i += 1024)
		write_word_of(&state[i]);
	if (scenario->state_size)
		write_word_of(&state[scenario->state_size - 1]);
}

/*
 * FIRE may fault on the pages it measures and on no other. What arm did to the
 * whole process (soft-dirty tracking, a fork) makes the harness's own memory
 * fault on the next write too, so write all that FIRE and the counters write,
 * by doing once what they will do.
 */
static int settle(struct bench *bench, struct run *run, struct proof *proof)
{
	struct trial *trial = &run->trial;
	int err = 0;

	trial->began = trial->ended = 0;
	write_rseq();
	memset(trial->ticks, 0, trial->samples * sizeof(*trial->ticks));
	write_state(run->entry->scenario);
	for (int i = 0; i < 2 && !err; i++) {
		counters_read(bench->counters, run->entry->scenario->counted, &proof->counts);
		if (proof->counted)
			err = counters_read_events(bench->counters, proof->events);
		if (proof->has_pmu)
			pmu_read(bench->pmu, i ? PMU_AFTER : PMU_BEFORE,
				 i ? &proof->pmu_after : &proof->pmu_before);
	}
	return err;
}

/* Within measure_trial(), by whose clock reads tools/explain finds FIRE. */
__attribute__((always_inline))
static inline int fire(struct bench *bench, struct run *run, struct proof *proof)
{
	const struct scenario *scenario = run->entry->scenario;
	uint64_t events[EVENT_COUNT] = { 0 };
	struct counts before = { 0 }, after = { 0 };
	int err = settle(bench, run, proof), fired;

	if (err)
		return err;

	counters_read(bench->counters, scenario->counted, &before);
	if (proof->counted)
		err = counters_read_events(bench->counters, events);
	/* Next to FIRE, since all that is between is counted, too. */
	if (proof->has_pmu)
		pmu_read(bench->pmu, PMU_BEFORE, &proof->pmu_before);
	run->trial.began = clock_start();
	fired = scenario->fire(run);
	run->trial.ended = clock_stop();
	if (proof->has_pmu)
		pmu_read(bench->pmu, PMU_AFTER, &proof->pmu_after);
	if (proof->counted && !err)
		err = counters_read_events(bench->counters, proof->events);
	counters_read(bench->counters, scenario->counted, &after);

	proof->counts = counts_between(&before, &after);
	if (proof->has_pmu)
		pmu_between(&proof->pmu, &proof->pmu_before, &proof->pmu_after);
	for (int i = 0; i < EVENT_COUNT; i++)
		proof->events[i] -= events[i];
	return fired ? fired : err;
}

/* All that the trial had the kernel do is done. */
static void ask_kernel(struct bench *bench, struct run *run)
{
	char line[160];

	if (kernel_log_complaint(&bench->log, line, sizeof(line)))
		trial_find(&run->trial, "the kernel logged \"%s\"", line);
}

int measure_trial(struct bench *bench, struct run *run, struct proof *proof)
{
	const struct scenario *scenario = run->entry->scenario;
	int err;

	trial_forget(&run->trial);
	proof->has_pmu = bench->pmu && !pmu_why_not(bench->pmu);
	err = scenario->arm ? scenario->arm(run) : 0;
	if (!err)
		err = census_take(&proof->before, run);
	/* It has taken what there is to take; that it watched would be timed as well. */
	device_rest(bench->device);
	if (!err && proof->counted)
		err = counters_start_events(bench->counters);
	if (!err)
		err = fire(bench, run, proof);
	if (proof->counted)
		counters_stop_events(bench->counters);
	if (!err)
		err = census_take(&proof->after, run);
	if (!err && scenario->observe)
		err = scenario->observe(run);
	if (scenario->disarm)
		scenario->disarm(run);
	ask_kernel(bench, run);
	if (err)
		return err;
	return proof_judge(proof, run, &bench->probe, bench->alone);
}
