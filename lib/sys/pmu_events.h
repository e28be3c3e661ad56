/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pmu_events.h: what the kernel says of its PMUs: which one is a CPU's, and how an
 * event that it names is asked for.
 */
#ifndef SYS_PMU_EVENTS_H
#define SYS_PMU_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#define PMU_DEVICES	"/sys/bus/event_source/devices"

struct core_pmu {
	char name[64];		/* cpu, cpu_core, armv8_pmuv3_0 */
	uint32_t type;		/* for perf_event_open(2) */
	bool several;		/* cores of another kind have a PMU of their own */
};

/* The numbers that tell a PMU what to count: perf_event_attr's config, config1 and config2. */
struct pmu_config {
	uint64_t words[3];
};

/*
 * Finds the PMU of @cpu's core in the folder @devices, such as PMU_DEVICES. Returns 0, or
 * -ENOENT with a line in err_text() where there is none.
 */
int core_pmu_find(struct core_pmu *pmu, const char *devices, unsigned int cpu);

/*
 * Adds "event=0x34,umask=1" to @config, each term in the bits that the folder says
 * it has. Returns 0, or -EINVAL with a line in err_text() for a term that it does not know.
 */
int core_pmu_terms(struct pmu_config *config, const struct core_pmu *pmu, const char *devices,
		   const char *terms);

/* The same for an event by its name. -ENOENT, without a word: the kernel names no such event. */
int core_pmu_event(struct pmu_config *config, const struct core_pmu *pmu, const char *devices,
		   const char *event);

#endif /* SYS_PMU_EVENTS_H */
