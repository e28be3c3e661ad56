/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pmu.c: hardware events through libperf.
 */
#include "sys/pmu.h"
#include "base/err.h"
#include "sys/pmu_events.h"
#include "sys/setting.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <perf/core.h>
#include <perf/event.h>
#include <perf/evsel.h>
#include <perf/threadmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's own encoding of a miss of a cache: which, of what access. */
#define DTLB_MISSES(access)	(PERF_COUNT_HW_CACHE_DTLB | PERF_COUNT_HW_CACHE_OP_##access << 8 | \
				 PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

const char *const pmu_event_names[PMU_EVENTS] = {
	"cycles_user", "cycles_kernel", "instructions_user", "instructions_kernel",
	"dtlb_load_misses", "dtlb_store_misses", "dtlb_walks",
};

/*
 * Cycles and instructions come first: where the counters do not suffice, the last go without.
 * TLB misses are not told apart by mode, since that would take counters which few CPUs have.
 */
static const struct wanted {
	uint32_t type;
	uint64_t config;
	const char *named;		/* not a generic event: ask the PMU for this one */
	bool not_user, not_kernel;
} wanted[PMU_EVENTS] = {
	[PMU_CYCLES_USER]	  = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, NULL, false, true },
	[PMU_CYCLES_KERNEL]	  = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, NULL, true, false },
	[PMU_INSTRUCTIONS_USER]	  = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, NULL, false, true },
	[PMU_INSTRUCTIONS_KERNEL] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, NULL, true, false },
	[PMU_DTLB_LOAD_MISSES]	  = { PERF_TYPE_HW_CACHE, DTLB_MISSES(READ), NULL, false, false },
	[PMU_DTLB_STORE_MISSES]	  = { PERF_TYPE_HW_CACHE, DTLB_MISSES(WRITE), NULL, false, false },
	[PMU_DTLB_WALKS]	  = { 0, 0, "dtlb_walk", false, false },	/* arm64's name */
};

struct pmu {
	struct core_pmu core;
	struct perf_thread_map *self;
	struct perf_evsel *events[PMU_EVENTS];
	struct perf_event_mmap_page *pages[PMU_EVENTS];	/* where the kernel says how to read without it */
	char absent[PMU_EVENTS][128];
	char why_not[256];
};

static void close_event(struct pmu *pmu, enum pmu_event event)
{
	if (!pmu->events[event])
		return;
	if (pmu->pages[event])
		perf_evsel__munmap(pmu->events[event]);
	perf_evsel__close(pmu->events[event]);
	perf_evsel__delete(pmu->events[event]);
	pmu->events[event] = NULL;
	pmu->pages[event] = NULL;
}

static void give_up(struct pmu *pmu, enum pmu_event event, int err)
{
	const char *why = strerror(-err);

	if (err == -EACCES || err == -EPERM)
		why = "refused; try: sysctl kernel.perf_event_paranoid=1";
	else if (err == -ENOENT || err == -EOPNOTSUPP || err == -EINVAL || err == -ENODEV)
		why = "this PMU, or the kernel, has no such event";
	else if (err == -ENOSPC)
		why = "no counter is left for it";
	snprintf(pmu->absent[event], sizeof(pmu->absent[event]), "%s", why);
	close_event(pmu, event);
}

static bool begins_otherwise_than(const char *path, char no)
{
	char text[8];

	return setting_line(path, text, sizeof(text)) && text[0] != no;
}

/* Does the kernel let processes read counters? x86 has a switch beside the PMU, arm64 one in /proc. */
static bool users_may_read(const struct core_pmu *core)
{
	char path[160];

	snprintf(path, sizeof(path), PMU_DEVICES "/%s/rdpmc", core->name);
	return begins_otherwise_than(path, '0') ||
	       begins_otherwise_than("/proc/sys/kernel/perf_user_access", '0');
}

static int describe_event(struct perf_event_attr *attr, const struct core_pmu *core, const struct wanted *event)
{
	struct pmu_config config = { { event->config } };
	int err = 0;

	if (event->named)
		err = core_pmu_event(&config, core, PMU_DEVICES, event->named);
	else if (core->several)
		config.words[0] |= (uint64_t)core->type << PERF_PMU_TYPE_SHIFT;
	/* arm64 wants it asked for by each event; elsewhere there is no such term. */
	if (users_may_read(core))
		core_pmu_terms(&config, core, PMU_DEVICES, "rdpmc=1");
	*attr = (struct perf_event_attr){
		.type = event->named ? core->type : event->type,
		.size = sizeof(*attr),
		.config = config.words[0],
		.config1 = config.words[1],
		.config2 = config.words[2],
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
		.exclude_user = event->not_user,
		.exclude_kernel = event->not_kernel,
		.exclude_hv = 1,
		.pinned = 1,
		.disabled = 1,
	};
	return err;
}

/* Can it be read without a system call now? The index is 0 while it is off the PMU, or not for us. */
static bool reads_by_itself(const struct pmu *pmu, enum pmu_event event)
{
	const volatile struct perf_event_mmap_page *page = pmu->pages[event];

	return page && page->cap_user_rdpmc && page->index;
}

/*
 * Without the page every reading is a system call, which is no reason to do without the event. But
 * no page where it does not help: a mapping more may make the tree of mappings, which every fault
 * looks its own up in, a level higher.
 */
static void map_page(struct pmu *pmu, enum pmu_event event)
{
	if (!users_may_read(&pmu->core) || perf_evsel__mmap(pmu->events[event], 0))
		return;
	pmu->pages[event] = perf_evsel__mmap_base(pmu->events[event], 0, 0);
	if (!pmu->pages[event] || reads_by_itself(pmu, event))
		return;
	perf_evsel__munmap(pmu->events[event]);
	pmu->pages[event] = NULL;
}

static int open_event(struct pmu *pmu, enum pmu_event event)
{
	struct perf_event_attr attr;
	int err = describe_event(&attr, &pmu->core, &wanted[event]);

	if (err)
		return err;
	pmu->events[event] = perf_evsel__new(&attr);
	if (!pmu->events[event])
		return -ENOMEM;
	err = perf_evsel__open(pmu->events[event], NULL, pmu->self);
	if (err)
		return err;
	err = perf_evsel__enable(pmu->events[event]);
	if (!err)
		map_page(pmu, event);
	return err;
}

/* One for which no counter was free when it was enabled: the kernel has it, but it does not count. */
static void drop_those_that_do_not_fit(struct pmu *pmu)
{
	struct pmu_reading reading;

	pmu_read(pmu, PMU_BEFORE, &reading);
	for (int i = 0; i < PMU_EVENTS; i++)
		if (reading.is_open[i] && !reading.on_pmu[i])
			give_up(pmu, i, -ENOSPC);
}

static void open_events(struct pmu *pmu)
{
	bool any = false;

	for (int i = 0; i < PMU_EVENTS; i++) {
		int err = open_event(pmu, i);

		if (err)
			give_up(pmu, i, err);
	}
	drop_those_that_do_not_fit(pmu);
	for (int i = 0; i < PMU_EVENTS; i++)
		any |= pmu->events[i] != NULL;
	if (!any)
		snprintf(pmu->why_not, sizeof(pmu->why_not), "%s: %s", pmu->core.name, pmu->absent[0]);
}

static void close_events(struct pmu *pmu)
{
	for (int i = 0; i < PMU_EVENTS; i++)
		close_event(pmu, i);
	memset(pmu->absent, 0, sizeof(pmu->absent));
	memset(pmu->why_not, 0, sizeof(pmu->why_not));
}

int pmu_move(struct pmu *pmu, unsigned int cpu)
{
	struct core_pmu core;
	int err = core_pmu_find(&core, PMU_DEVICES, cpu);

	if (!err && pmu->core.type == core.type && pmu->core.name[0])
		return 0;
	close_events(pmu);
	pmu->core = core;
	if (err)
		snprintf(pmu->why_not, sizeof(pmu->why_not), "%s", err_text(err));
	else
		open_events(pmu);
	return 0;
}

void pmu_rest(struct pmu *pmu)
{
	close_events(pmu);
	memset(&pmu->core, 0, sizeof(pmu->core));
	snprintf(pmu->why_not, sizeof(pmu->why_not), "not now");
}

int pmu_open(struct pmu **pmu, unsigned int cpu)
{
	struct pmu *opened = calloc(1, sizeof(*opened));
	int err;

	if (!opened)
		return -ENOMEM;
	opened->self = perf_thread_map__new_dummy();
	if (!opened->self) {
		free(opened);
		return -ENOMEM;
	}
	perf_thread_map__set_pid(opened->self, 0, 0);
	err = pmu_move(opened, cpu);
	*pmu = opened;
	return err;
}

void pmu_close(struct pmu *pmu)
{
	if (!pmu)
		return;
	close_events(pmu);
	perf_thread_map__put(pmu->self);
	free(pmu);
}

const char *pmu_why_not(const struct pmu *pmu)
{
	return pmu->why_not[0] ? pmu->why_not : NULL;
}

const char *pmu_name(const struct pmu *pmu)
{
	return pmu->core.name;
}

const char *pmu_absent(const struct pmu *pmu, enum pmu_event event)
{
	return pmu->events[event] ? NULL : pmu->absent[event];
}

const char *pmu_way_to_read(const struct pmu *pmu)
{
	for (int i = 0; i < PMU_EVENTS; i++)
		if (pmu->events[i] && !reads_by_itself(pmu, i))
			return "read";
	return "rdpmc";
}

static void read_event(struct pmu *pmu, enum pmu_event event, struct pmu_reading *reading)
{
	bool by_itself = reads_by_itself(pmu, event);
	struct perf_counts_values values;

	reading->is_open[event] = pmu->events[event] != NULL;
	if (!reading->is_open[event])
		return;
	/*
	 * A pinned event that the kernel has taken off reads as end of file, for which
	 * libperf returns whatever errno was. One that is read by itself is on the PMU, and
	 * its times stand still until it is taken off once.
	 */
	errno = EIO;
	reading->on_pmu[event] = !perf_evsel__read(pmu->events[event], 0, 0, &values) && (by_itself || values.run);
	reading->count[event] = values.val;
	reading->enabled[event] = values.ena;
	reading->running[event] = values.run;
}

void pmu_read(struct pmu *pmu, enum pmu_side side, struct pmu_reading *reading)
{
	static const enum pmu_event order[PMU_EVENTS] = {
		PMU_DTLB_WALKS, PMU_DTLB_STORE_MISSES, PMU_DTLB_LOAD_MISSES,
		PMU_CYCLES_USER, PMU_INSTRUCTIONS_USER, PMU_CYCLES_KERNEL, PMU_INSTRUCTIONS_KERNEL,
	};

	for (int i = 0; i < PMU_EVENTS; i++)
		read_event(pmu, order[side == PMU_BEFORE ? i : PMU_EVENTS - 1 - i], reading);
}

void pmu_between(struct pmu_counts *counts, const struct pmu_reading *before, const struct pmu_reading *after)
{
	memset(counts, 0, sizeof(*counts));
	for (int i = 0; i < PMU_EVENTS; i++) {
		uint64_t enabled = after->enabled[i] - before->enabled[i];
		uint64_t running = after->running[i] - before->running[i];

		if (!before->is_open[i] || !after->is_open[i]) {
			counts->trust[i] = PMU_ABSENT;
		} else if (!before->on_pmu[i] || !after->on_pmu[i]) {
			counts->trust[i] = PMU_OFF;
		} else if (running != enabled) {
			counts->trust[i] = PMU_PARTLY;
			counts->percent[i] = (unsigned int)(enabled ? 100 * running / enabled : 0);
		} else {
			counts->trust[i] = PMU_COUNTED;
			counts->count[i] = after->count[i] - before->count[i];
		}
	}
}

const char *pmu_refusal(const struct pmu_counts *counts, enum pmu_event event, char text[PMU_REFUSAL_SIZE])
{
	switch (counts->trust[event]) {
	case PMU_OFF:
		snprintf(text, PMU_REFUSAL_SIZE, "the kernel had taken it off the PMU");
		return text;
	case PMU_PARTLY:
		snprintf(text, PMU_REFUSAL_SIZE, "it counted for %u %% of the time, and is not scaled",
			 counts->percent[event]);
		return text;
	default:
		return NULL;
	}
}

static int ascending(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

void pmu_read_nothing(struct pmu *pmu, struct pmu_counts *nothing)
{
	enum { TIMES = 21 };
	struct pmu_reading before, after;
	struct pmu_counts each[TIMES];
	uint64_t counts[TIMES];

	/* The first time warms up. */
	for (int i = -1; i < TIMES; i++) {
		pmu_read(pmu, PMU_BEFORE, &before);
		pmu_read(pmu, PMU_AFTER, &after);
		pmu_between(&each[i < 0 ? 0 : i], &before, &after);
	}
	*nothing = each[TIMES - 1];
	for (int i = 0; i < PMU_EVENTS; i++) {
		for (int j = 0; j < TIMES; j++)
			counts[j] = each[j].count[i];
		qsort(counts, TIMES, sizeof(counts[0]), ascending);
		nothing->count[i] = counts[TIMES / 2];
	}
}
