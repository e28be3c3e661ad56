/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counters.c: libperf, getrusage(), /proc/vmstat and /proc/interrupts.
 */
#include "sys/counters.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <perf/core.h>
#include <perf/event.h>
#include <perf/evsel.h>
#include <perf/threadmap.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

const char *const event_names[EVENT_COUNT] = {
	"page-faults", "minor-faults", "major-faults", "context-switches",
};

static const uint64_t event_configs[EVENT_COUNT] = {
	PERF_COUNT_SW_PAGE_FAULTS, PERF_COUNT_SW_PAGE_FAULTS_MIN,
	PERF_COUNT_SW_PAGE_FAULTS_MAJ, PERF_COUNT_SW_CONTEXT_SWITCHES,
};

struct counters {
	struct perf_thread_map *self;
	struct perf_evsel *migrations;		/* always on: costs nothing in a fault */
	struct perf_evsel *events[EVENT_COUNT];	/* only in a counted trial */
	int vmstat_fd, interrupts_fd;
	char why_not[160];
	char text[65536];			/* what the last /proc file held */
};

/* libperf wants a printer; what it has to say is in its return values too. */
static int ignore(enum libperf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

static void close_event(struct perf_evsel **event)
{
	if (!*event)
		return;
	perf_evsel__close(*event);
	perf_evsel__delete(*event);
	*event = NULL;
}

static int open_event(struct counters *counters, uint64_t config, struct perf_evsel **event)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = config,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = 1,
	};
	int err;

	*event = perf_evsel__new(&attr);
	if (!*event)
		return -ENOMEM;
	/* A NULL CPU map means any CPU; the functions that build one changed names. */
	err = perf_evsel__open(*event, NULL, counters->self);
	if (err) {
		perf_evsel__delete(*event);
		*event = NULL;
	}
	return err;
}

static int read_event(struct perf_evsel *event, uint64_t *count)
{
	struct perf_counts_values values = { .val = 0 };
	int err = perf_evsel__read(event, 0, 0, &values);

	if (err)
		return err;
	if (values.run != values.ena)
		return err_set(EAGAIN, "perf: the kernel multiplexed a software event");
	*count = values.val;
	return 0;
}

/* A kernel that has no events, or not for this process; any other failure is one. */
static bool may_do_without(int err)
{
	return err == -EACCES || err == -EPERM || err == -ENOENT || err == -ENOSYS ||
	       err == -ENODEV || err == -EOPNOTSUPP || err == -EINVAL;
}

int counters_open(struct counters **counters)
{
	struct counters *opened = calloc(1, sizeof(*opened));
	int err, failed;

	if (!opened)
		return -ENOMEM;
	opened->vmstat_fd = open("/proc/vmstat", O_RDONLY | O_CLOEXEC);
	opened->interrupts_fd = open("/proc/interrupts", O_RDONLY | O_CLOEXEC);

	libperf_init(ignore);
	opened->self = perf_thread_map__new_dummy();
	if (!opened->self) {
		counters_close(opened);
		return -ENOMEM;
	}
	perf_thread_map__set_pid(opened->self, 0, 0);

	err = open_event(opened, PERF_COUNT_SW_CPU_MIGRATIONS, &opened->migrations);
	/* libperf returns -1, which is none of the kernel's reasons. */
	failed = !err && perf_evsel__enable(opened->migrations) ? errno : 0;
	if (failed || (err && !may_do_without(err))) {
		counters_close(opened);
		failed = failed ? failed : -err;
		return err_set(failed, "perf_event_open: %s", strerror(failed));
	}
	if (err)
		snprintf(opened->why_not, sizeof(opened->why_not),
			 "perf_event_open: %s; try: sysctl kernel.perf_event_paranoid=1", strerror(-err));
	*counters = opened;
	return 0;
}

void counters_close(struct counters *counters)
{
	if (!counters)
		return;
	close_event(&counters->migrations);
	counters_stop_events(counters);
	if (counters->self)
		perf_thread_map__put(counters->self);
	if (counters->vmstat_fd >= 0)
		close(counters->vmstat_fd);
	if (counters->interrupts_fd >= 0)
		close(counters->interrupts_fd);
	free(counters);
}

const char *counters_why_not(const struct counters *counters)
{
	return counters->why_not[0] ? counters->why_not : NULL;
}

static bool read_text(struct counters *counters, int fd)
{
	size_t used = 0;
	ssize_t got = 0;

	if (fd < 0)
		return false;
	do {
		got = pread(fd, counters->text + used, sizeof(counters->text) - 1 - used, (off_t)used);
		used += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	counters->text[used] = '\0';
	return used > 0;
}

/* The number after "\npgreuse " in /proc/vmstat. */
static int64_t read_reuse(struct counters *counters)
{
	const char *line;

	if (!read_text(counters, counters->vmstat_fd))
		return COUNT_UNKNOWN;
	line = strstr(counters->text, "\npgreuse ");
	return line ? strtoll(line + strlen("\npgreuse "), NULL, 10) : COUNT_UNKNOWN;
}

/* The sum over the CPUs of the row "TLB:" in /proc/interrupts; arm64 has no such row. */
static int64_t read_tlb_ipis(struct counters *counters)
{
	int64_t sum = 0;
	char *at, *end;

	if (!read_text(counters, counters->interrupts_fd))
		return COUNT_UNKNOWN;
	/* Right-aligned: blanks come before it where interrupts have long numbers. */
	at = strstr(counters->text, "TLB:");
	if (!at)
		return COUNT_UNKNOWN;

	at += strlen("TLB:");
	for (;; at = end) {
		long long cpu = strtoll(at, &end, 10);

		if (end == at)
			return sum;
		sum += cpu;
	}
}

void counters_read(struct counters *counters, enum counted whose, struct counts *counts)
{
	struct rusage usage;
	uint64_t migrations;

	getrusage(whose == COUNTED_THREAD ? RUSAGE_THREAD : RUSAGE_SELF, &usage);
	counts->minor_faults = usage.ru_minflt;
	counts->major_faults = usage.ru_majflt;
	counts->context_switches = usage.ru_nvcsw + usage.ru_nivcsw;
	counts->migrations = COUNT_UNKNOWN;
	if (counters->migrations && !read_event(counters->migrations, &migrations))
		counts->migrations = (int64_t)migrations;
	counts->reuse = read_reuse(counters);
	counts->tlb_ipis = read_tlb_ipis(counters);
}

static int64_t difference(int64_t before, int64_t after)
{
	return before == COUNT_UNKNOWN || after == COUNT_UNKNOWN ? COUNT_UNKNOWN : after - before;
}

struct counts counts_between(const struct counts *before, const struct counts *after)
{
	return (struct counts){
		.minor_faults = difference(before->minor_faults, after->minor_faults),
		.major_faults = difference(before->major_faults, after->major_faults),
		.context_switches = difference(before->context_switches, after->context_switches),
		.migrations = difference(before->migrations, after->migrations),
		.reuse = difference(before->reuse, after->reuse),
		.tlb_ipis = difference(before->tlb_ipis, after->tlb_ipis),
	};
}

int counters_start_events(struct counters *counters)
{
	int err = 0;

	for (int i = 0; i < EVENT_COUNT && !err; i++)
		err = open_event(counters, event_configs[i], &counters->events[i]);
	for (int i = 0; i < EVENT_COUNT && !err; i++)
		err = perf_evsel__enable(counters->events[i]);
	if (err)
		return err_set(-err, "perf: cannot count faults: %s", strerror(-err));
	return 0;
}

void counters_stop_events(struct counters *counters)
{
	for (int i = 0; i < EVENT_COUNT; i++)
		close_event(&counters->events[i]);
}

int counters_read_events(struct counters *counters, uint64_t seen[EVENT_COUNT])
{
	int err = 0;

	for (int i = 0; i < EVENT_COUNT && !err; i++)
		err = read_event(counters->events[i], &seen[i]);
	return err;
}
