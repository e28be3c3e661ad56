/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rivals.c: CPUs for those who compete, and what all of them did together.
 */
#include "run/rivals.h"
#include "base/err.h"

#include <errno.h>
#include <sys/resource.h>

int rivals_find_cpus(const struct run *run, size_t count, unsigned int cpus[MOST_RIVALS])
{
	const char *distance = values_text(&run->values, "distance");
	size_t found = topology_pick(run->topology, run->cpu, distance_of_word(distance), cpus, MOST_RIVALS);

	if (found < count)
		return err_set(EOPNOTSUPP, "it takes %zu CPUs at distance=%s from CPU %u; this process may use %zu",
			       count, distance, run->cpu, found);
	return 0;
}

int rivals_hire(struct crew **crew, const struct run *run, void (*work)(struct member *member),
		void *context)
{
	size_t count = values_count(&run->values, "threads", 1) - 1;
	unsigned int cpus[MOST_RIVALS];
	int err = rivals_find_cpus(run, count, cpus);

	return err ? err : crew_hire(crew, run->topology, cpus, count, work, context);
}

long rivals_major_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_majflt;
}

void rivals_observe(struct run *run, double ticks_per_second, uint64_t touches, long major)
{
	struct trial *trial = &run->trial;
	double elapsed = (double)(trial->ended - trial->began) / (double)touches;

	trial_add_fact(trial, "elapsed_ticks_per_touch", UNIT_TICKS, elapsed);
	trial_add_fact(trial, "touches_per_second", UNIT_PER_SECOND, ticks_per_second / elapsed);
	trial_add_fact(trial, "major_faults", UNIT_COUNT, (double)major);
}
