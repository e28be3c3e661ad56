/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contenders.c: CPUs for those who compete, and what all of them did together.
 */
#include "run/contenders.h"
#include "base/err.h"

#include <errno.h>
#include <sys/resource.h>

int contenders_find_cpus(const struct run *run, size_t count, unsigned int cpus[MOST_CONTENDERS])
{
	const char *distance = values_text(&run->values, "distance");
	size_t found = topology_pick(run->topology, run->cpu, distance_of_word(distance), cpus, MOST_CONTENDERS);

	if (found < count)
		return err_set(EOPNOTSUPP, "it takes %zu CPUs at distance=%s from CPU %u; this process may use %zu",
			       count, distance, run->cpu, found);
	return 0;
}

int contenders_start(struct workers **workers, const struct run *run, void (*work)(struct worker *worker),
		void *context)
{
	size_t count = values_count(&run->values, "threads", 1) - 1;
	unsigned int cpus[MOST_CONTENDERS];
	int err = contenders_find_cpus(run, count, cpus);

	return err ? err : workers_start(workers, run->topology, cpus, count, work, context);
}

long contenders_major_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_majflt;
}

void contenders_observe(struct run *run, double ticks_per_second, uint64_t touches, long major)
{
	struct trial *trial = &run->trial;
	double elapsed = (double)(trial->ended - trial->began) / (double)touches;

	trial_add_fact(trial, "elapsed_ticks_per_touch", UNIT_TICKS, elapsed);
	trial_add_fact(trial, "touches_per_second", UNIT_PER_SECOND, ticks_per_second / elapsed);
	trial_add_fact(trial, "major_faults", UNIT_COUNT, (double)major);
}
