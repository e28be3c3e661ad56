/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pmu.h: what the CPU's own counters say of a stretch of this thread's work.
 *
 * Unlike a software event (counters.h), one that the hardware counts costs a fault
 * nothing, so the events stay on and every trial has its counts. Only reading
 * costs, and is done around FIRE: without a system call where the kernel allows it.
 *
 * Each event is pinned, alone: it is on the PMU whenever this thread is on the CPU, or its
 * counts are refused. A scaled count is an estimate, and there are none here.
 */
#ifndef SYS_PMU_H
#define SYS_PMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pmu_event {
	PMU_CYCLES_USER, PMU_CYCLES_KERNEL,
	PMU_INSTRUCTIONS_USER, PMU_INSTRUCTIONS_KERNEL,
	PMU_DTLB_LOAD_MISSES, PMU_DTLB_STORE_MISSES, PMU_DTLB_WALKS,
	PMU_EVENTS,
};

/* As results and tables call them: "cycles_user". */
extern const char *const pmu_event_names[PMU_EVENTS];

/* Absolute; of use only for pmu_between(). */
struct pmu_reading {
	bool is_open[PMU_EVENTS];
	bool on_pmu[PMU_EVENTS];	/* false: the kernel has taken it off, or never put it on */
	uint64_t count[PMU_EVENTS];
	uint64_t enabled[PMU_EVENTS];	/* ns that it should have counted */
	uint64_t running[PMU_EVENTS];	/* ns that it did */
};

enum pmu_trust {
	PMU_ABSENT,	/* no such event here */
	PMU_COUNTED,
	PMU_OFF,	/* it was not on the PMU */
	PMU_PARTLY,	/* only for a part of the time: what the others call multiplexed */
};

struct pmu_counts {
	enum pmu_trust trust[PMU_EVENTS];
	uint64_t count[PMU_EVENTS];	/* where it is PMU_COUNTED */
	unsigned int percent[PMU_EVENTS];	/* of the time, where it is PMU_PARTLY */
};

/* What was counted between two readings, or why it is not known. */
void pmu_between(struct pmu_counts *counts, const struct pmu_reading *before, const struct pmu_reading *after);

/* Why @event's count is refused, in words; NULL where it is counted, or absent. */
enum { PMU_REFUSAL_SIZE = 96 };
const char *pmu_refusal(const struct pmu_counts *counts, enum pmu_event event, char text[PMU_REFUSAL_SIZE]);

struct pmu;

/*
 * Opens the events of the PMU of @cpu for the calling thread, as many as there are and fit. The
 * thread must be pinned there: of another PMU none would fit. Returns 0 with *@pmu for the caller to pmu_close(), or -ENOMEM. That there are none is no error,
 * and pmu_why_not() tells why.
 */
int pmu_open(struct pmu **pmu, unsigned int cpu);
void pmu_close(struct pmu *pmu);

/* The thread was pinned to @cpu, whose core may have another PMU. Returns 0 or -ENOMEM. */
int pmu_move(struct pmu *pmu, unsigned int cpu);

/* Closes the events, since an open one costs every switch to another thread; pmu_move() opens them. */
void pmu_rest(struct pmu *pmu);

/* Why nothing can be counted here, or NULL where something can. */
const char *pmu_why_not(const struct pmu *pmu);

/* The kernel's name of the PMU. */
const char *pmu_name(const struct pmu *pmu);

/* Why @event is not counted here, or NULL where it is. */
const char *pmu_absent(const struct pmu *pmu, enum pmu_event event);

/* "rdpmc" where all events are read without a system call, else "read". */
const char *pmu_way_to_read(const struct pmu *pmu);

/* On which side of what is counted a reading stands. */
enum pmu_side { PMU_BEFORE, PMU_AFTER };

/*
 * Reads all events into @reading: cycles and instructions of the kernel next to what is counted, so that
 * the system calls that read the others are not among them. Writes no other memory than errno, so that it causes
 * no fault of its own once it has run before.
 */
void pmu_read(struct pmu *pmu, enum pmu_side side, struct pmu_reading *reading);

/* What a stretch of nothing counts, by the median of some: the cost of reading itself. */
void pmu_read_nothing(struct pmu *pmu, struct pmu_counts *nothing);

#endif /* SYS_PMU_H */
