/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crew.c: threads, and a lock that tells them what to do.
 */
#include "run/crew.h"
#include "base/err.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct crew {
	struct topology *topology;
	void (*work)(struct member *member);
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned int shift;	/* how often work began */
	size_t hired;		/* threads that run */
	size_t ready;		/* of them, those that are pinned, or failed to be */
	size_t begun, working;	/* members that entered work() in this shift, and are in it */
	atomic_bool stop;
	bool dismissed;
	int failed;		/* -errno of a member that could not be pinned */
	char why[256];
	struct {
		struct member member;
		pthread_t thread;
	} members[];
};

static void report_ready(struct crew *crew, int err)
{
	crew->ready++;
	if (err && !crew->failed) {
		crew->failed = err;
		strncpy(crew->why, err_text(err), sizeof(crew->why) - 1);
	}
	pthread_cond_broadcast(&crew->changed);
}

/* What FIRE counts must not hold the first touch of a member's stack. */
static void populate_stack(void)
{
	volatile char room[16384];

	for (size_t i = 0; i < sizeof(room); i += 256)
		room[i] = 0;
}

static void *live(void *argument)
{
	struct member *member = argument;
	struct crew *crew = member->crew;
	unsigned int shift = 0;
	int err = topology_pin(crew->topology, member->cpu);

	populate_stack();
	pthread_mutex_lock(&crew->lock);
	report_ready(crew, err);
	for (;;) {
		while (crew->shift == shift && !crew->dismissed)
			pthread_cond_wait(&crew->changed, &crew->lock);
		if (crew->dismissed)
			break;
		shift = crew->shift;
		crew->begun++;
		crew->working++;
		pthread_cond_broadcast(&crew->changed);
		pthread_mutex_unlock(&crew->lock);

		crew->work(member);

		pthread_mutex_lock(&crew->lock);
		crew->working--;
		pthread_cond_broadcast(&crew->changed);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* Signals are for the thread of FIRE: one that ends a worker's system call would be its failure. */
static int hire(struct crew *crew, size_t index, unsigned int cpu, void *context)
{
	sigset_t all, before;
	int err;

	crew->members[index].member = (struct member){ crew, index, cpu, context };
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&crew->members[index].thread, NULL, live, &crew->members[index].member);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err)
		return err_set(err, "cannot start a thread for cpu=%u: %s", cpu, strerror(err));
	crew->hired++;
	return 0;
}

int crew_hire(struct crew **crew, struct topology *topology, const unsigned int *cpus, size_t count,
	      void (*work)(struct member *member), void *context)
{
	struct crew *hired = calloc(1, sizeof(*hired) + count * sizeof(hired->members[0]));
	int err = 0;

	if (!hired)
		return -ENOMEM;
	hired->topology = topology;
	hired->work = work;
	pthread_mutex_init(&hired->lock, NULL);
	pthread_cond_init(&hired->changed, NULL);
	for (size_t i = 0; i < count && !err; i++)
		err = hire(hired, i, cpus[i], context);

	pthread_mutex_lock(&hired->lock);
	while (hired->ready < hired->hired)
		pthread_cond_wait(&hired->changed, &hired->lock);
	pthread_mutex_unlock(&hired->lock);
	if (!err && hired->failed)
		err = err_set(-hired->failed, "%s", hired->why);
	if (err) {
		crew_dismiss(hired);
		return err;
	}
	*crew = hired;
	return 0;
}

void crew_dismiss(struct crew *crew)
{
	if (!crew)
		return;
	crew_end(crew);
	pthread_mutex_lock(&crew->lock);
	crew->dismissed = true;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
	for (size_t i = 0; i < crew->hired; i++)
		pthread_join(crew->members[i].thread, NULL);
	pthread_cond_destroy(&crew->changed);
	pthread_mutex_destroy(&crew->lock);
	free(crew);
}

void crew_begin(struct crew *crew)
{
	crew_end(crew);
	pthread_mutex_lock(&crew->lock);
	atomic_store(&crew->stop, false);
	crew->begun = 0;
	crew->shift++;
	pthread_cond_broadcast(&crew->changed);
	/* Not ->working: work that ends by itself may be over before the last has begun. */
	while (crew->begun < crew->hired)
		pthread_cond_wait(&crew->changed, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
}

bool crew_must_stop(const struct member *member)
{
	return atomic_load_explicit(&member->crew->stop, memory_order_relaxed);
}

void crew_wait(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	while (crew->working)
		pthread_cond_wait(&crew->changed, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
}

void crew_end(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	atomic_store(&crew->stop, true);
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
	crew_wait(crew);
}

void crew_sleep(struct member *member)
{
	struct crew *crew = member->crew;

	pthread_mutex_lock(&crew->lock);
	while (!atomic_load(&crew->stop))
		pthread_cond_wait(&crew->changed, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
}
