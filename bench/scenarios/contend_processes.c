/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contend_processes: many processes touch exclusive pages of their own, at once.
 *
 * They share no mapping and no page: what one takes longer among others than alone is the
 * kernel's global state, and the hardware's. One sample is one touch by the process
 * that FIRE is in; those of the others are the series "contender_touch".
 */
#include "base/err.h"
#include "base/random.h"
#include "run/proof.h"
#include "run/contenders.h"
#include "run/scenario.h"
#include "run/steps.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often to look at the barrier between two looks at whether the contenders are alive. */
enum { PATIENCE = 1 << 16 };

/* What a contender says of its last trial, in memory that all share. */
struct contender {
	pid_t pid;
	int err;
	uint64_t exclusive_before, exclusive_after, faults;
};

/* Rounds of the barriers are trials. */
struct shared {
	struct barrier arm, start;
	struct contender contenders[];	/* then the ticks of their touches */
};

static struct state {
	struct shared *shared;
	size_t size;		/* bytes of it */
	size_t contenders;
	uint64_t *ticks;	/* in *shared: one row of samples for each contender */
	unsigned int round;
	unsigned int cpus[MOST_CONTENDERS];
	double ticks_per_second;
	long major;
} state;

static uint64_t faults_so_far(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return (uint64_t)(usage.ru_minflt + usage.ru_majflt);
}

static int count_exclusive(struct run *run, uint64_t *pages)
{
	struct pte_census census;
	int err = census_take(&census, run);

	*pages = census_with(&census, PTE_EXCLUSIVE);
	return err;
}

static void contender_touches(struct run *run, uint64_t *ticks)
{
	for (size_t i = 0; i < run->trial.samples; i++) {
		uint64_t start = clock_start();

		touch_write(run->trial.targets[i]);
		ticks[i] = clock_stop() - start;
	}
}

/* Memory of our own, in an order of our own, on a CPU of our own. */
static int contender_settles(struct run *run, size_t index)
{
	unsigned int cpu = state.cpus[index];
	size_t pages = run->region.pages;
	int node = region_has_numa() ? topology_node_of_cpu(run->topology, cpu) : REGION_ANY_NODE;
	struct random random;
	int err = topology_pin(run->topology, cpu);

	region_unmap(&run->region);
	if (!err)
		err = region_map(&run->region, pages, node);
	for (size_t i = 0; i < run->trial.samples && !err; i++)
		run->trial.targets[i] = region_page(&run->region, i * run->trial.stride);
	random_start(&random, 1, index);
	if (!err && strcmp(values_text(&run->values, "order"), "sequential"))
		random_shuffle(&random, run->trial.targets, run->trial.samples);
	return err;
}

/*
 * All that a trial does, once for nothing. Memory that the parent shares with us since the
 * fork is copied or reused when it is written first, and in FIRE that would be counted.
 */
static void rehearse(struct run *run, struct contender *self, uint64_t *ticks)
{
	usleep(100);
	region_write(&run->region);
	self->err = count_exclusive(run, &self->exclusive_before);
	self->faults = faults_so_far();
	contender_touches(run, ticks);
	self->faults = faults_so_far() - self->faults;
}

static void contender_takes_part(struct run *run, struct contender *self, unsigned int round, uint64_t *ticks)
{
	uint64_t faults;

	rehearse(run, self, ticks);
	if (!self->err)
		self->err = exclusive_arm(run);
	if (!self->err)
		self->err = count_exclusive(run, &self->exclusive_before);
	device_rest(run->device);
	barrier_pass(&state.shared->arm);

	while (!barrier_is_open(&state.shared->start, round))
		arch_pause();
	faults = faults_so_far();
	contender_touches(run, ticks);
	self->faults = faults_so_far() - faults;
	if (!self->err)
		self->err = count_exclusive(run, &self->exclusive_after);
	barrier_pass(&state.shared->start);
}

__attribute__((noreturn))
static void contender_lives(struct run *run, size_t index)
{
	struct shared *shared = state.shared;
	sigset_t all;

	/* Only SIGKILL ends it: a signal that ends a system call would be the run's failure. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (contender_settles(run, index))
		_exit(1);
	for (unsigned int round = 1;; round++) {
		while (!barrier_is_open(&shared->arm, round))
			usleep(100);
		contender_takes_part(run, &shared->contenders[index], round, state.ticks + index * run->trial.samples);
	}
}

/* Waits for all contenders, or until one is dead. */
static int wait_for_contenders(const struct barrier *barrier)
{
	for (uint64_t looks = 1; !barrier_has_passed(barrier, state.round * (unsigned int)state.contenders); looks++) {
		arch_pause();
		for (size_t i = 0; looks % PATIENCE == 0 && i < state.contenders; i++) {
			siginfo_t info = { 0 };

			/* Left to be reaped by teardown. */
			waitid(P_PID, (id_t)state.shared->contenders[i].pid, &info, WEXITED | WNOHANG | WNOWAIT);
			if (info.si_pid)
				return err_set(ECHILD, "contend_processes: the process on CPU %u ended before its "
					       "work was done", state.cpus[i]);
		}
	}
	return 0;
}

static int start_contenders(struct run *run)
{
	for (size_t i = 0; i < state.contenders; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return err_set(errno, "fork: %s", strerror(errno));
		if (!pid)
			contender_lives(run, i);
		state.shared->contenders[i].pid = pid;
	}
	return 0;
}

static int setup(struct run *run)
{
	size_t head;
	int err;

	state.contenders = values_count(&run->values, "processes", 1) - 1;
	state.ticks_per_second = clock_ticks_per_second();
	err = contenders_find_cpus(run, state.contenders, state.cpus);
	if (err)
		return err;
	head = sizeof(*state.shared) + state.contenders * sizeof(struct contender);
	state.size = head + state.contenders * run->trial.samples * sizeof(*state.ticks);
	state.shared = mmap(NULL, state.size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (state.shared == MAP_FAILED) {
		state.shared = NULL;
		return -ENOMEM;
	}
	state.ticks = (uint64_t *)((char *)state.shared + head);
	return start_contenders(run);
}

static int arm(struct run *run)
{
	int err;

	barrier_open(&state.shared->arm, ++state.round);
	region_write(&run->region);
	err = exclusive_arm(run);
	if (!err)
		err = wait_for_contenders(&state.shared->arm);
	state.major = contenders_major_faults();
	return err;
}

static int fire(struct run *run)
{
	barrier_open(&state.shared->start, state.round);
	fire_each(&run->trial, touch_write);
	return wait_for_contenders(&state.shared->start);
}

/* A contender must have done what FIRE's own process did. */
static int check_contender(const struct run *run, const struct contender *contender, unsigned int cpu)
{
	size_t pages = run->trial.samples;

	if (contender->err)
		return err_set(-contender->err, "contend_processes: the process on CPU %u: %s", cpu,
			       strerror(-contender->err));
	if (contender->exclusive_before != pages || contender->exclusive_after || contender->faults < pages)
		return err_set(ENODATA, "contend_processes: the process on CPU %u had %llu of %zu pages exclusive "
			       "before its touches and %llu after, and took %llu faults", cpu,
			       (unsigned long long)contender->exclusive_before, pages,
			       (unsigned long long)contender->exclusive_after, (unsigned long long)contender->faults);
	return 0;
}

static int observe(struct run *run)
{
	size_t samples = run->trial.samples;
	uint64_t faults = 0;

	for (size_t i = 0; i < state.contenders; i++) {
		int err = check_contender(run, &state.shared->contenders[i], state.cpus[i]);

		if (err)
			return err;
		faults += state.shared->contenders[i].faults;
	}
	contenders_observe(run, state.ticks_per_second, (state.contenders + 1) * samples,
		       contenders_major_faults() - state.major);
	if (!state.contenders)
		return 0;
	trial_add_fact(&run->trial, "contender_faults_per_page", UNIT_COUNT,
		       (double)faults / (double)(state.contenders * samples));
	return trial_add_series(&run->trial, "contender_touch", UNIT_TICKS, state.ticks, state.contenders * samples);
}

static void teardown(struct run *run)
{
	for (size_t i = 0; state.shared && i < state.contenders; i++) {
		pid_t pid = state.shared->contenders[i].pid;

		if (pid > 0 && !kill(pid, SIGKILL))
			waitpid(pid, NULL, 0);
	}
	if (state.shared)
		munmap(state.shared, state.size);
}

static void predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(contend_processes) {
	.family		= "contention",
	.summary	= "writes to exclusive pages by many processes at once, each to its own",
	.chart		= "contention",
	.chart_axis	= "processes",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, PARAMETERS_CONTENDERS("processes"), { 0 } },
	STATE(state),
	.tolerates_major_faults = true,
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
