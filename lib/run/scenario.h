/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario.h: what a scenario must say about itself.
 *
 * A scenario measures one thing. It lives in a file of bench/scenarios/, together with those
 * that differ from it in a touch, and makes itself known with SCENARIO(); no other file names it.
 */
#ifndef RUN_SCENARIO_H
#define RUN_SCENARIO_H

#include "run/oracle.h"
#include "run/parameters.h"
#include "sys/counters.h"

#include <stdbool.h>
#include <stddef.h>

struct run;

enum need {
	NEED_MODULE	= 1 << 0,	/* a device: the module dexdev, or test_hmm, is loaded and may be used */
	NEED_SOFT_DIRTY	= 1 << 1,	/* the kernel keeps soft-dirty bits */
	NEED_TWO_CPUS	= 1 << 2,	/* a second CPU that this process may use */
	NEED_TWO_NODES	= 1 << 3,	/* a second NUMA node with memory */
	NEED_ROOT	= 1 << 4,	/* the effective user is root */

	/* Besides NEED_MODULE: what test_hmm cannot do. */
	NEED_ACCESS	= 1 << 5,	/* the device reads and writes pages that it holds */
	NEED_ENTRIES	= 1 << 6,	/* it tells whether an entry is writable, dirty and young */
	NEED_REQUEST	= 1 << 7,	/* its requests can be timed, or hold a folio for a time */
};

/*
 * The life of a run, in call order:
 *
 *	setup  { arm  FIRE  observe  disarm } x trials  teardown
 *
 * Only what FIRE puts between the clock reads of fire_each() is timed. The
 * runner maps the region before setup, proves the work around FIRE, and
 * holds the proof against predict.
 *
 * All but ->family, ->summary, ->fire and ->predict are optional. Callbacks return 0 or
 * -errno, with a line in err_text() where the errno alone would puzzle; the
 * first error ends the run. -EOPNOTSUPP from ->setup skips the run instead.
 */
struct scenario {
	/* The chapter of docs/scenarios.md that it belongs to, such as "restore". */
	const char *family;

	/* Completes the sentence "This scenario measures ...". */
	const char *summary;

	/*
	 * For reports and charts, which name no scenario: they find these in the results.
	 * What others are compared with: "harness", "fault" or "syscall"; or NULL.
	 */
	const char *control;

	/* The chart that shows it: "touch", "shootdown", "contention" or "ping-pong"; or NULL. */
	const char *chart;

	/* What that chart shows of it where that is not the samples: a series. */
	const char *chart_series;

	/* The parameter on that chart's axis, such as "threads". */
	const char *chart_axis;

	/* For `dexbench reproducer`; without ->touch and ->find there is none. */
	struct in_c {
		const char *arm;	/* lines of C after pages "p" of "size" bytes were made exclusive */
		const char *touch;	/* of the char at "page" */
		bool read_first;	/* each page is read before, uncounted */
		int faults;		/* a page, at most, of a kernel that takes no extra one */
		const char *before;	/* lines of C before pages are made exclusive */
		const char *find;	/* instead of touches: lines that count "long bad" pages */
		const char *bad;	/* what these are: "exclusive pages that do not move" */
	} in_c;

	/* enum need, or-ed. An unmet need skips the run and says which. */
	unsigned int needs;

	/* Parameters besides the common ones; a row without name ends them. */
	const struct parameter *parameters;

	/* What the scenario keeps while a run lasts, zeroed before setup; made by STATE(). */
	void *state;
	size_t state_size;

	/* Whose faults the proof counts: COUNTED_PROCESS where a pool touches in FIRE. */
	enum counted counted;

	/* FIRE may take major faults that the oracle does not know of; they are recorded. */
	bool tolerates_major_faults;

	/* FIRE's faults are get_user_pages()'s: there is no exception, so perf counts none. */
	bool gup_faults;

	/*
	 * FIRE sleeps, or forks. The kernel saves the events of the hardware at each switch and looks
	 * them through at a fork, within what is timed: so there are none then.
	 */
	bool leaves_cpu;

	/* Pages from one target to the next, where that is not a request's "batch" or one. */
	size_t (*stride)(const struct run *run);

	/* Builds what all trials share. */
	int (*setup)(struct run *run);

	/* Brings all pages to the state that FIRE will disturb. */
	int (*arm)(struct run *run);

	/* The one thing measured, on each target: fire_each() and nothing else. */
	int (*fire)(struct run *run);

	/*
	 * Looks at what else the trial did once FIRE is over and counted: adds series and
	 * facts (trial.h), holds data against what it must be (-ENODATA where it is not), and
	 * calls trial_find() where the kernel did not act as it should.
	 */
	int (*observe)(struct run *run);

	/* Undoes what must not outlive the trial; runs once arm was entered. */
	void (*disarm)(struct run *run);

	/* Runs once setup was entered, even where it failed half-way. */
	void (*teardown)(struct run *run);

	/*
	 * Describes arm and FIRE to the oracle, for the page at @page->index of the
	 * region. Looks at parameters only: it is also asked where nothing runs.
	 */
	void (*predict)(const struct run *run, struct oracle *page);
};

/* A scenario's static @object is its state: one run is under way at a time. */
#define STATE(object)	.state = &(object), .state_size = sizeof(object)

/* A scenario with the name that users type; made by SCENARIO() only. */
struct scenario_entry {
	const char *name;
	const char *file;
	const struct scenario *scenario;
};

/*
 * SCENARIO - define and register the scenario called @id.
 *
 * As the last thing in a file:
 *
 *	SCENARIO(restore_read) {
 *		.summary = "the latency of a read fault on an exclusive page",
 *		.fire	 = read_each_page,
 *		...
 *	};
 *
 * The linker gathers the entries; see registry.c. The entry is global on
 * purpose: two scenarios of one name do not link.
 */
#define SCENARIO(id)							\
	static const struct scenario scenario_##id;			\
	extern const struct scenario_entry scenario_entry_##id;		\
	const struct scenario_entry scenario_entry_##id = {		\
		.name = #id,						\
		.file = __FILE__,					\
		.scenario = &scenario_##id,				\
	};								\
	static const struct scenario_entry *const scenario_ptr_##id	\
		__attribute__((used, section("scenarios"))) =		\
		&scenario_entry_##id;					\
	static const struct scenario scenario_##id =

/* The entry of that name, or NULL. */
const struct scenario_entry *scenario_find(const char *name);

/* All entries, in alphabetical order of their names. */
size_t scenario_count(void);
const struct scenario_entry *scenario_nth(size_t n);

#endif /* RUN_SCENARIO_H */
