/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * counters.h: what the kernel counted while pages were touched.
 *
 * Two ways to count faults, for one reason: an enabled perf page-faults event
 * costs instructions in every fault. So timed trials rely on what the kernel
 * counts anyway (getrusage, vmstat, /proc/interrupts), and one trial a run,
 * outside every figure, is counted by libperf as well to hold the two together.
 */
#ifndef SYS_COUNTERS_H
#define SYS_COUNTERS_H

#include <stdint.h>

enum { COUNT_UNKNOWN = -1 };

/* Whose faults and context switches are read. */
enum counted { COUNTED_THREAD, COUNTED_PROCESS };

/* Absolute readings, or their difference. COUNT_UNKNOWN: this kernel does not count it. */
struct counts {
	int64_t minor_faults;
	int64_t major_faults;
	int64_t context_switches;
	int64_t migrations;		/* of this thread; needs perf */
	int64_t reuse;			/* vmstat pgreuse, system-wide */
	int64_t tlb_ipis;		/* received TLB-flush IPIs, system-wide */
};

/* The software events that libperf counts in a counted trial. */
enum event { EVENT_FAULTS, EVENT_MINOR, EVENT_MAJOR, EVENT_SWITCHES, EVENT_COUNT };
extern const char *const event_names[EVENT_COUNT];

struct counters;

/*
 * Opens what is there. Returns 0 with *@counters for the caller to
 * counters_close(), or -errno with a line in err_text(). Where perf is refused
 * (perf_event_paranoid, seccomp), migrations are unknown and counters_why_not()
 * tells why; that is no error.
 */
int counters_open(struct counters **counters);
void counters_close(struct counters *counters);

/* Why libperf cannot count here, or NULL where it can. */
const char *counters_why_not(const struct counters *counters);

/*
 * Reads all but libperf's fault events into @counts. Writes no other memory
 * of the process, so that it causes no fault of its own once it has run before.
 */
void counters_read(struct counters *counters, enum counted whose, struct counts *counts);

/* @after - @before, field by field; unknown stays unknown. */
struct counts counts_between(const struct counts *before, const struct counts *after);

/*
 * Opens and starts libperf's events for a counted trial. Returns 0, or -errno
 * with a line in err_text(). counters_stop_events() closes them, also after a
 * start that failed half-way.
 */
int counters_start_events(struct counters *counters);
void counters_stop_events(struct counters *counters);

/*
 * Reads the running events. Returns 0, or -errno with a line in err_text():
 * -EAGAIN if the kernel multiplexed, since a scaled count is an estimate.
 */
int counters_read_events(struct counters *counters, uint64_t seen[EVENT_COUNT]);

#endif /* SYS_COUNTERS_H */
