/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner.c: the life of a run.
 */
#include "run/runner.h"
#include "base/err.h"
#include "base/random.h"
#include "run/compose.h"
#include "run/measure.h"
#include "run/turns.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool is_interrupted(const struct bench *bench)
{
	return bench->signals && bench->signals->last;
}

static int times_resumed(const struct bench *bench)
{
	return bench->signals ? bench->signals->resumed : 0;
}

/* Scenarios without "batch" take one page a sample; batch=all is the whole region. */
static int size_trial(struct run *run)
{
	struct trial *trial = &run->trial;

	trial->pages_per_sample = 1;
	for (size_t i = 0; i < run->values.count; i++)
		if (!strcmp(run->values.list[i].parameter->name, "batch"))
			trial->pages_per_sample = values_count(&run->values, "batch", run->region.pages);
	trial->stride = trial->pages_per_sample;
	if (run->entry->scenario->stride)
		trial->stride = run->entry->scenario->stride(run);
	if (run->region.pages % trial->stride)
		return err_set(EINVAL, "pages=%zu: not a multiple of %zu, the pages from one sample to the next",
			       run->region.pages, trial->stride);

	trial->samples = run->region.pages / trial->stride;
	trial->targets = calloc(trial->samples, sizeof(*trial->targets));
	trial->ticks = calloc(trial->samples, sizeof(*trial->ticks));
	return trial->targets && trial->ticks ? 0 : -ENOMEM;
}

/* Without NUMA in the kernel there is no node at all, which region_map() tells. */
static int find_node(const struct bench *bench, const struct run *run, int *node)
{
	unsigned int wanted = (unsigned int)values_count(&run->values, "node", 0);

	*node = region_has_numa() ? topology_node_of_cpu(bench->topology, run->cpu) : REGION_ANY_NODE;
	if (!strcmp(values_text(&run->values, "node"), "local"))
		return 0;
	*node = (int)wanted;
	if (region_has_numa() && !topology_has_node(bench->topology, wanted))
		return err_set(EINVAL, "node=%u: not a NUMA node that this run may use; see dexbench topology", wanted);
	return 0;
}

static int place(const struct bench *bench, struct run *run)
{
	unsigned int cpu = (unsigned int)values_count(&run->values, "cpu",
						      topology_quiet_cpu(bench->topology));
	int node, err = topology_pin(bench->topology, cpu);

	run->cpu = cpu;
	if (!err)
		err = find_node(bench, run, &node);
	if (!err && bench->pmu && run->entry->scenario->leaves_cpu)
		pmu_rest(bench->pmu);
	else if (!err && bench->pmu)
		err = pmu_move(bench->pmu, cpu);
	if (err)
		return err;
	return region_map(&run->region, values_count(&run->values, "pages", 0), node);
}

static void order_targets(const struct bench *bench, struct run *run, size_t run_index,
			  unsigned int trial_index)
{
	struct trial *trial = &run->trial;
	struct random random;

	for (size_t i = 0; i < trial->samples; i++)
		trial->targets[i] = region_page(&run->region, i * trial->stride);
	if (!strcmp(values_text(&run->values, "order"), "sequential"))
		return;
	random_start(&random, bench->seed, (uint64_t)run_index << 32 | trial_index);
	random_shuffle(&random, trial->targets, trial->samples);
}

static int record(struct bench *bench, const struct run *run, size_t run_index, unsigned int trial,
		  const struct proof *proof, bool *finding)
{
	int err;

	if (proof->finding[0] && !*finding && bench->tell)
		bench->tell(run->entry, "finding", proof->finding);
	*finding |= proof->finding[0] != '\0';
	bench->unpredicted += proof->unpredicted != NULL;
	err = result_write(bench->writer, compose_trial(run, run_index, trial, proof, bench->has_times));
	if (!err && bench->measured)
		bench->measured(run_index, run, proof);
	return err;
}

unsigned int bench_extra_trials(const struct bench *bench)
{
	return !counters_why_not(bench->counters);
}

/* Some trials of a run, by their numbers. */
struct range {
	unsigned int first, end;
};

/*
 * Trial 0 is the one that libperf counts, where it can; it warms the caches as well. What came of a
 * trial in which the program got a signal is no measurement, whatever it is: -EINTR.
 */
static int take_trials(struct bench *bench, struct run *run, size_t run_index, struct range *left,
		       bool *finding, bool *written)
{
	struct proof *proof = malloc(sizeof(*proof));
	int resumed = times_resumed(bench), err = proof ? 0 : -ENOMEM;

	for (; left->first < left->end && !err; left->first += !err) {
		memset(proof, 0, sizeof(*proof));
		proof->counted = bench_extra_trials(bench) && left->first == 0;
		order_targets(bench, run, run_index, left->first);
		err = measure_trial(bench, run, proof);
		if (is_interrupted(bench) || times_resumed(bench) != resumed)
			err = -EINTR;
		if (err)
			break;
		err = record(bench, run, run_index, left->first, proof, finding);
		*written = !err;
	}
	free(proof);
	return err;
}

static int set_up(const struct bench *bench, struct run *run)
{
	const struct scenario *scenario = run->entry->scenario;
	int err;

	if (scenario->needs & NEED_MODULE)
		run->device = bench->device;
	err = place(bench, run);
	if (!err)
		err = size_trial(run);
	if (err)
		return err;
	if (scenario->state)
		memset(scenario->state, 0, scenario->state_size);
	run->entered = true;
	return scenario->setup ? scenario->setup(run) : 0;
}

/* What the run has changed is restored by system calls that a signal would end early (swapoff). */
static void tear_down(struct run *run)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	if (run->entered && run->entry->scenario->teardown)
		run->entry->scenario->teardown(run);
	trial_forget(&run->trial);
	free(run->trial.targets);
	free(run->trial.ticks);
	region_unmap(&run->region);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void tell_end(const struct bench *bench, size_t run_index, enum outcome outcome, const char *why)
{
	if (bench->ended)
		bench->ended(run_index, outcome, why);
}

/* Records that a run has no (more) samples, and why. */
static int give_up(struct bench *bench, const struct run *run, size_t run_index, const char *kind,
		   const char *reason)
{
	bool failed = !strcmp(kind, "error");
	int err;

	if (bench->tell && failed)
		bench->tell(run->entry, kind, reason);
	err = result_write(bench->writer, compose_note(kind, run, run_index, reason));
	if (!err)
		tell_end(bench, run_index, failed ? OUTCOME_FAILED : OUTCOME_SKIPPED, reason);
	return err;
}

/*
 * Trials of one run. Its failure is recorded and is an outcome; only what keeps the bench
 * from going on (a signal, a result file that cannot be written) is returned. A run that was
 * stopped and continued (Ctrl-Z) begins again with the first trial that is not on record.
 */
static int carry_out(struct bench *bench, size_t run_index, struct range left,
		     enum outcome *outcome)
{
	const struct plan_run *planned = &bench->plan->runs[run_index];
	struct run run = { .entry = planned->entry, .values = planned->values };
	const char *unmet = bench_unmet_by_run(bench, &run);
	bool finding = false, set, written = true;
	char why[1024];
	int resumed, err;

	*outcome = OUTCOME_SKIPPED;
	if (unmet)
		return give_up(bench, &run, run_index, "skip", unmet);

	do {
		resumed = times_resumed(bench);
		run = (struct run){ .entry = planned->entry, .values = planned->values,
				    .topology = bench->topology, .clocks = &bench->clocks,
				    .traits = &bench->probe.traits };
		err = set_up(bench, &run);
		set = !err;
		if (!err)
			err = take_trials(bench, &run, run_index, &left, &finding, &written);
		snprintf(why, sizeof(why), "%s", err ? err_text(err) : "");
		tear_down(&run);
		if (!written)
			return err;
		if (is_interrupted(bench))
			return -EINTR;
	} while (err && times_resumed(bench) != resumed);

	if (err == -EOPNOTSUPP && !set)
		return give_up(bench, &run, run_index, "skip", why);
	*outcome = err ? OUTCOME_FAILED : finding ? OUTCOME_FINDING : OUTCOME_DONE;
	return err ? give_up(bench, &run, run_index, "error", why) : 0;
}

/* A first call of the code under test must not fault on its own text. */
static void populate_text(void)
{
	extern const char __executable_start[], etext[];
	uintptr_t mask = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	uintptr_t start = (uintptr_t)__executable_start & ~mask;

	/* Linux 5.14. Where it is missing, the oracle reports the stray fault. */
	madvise((void *)start, (((uintptr_t)etext + mask) & ~mask) - start, MADV_POPULATE_READ);
}

static bool is_measured(enum outcome outcome)
{
	return outcome == OUTCOME_DONE || outcome == OUTCOME_FINDING;
}

/* A run that was skipped or failed has no further trials. */
static bool is_over(const struct bench *bench, size_t run, enum outcome outcome)
{
	return outcome == OUTCOME_SKIPPED || outcome == OUTCOME_FAILED ||
	       (bench->resume && bench->resume->done[run]);
}

static void show(const struct bench *bench, const struct plan_run *next, size_t behind, size_t total)
{
	if (bench->progress)
		bench->progress(next, behind, total);
}

static int run_after_run(struct bench *bench, enum outcome *outcomes)
{
	const struct plan *plan = bench->plan;
	int err = 0;

	for (size_t i = 0; i < plan->count && !err; i++) {
		struct range left = { 0, turns_of_run(&plan->runs[i], bench_extra_trials(bench)) };

		show(bench, &plan->runs[i], i, plan->count);
		while (bench->resume && resume_has_trial(bench->resume, i, left.first))
			left.first++;
		if (is_over(bench, i, outcomes[i]) || left.first >= left.end)
			continue;
		if (is_interrupted(bench))
			return -EINTR;
		err = carry_out(bench, i, left, &outcomes[i]);
		if (!err && is_measured(outcomes[i]))
			tell_end(bench, i, outcomes[i], "");
	}
	return err;
}

static int take_turn(struct bench *bench, const struct turn *turn, enum outcome *outcome)
{
	struct range one = { turn->trial, turn->trial + 1 };
	enum outcome before = *outcome;
	int err;

	if (is_over(bench, turn->run, before))
		return 0;
	if (bench->resume && resume_has_trial(bench->resume, turn->run, turn->trial))
		return 0;
	if (is_interrupted(bench))
		return -EINTR;
	err = carry_out(bench, turn->run, one, outcome);
	/* A finding of one trial is a finding of the run, whatever the next trial does. */
	if (before == OUTCOME_FINDING && *outcome == OUTCOME_DONE)
		*outcome = before;
	return err;
}

static int shuffled(struct bench *bench, enum outcome *outcomes)
{
	struct turns turns;
	int err = turns_shuffled(&turns, bench->plan, bench_extra_trials(bench), bench->seed);

	if (err)
		return err;
	for (size_t i = 0; i < turns.count && !err; i++) {
		const struct turn *turn = &turns.list[i];

		show(bench, &bench->plan->runs[turn->run], i, turns.count);
		err = take_turn(bench, turn, &outcomes[turn->run]);
	}
	for (size_t i = 0; i < bench->plan->count && !err; i++)
		if (is_measured(outcomes[i]))
			tell_end(bench, i, outcomes[i], "");
	turns_free(&turns);
	return err;
}

/* What the file that is gone on with says of @run: the end record is about all of the file. */
static void add_earlier(const struct resume *resume, size_t run, enum outcome *outcome)
{
	if (resume && resume->done[run])
		*outcome = resume->failed[run] ? OUTCOME_FAILED : OUTCOME_SKIPPED;
	else if (resume && resume->finding[run] && *outcome != OUTCOME_FAILED)
		*outcome = OUTCOME_FINDING;
}

int bench_run(struct bench *bench, struct tally *tally)
{
	enum outcome *outcomes = calloc(bench->plan->count + 1, sizeof(*outcomes));
	int err;

	*tally = (struct tally){ .runs = bench->plan->count };
	if (!outcomes)
		return -ENOMEM;
	populate_text();
	err = bench->shuffle ? shuffled(bench, outcomes) : run_after_run(bench, outcomes);
	for (size_t i = 0; i < bench->plan->count; i++) {
		add_earlier(bench->resume, i, &outcomes[i]);
		tally->skipped += outcomes[i] == OUTCOME_SKIPPED;
		tally->failed += outcomes[i] == OUTCOME_FAILED;
		tally->findings += outcomes[i] == OUTCOME_FINDING;
	}
	tally->unpredicted = bench->unpredicted;
	free(outcomes);
	if (err)
		return err;
	show(bench, NULL, bench->plan->count, bench->plan->count);
	return result_write(bench->writer, compose_end(tally->runs, tally->skipped, tally->failed,
						      tally->findings));
}
