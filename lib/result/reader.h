/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.h: a result file in memory. lib/result/tables.c says what each member is.
 *
 * All strings and arrays belong to the struct result and go with it.
 */
#ifndef RESULT_READER_H
#define RESULT_READER_H

#include "base/weighted.h"
#include "result/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

struct result_parameter {
	const char *name, *value;
};

/* Members that a file may leave out, or null, are NULL, 0 or false. */
struct result_header {
	uint64_t schema;
	const char *tool_version, *tool_commit;
	const char *platform, *unit;
	uint64_t timer_hz, timer_overhead;

	struct {
		const char *arch, *cpu, *hypervisor, *topology;
		uint64_t cpus, nodes, page_size;
	} machine;

	struct {
		const char *cpus, *nodes, *isolated, *kind;	/* @cpus NULL: an older file, and nothing is known */
		uint64_t measures;
	} placement;

	struct {
		const char *name, *release, *build, *config_digest;
		const char *source, *changes, *compiler;
		const char *debug;	/* what of it checks the kernel itself; empty: nothing */
	} kernel;

	const char *semantics;
	bool access_flag, dirty_flag;
	const char *device;
	const char *boot;
	const char *plan_name, *plan_digest;
	uint64_t seed;
	bool shuffle;
	const char *command;		/* words joined by spaces */
	const char **warnings;
	size_t warning_count;
	struct result_parameter *knobs;	/* in order of name */
	size_t knob_count;
	struct json_t *scenarios;	/* see result_summary() */
};

/* What was run: the scenario and its parameters, in order of name. */
struct result_run {
	uint64_t index;			/* in the plan */
	const char *scenario;
	struct result_parameter *parameters;
	size_t parameter_count;
};

struct result_state {
	const char *words;		/* "present write dirty young" */
	uint64_t pages;
};

/* A distribution that a trial saw besides its samples; docs/results.md lists their names. */
struct result_series {
	const char *name;
	bool ticks;			/* of the timer; else counts */
	struct weighted *pairs;
	size_t count;
};

struct result_fact {
	const char *name;
	double value;
	bool time;			/* made of a clock's readings; in ticks if the name says so */
};

/* A count of the CPU's own counters, over the whole timed step. */
struct result_count {
	const char *name;
	double value;
};

/* In place of a count that the kernel does not keep. */
#define RESULT_UNKNOWN	UINT64_MAX

/* What a reader of result_read_folded() makes of the samples, before they are dropped. */
struct result_look {
	double median;
	uint64_t far_out;
	bool bimodal;
	double low_group, high_group;
};

struct result_trial {
	size_t line;
	size_t measured;		/* index into ->measured of the struct result */
	struct result_run run;
	uint64_t trial;
	bool timed;			/* a counted trial enters no figure */
	uint64_t pages_per_sample;	/* at least 1 */
	struct weighted *pairs;		/* in timer ticks; ascending by value; none on smp-counts */
	size_t pair_count;
	uint64_t samples;		/* the sum of their counts; kept where pairs are not */
	struct result_look look;
	struct result_series *series;	/* in the file's order; no times on smp-counts */
	size_t series_count;
	struct result_fact *facts;
	size_t fact_count;
	struct result_count *hardware;	/* none without a PMU; refused ones are not among them */
	size_t hardware_count;
	uint64_t hardware_ticks;	/* of the timer, over the same step; 0: not known */
	uint64_t context_switches;
	uint64_t restore_faults, extra_write_faults, other_faults;
	uint64_t touched_pages;
	bool unpredicted;		/* the oracle knows nothing of such a kernel */
	double maybe_faults;		/* per page, that may or may not come, where CPUs race */
	struct result_state *after;	/* PTE states; none without the module */
	size_t after_count;
	uint64_t tlb_ipis;		/* of the whole system; RESULT_UNKNOWN where not counted */
	uint64_t spinning;		/* threads that a TLB flush interrupts */
	const char *finding;		/* NULL: the oracle was right */
};

/* A run that was skipped, or that failed. */
struct result_note {
	size_t line;
	struct result_run run;
	const char *reason;
};

/* A series of all timed trials of a run. */
struct result_pool {
	const char *name;
	bool ticks;
	struct pool pool;
};

/* A run of the plan, as far as the file has anything of it. */
struct result_measured {
	struct result_run run;
	struct json_t *parameters;	/* what ->run points into */
	size_t line;			/* the first that is of it */
	bool skipped, failed, finding;
	struct pool samples;		/* of all its timed trials, if folded */
	struct result_pool *series;
	size_t series_count;
};

struct result {
	const char *path;		/* borrowed from the caller */
	struct result_header header;
	struct result_measured *measured;	/* in the file's order */
	size_t measured_count;
	struct result_trial *trials;
	size_t trial_count;
	struct result_note *skips;
	size_t skip_count;
	struct result_note *errors;
	size_t error_count;
	bool ended;			/* has its end record */
	uint64_t missing_runs;		/* that its end record counts, and of which it has nothing */
	bool cut;			/* its last line was cut off, and dropped */
	bool kept;			/* each trial has its samples still */

	/* What the strings above live in: the header, names and all other strings as keys. */
	struct json_t *record, *names, *strings;

	size_t *places;			/* of a run in ->measured, from 1; 0: it has none */
	size_t place_count;
	struct result_sums {
		uint64_t samples, pages, faults, ipis, states;
	} sums;				/* over the whole file: none may pass 2^53 */
	uint64_t whole, last_error;	/* bytes of whole lines; and without an error at the end */
	uint64_t size;			/* bytes read */
};

/* The longest line of a result file, in bytes. */
enum { RESULT_LINE_MOST = 1 << 24 };

/* The most JSON values in a line, those of its samples not counted: they take 256 MiB at most. */
enum { RESULT_VALUES_MOST = 1 << 20 };

/* The most names in a file: of scenarios, parameters, facts, series and PTE states together. */
enum { RESULT_NAMES_MOST = 1024 };

/*
 * Reads all of @path, which must outlive @result. Returns 0, or -errno with one
 * line in err_text(): "FILE: ..." or "FILE:LINE: ..."; @result is then empty.
 */
int result_read(struct result *result, const char *path);

/* Sees each trial with its samples, and may fill its ->look. Returns 0 or -errno. */
typedef int (*result_look_fn)(struct result_trial *trial, void *data);

/*
 * The same, in memory that grows with distinct values and trials, but not with samples: those of
 * timed trials go into ->measured, and after @look, which may be NULL, the trial's ->pairs and
 * series are gone. Of what can be read only once, such as a pipe, they stay as well.
 */
int result_read_folded(struct result *result, const char *path, result_look_fn look, void *data);

/*
 * The same, for whoever will write on: a file that does not exist, is empty or holds no trial is
 * fine, and a last line without its end is dropped whatever it is.
 */
int result_read_resumed(struct result *result, const char *path);

/* Frees what result_read() made; an empty one is fine. */
void result_free(struct result *result);

/* What the writer of the file said that @scenario measures, or NULL. */
const char *result_summary(const struct result_header *header, const char *scenario);

#endif /* RESULT_READER_H */
