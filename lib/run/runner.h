/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner.h: carrying out a plan.
 */
#ifndef RUN_RUNNER_H
#define RUN_RUNNER_H

#include "result/resume.h"
#include "result/writer.h"
#include "run/clocks.h"
#include "run/plan.h"
#include "run/probe.h"
#include "run/proof.h"
#include "sys/kernel_log.h"
#include "sys/topology.h"

#include <signal.h>
#include <stdbool.h>

/* How a run went. */
enum outcome { OUTCOME_NONE, OUTCOME_DONE, OUTCOME_FINDING, OUTCOME_SKIPPED, OUTCOME_FAILED };

/* What signals did to the program; its handlers count here. */
struct signals {
	volatile sig_atomic_t last;	/* the one that asks it to end; or 0 */
	volatile sig_atomic_t resumed;	/* how often it was stopped and continued */
};

/* What all runs share; the caller owns all that it points to. */
struct bench {
	const struct plan *plan;
	struct topology *topology;
	struct counters *counters;
	struct pmu *pmu;		/* NULL: not asked, for this reason: */
	const char *why_no_pmu;
	struct clocks clocks;		/* of all CPUs; not checked where time is none */
	struct device *device;		/* NULL: runs that need it are skipped */
	const char *why_no_device;	/* then; not NULL */
	struct probe probe;
	struct kernel_log log;		/* what it complains of is a finding of the run */
	uint64_t seed;
	bool alone;			/* nothing else runs on this machine: our own guest */
	bool has_times;			/* false on smp-counts */
	struct result_writer *writer;
	bool shuffle;			/* trials across runs, by the seed; else run after run */
	const struct resume *resume;	/* what the file that is gone on with has; or NULL */
	const struct signals *signals;	/* or NULL */

	/*
	 * Called before each step, a run or with @shuffle a trial, with how many are
	 * behind of @total; and once at the end, without a @next.
	 */
	void (*progress)(const struct plan_run *next, size_t behind, size_t total);

	/* Called when a run fails ("error") and at its first "finding", with what was expected and seen. */
	void (*tell)(const struct scenario_entry *entry, const char *kind, const char *text);

	size_t unpredicted;		/* trials on record of which nothing was predicted */

	/* Called for each trial once it is on record. */
	void (*measured)(size_t run_index, const struct run *run, const struct proof *proof);

	/*
	 * Called once for each run of which no trial is left, with why it was skipped or failed,
	 * else "". Never for a run that an interruption cut short.
	 */
	void (*ended)(size_t run_index, enum outcome outcome, const char *why);
};

struct tally {
	size_t runs, skipped, failed, findings;
	size_t unpredicted;	/* trials */
};

/* Why a scenario cannot run with this bench, or NULL if it can. */
const char *bench_unmet_need(const struct bench *bench, const struct scenario *scenario);

/* The same for one run: what its parameters ask for counts as well. */
const char *bench_unmet_by_run(const struct bench *bench, const struct run *run);

/* Trials that each run has besides the timed ones: one that libperf counts, where it can. */
unsigned int bench_extra_trials(const struct bench *bench);

/*
 * Carries out every run and records each trial, skip and failure. A failing
 * run does not keep the others from running. A run is set up once; with
 * @shuffle, for each of its trials. Returns 0 with *@tally filled,
 * -EINTR after a signal, or -errno with a line in err_text() if results could
 * not be written.
 */
int bench_run(struct bench *bench, struct tally *tally);

#endif /* RUN_RUNNER_H */
