/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain_native.c: time by function, on the running kernel, by function_graph.
 */
#include "base/err.h"
#include "commands/commands.h"
#include "commands/explain.h"
#include "sys/counters.h"
#include "sys/ftrace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What all faults pass, in every kernel that we know. */
#define FAULT "handle_mm_fault"

/* The scenario that is traced; its FIRE is wrapped, and nothing else of it. */
static const struct scenario *traced;
static uint64_t touches;

/* The trial that libperf counts comes first, where it can; it is none of ours. */
static bool skip_first;

static int fire_traced(struct run *run)
{
	int err, fired = 0;

	if (skip_first) {
		skip_first = false;
		return traced->fire(run);
	}
	err = ftrace_switch(1);
	if (!err)
		fired = traced->fire(run);
	if (!err)
		err = ftrace_switch(0);
	touches += run->trial.samples;
	return fired ? fired : err;
}

static int by_self(const void *left, const void *right)
{
	const struct ftrace_row *l = left, *r = right;

	if (l->self_us != r->self_us)
		return l->self_us > r->self_us ? -1 : 1;
	return strcmp(l->name, r->name);
}

static int print_times(struct ftrace_times *times, const char *name)
{
	if (!times->count)
		return err_set(ENODATA, "%s: no touch of it called " FAULT ": there is nothing to explain", name);
	qsort(times->rows, times->count, sizeof(*times->rows), by_self);
	printf("%s, %" PRIu64 " touches, this kernel, below " FAULT "\n", name, touches);
	printf("Traced by function_graph: times with the tracer's own cost. They show where a touch\n"
	       "goes, not how long it takes; counts to the instruction come from platform exact.\n\n");
	printf("%-40s %10s %12s %12s\n", "function", "calls", "self", "with callees");
	printf("%-40s %10s %12s %12s\n", "", "per touch", "ns per touch", "ns per touch");
	for (size_t i = 0; i < times->count; i++) {
		const struct ftrace_row *row = &times->rows[i];

		printf("%-40.40s %10.3f %12.1f %12.1f\n", row->name, (double)row->calls / (double)touches,
		       row->self_us * 1000 / (double)touches, row->inclusive_us * 1000 / (double)touches);
	}
	if (times->lost)
		printf("\n%" PRIu64 " calls were cut off: the trace buffer was too small for all touches\n", times->lost);
	return 0;
}

static int carry_out(struct workbench *workbench, const struct plan *plan)
{
	struct tally tally = { 0 };
	int err = result_create(&workbench->bench.writer, "/dev/null", false);

	workbench->bench.plan = plan;
	workbench->bench.seed = 1;
	if (!err)
		err = bench_run(&workbench->bench, &tally);
	result_close(workbench->bench.writer);
	if (!err && tally.failed)
		return err_set(EIO, "%s failed: dexbench run tells why", plan->runs[0].entry->name);
	return err;
}

/* One trial; what FIRE does in it is traced. */
static int trace(struct workbench *workbench, const struct plan *plan)
{
	struct scenario wrapped = *plan->runs[0].entry->scenario;
	struct scenario_entry entry = *plan->runs[0].entry;
	struct plan_run run = plan->runs[0];
	const struct plan one = { .runs = &run, .count = 1 };
	struct ftrace_times times = { 0 };
	const char *unmet = bench_unmet_by_run(&workbench->bench, &(struct run){ .entry = &entry, .values = run.values });
	int err;

	if (unmet)
		return err_set(EOPNOTSUPP, "%s", unmet);
	traced = entry.scenario;
	skip_first = !counters_why_not(workbench->bench.counters);
	wrapped.fire = fire_traced;
	entry.scenario = &wrapped;
	run.entry = &entry;
	values_set(&run.values, "trials", "1");
	err = ftrace_open(FAULT);
	if (err)
		return err;
	err = carry_out(workbench, &one);
	if (!err)
		err = ftrace_read(&times, FAULT);
	ftrace_close();
	if (!err)
		err = print_times(&times, entry.name);
	ftrace_free(&times);
	return err;
}

int explain_native(const struct plan *plan)
{
	struct workbench workbench;
	int err = workbench_open(&workbench, &(struct workbench_wants){ 0 });

	if (err)
		return err;
	err = trace(&workbench, plan);
	workbench_close(&workbench);
	return err;
}
