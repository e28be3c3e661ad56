/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner.h: carrying out a plan.
 */
#ifndef RUN_RUNNER_H
#define RUN_RUNNER_H

#include "result/writer.h"
#include "run/plan.h"
#include "run/probe.h"
#include "run/proof.h"
#include "sys/topology.h"

#include <stdbool.h>

/* What all runs share; the caller owns all that it points to. */
struct bench {
	const struct plan *plan;
	struct topology *topology;
	struct counters *counters;
	struct device *device;		/* NULL: runs that need it are skipped */
	const char *why_no_device;	/* then */
	struct probe probe;
	uint64_t seed;
	bool alone;			/* nothing else runs on this machine: our own guest */
	struct result_writer *writer;
	const bool *done;		/* per run: recorded before, by the file being resumed; or NULL */
	volatile const int *interrupted;	/* a signal's number once it came */

	/* Called before each run and once at the end (@index is then the count). */
	void (*progress)(const struct bench *bench, size_t index);
};

struct tally {
	size_t runs, skipped, failed, findings;
};

/* Why a scenario cannot run with this bench, or NULL if it can. */
const char *bench_unmet_need(const struct bench *bench, const struct scenario *scenario);

/*
 * Carries out every run and records each trial, skip and failure. A failing
 * run does not keep the others from running. Returns 0 with *@tally filled,
 * -EINTR after a signal, or -errno with a line in err_text() if results could
 * not be written.
 */
int bench_run(struct bench *bench, struct tally *tally);

/* The median ticks of an empty sample, for the header. */
uint64_t bench_overhead(void);

#endif /* RUN_RUNNER_H */
