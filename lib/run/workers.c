/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * workers.c: threads that sleep until work begins.
 */
#include "run/workers.h"
#include "base/err.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct workers {
	struct topology *topology;
	void (*work)(struct worker *worker);
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned int round;	/* how often work began */
	size_t running;		/* threads that run */
	size_t ready;		/* of them, those that are pinned, or failed to be */
	size_t begun, working;	/* workers that entered work() in this round, and are in it */
	atomic_bool stop;
	bool stopped;
	int failed;		/* -errno of a worker that could not be pinned */
	char why[256];
	struct {
		struct worker worker;
		pthread_t thread;
	} list[];
};

static void report_ready(struct workers *workers, int err)
{
	workers->ready++;
	if (err && !workers->failed) {
		workers->failed = err;
		strncpy(workers->why, err_text(err), sizeof(workers->why) - 1);
	}
	pthread_cond_broadcast(&workers->changed);
}

/* What FIRE counts must not hold the first touch of a worker's stack. */
static void populate_stack(void)
{
	volatile char room[16384];

	for (size_t i = 0; i < sizeof(room); i += 256)
		room[i] = 0;
}

static void *live(void *argument)
{
	struct worker *worker = argument;
	struct workers *workers = worker->workers;
	unsigned int round = 0;
	int err = topology_pin(workers->topology, worker->cpu);

	populate_stack();
	pthread_mutex_lock(&workers->lock);
	report_ready(workers, err);
	for (;;) {
		while (workers->round == round && !workers->stopped)
			pthread_cond_wait(&workers->changed, &workers->lock);
		if (workers->stopped)
			break;
		round = workers->round;
		workers->begun++;
		workers->working++;
		pthread_cond_broadcast(&workers->changed);
		pthread_mutex_unlock(&workers->lock);

		workers->work(worker);

		pthread_mutex_lock(&workers->lock);
		workers->working--;
		pthread_cond_broadcast(&workers->changed);
	}
	pthread_mutex_unlock(&workers->lock);
	return NULL;
}

/* Signals are for the thread of FIRE: one that ends a worker's system call would be its failure. */
static int start_one(struct workers *workers, size_t index, unsigned int cpu, void *context)
{
	sigset_t all, before;
	int err;

	workers->list[index].worker = (struct worker){ workers, index, cpu, context };
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&workers->list[index].thread, NULL, live, &workers->list[index].worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err)
		return err_set(err, "cannot start a thread for cpu=%u: %s", cpu, strerror(err));
	workers->running++;
	return 0;
}

int workers_start(struct workers **workers, struct topology *topology, const unsigned int *cpus, size_t count,
	      void (*work)(struct worker *worker), void *context)
{
	struct workers *started = calloc(1, sizeof(*started) + count * sizeof(started->list[0]));
	int err = 0;

	if (!started)
		return -ENOMEM;
	started->topology = topology;
	started->work = work;
	pthread_mutex_init(&started->lock, NULL);
	pthread_cond_init(&started->changed, NULL);
	for (size_t i = 0; i < count && !err; i++)
		err = start_one(started, i, cpus[i], context);

	pthread_mutex_lock(&started->lock);
	while (started->ready < started->running)
		pthread_cond_wait(&started->changed, &started->lock);
	pthread_mutex_unlock(&started->lock);
	if (!err && started->failed)
		err = err_set(-started->failed, "%s", started->why);
	if (err) {
		workers_stop(started);
		return err;
	}
	*workers = started;
	return 0;
}

void workers_stop(struct workers *workers)
{
	if (!workers)
		return;
	workers_end(workers);
	pthread_mutex_lock(&workers->lock);
	workers->stopped = true;
	pthread_cond_broadcast(&workers->changed);
	pthread_mutex_unlock(&workers->lock);
	for (size_t i = 0; i < workers->running; i++)
		pthread_join(workers->list[i].thread, NULL);
	pthread_cond_destroy(&workers->changed);
	pthread_mutex_destroy(&workers->lock);
	free(workers);
}

void workers_begin(struct workers *workers)
{
	workers_end(workers);
	pthread_mutex_lock(&workers->lock);
	atomic_store(&workers->stop, false);
	workers->begun = 0;
	workers->round++;
	pthread_cond_broadcast(&workers->changed);
	/* Not ->working: work that ends by itself may be over before the last has begun. */
	while (workers->begun < workers->running)
		pthread_cond_wait(&workers->changed, &workers->lock);
	pthread_mutex_unlock(&workers->lock);
}

bool worker_must_stop(const struct worker *worker)
{
	return atomic_load_explicit(&worker->workers->stop, memory_order_relaxed);
}

void workers_wait(struct workers *workers)
{
	pthread_mutex_lock(&workers->lock);
	while (workers->working)
		pthread_cond_wait(&workers->changed, &workers->lock);
	pthread_mutex_unlock(&workers->lock);
}

void workers_end(struct workers *workers)
{
	pthread_mutex_lock(&workers->lock);
	atomic_store(&workers->stop, true);
	pthread_cond_broadcast(&workers->changed);
	pthread_mutex_unlock(&workers->lock);
	workers_wait(workers);
}

void worker_sleep(struct worker *worker)
{
	struct workers *workers = worker->workers;

	pthread_mutex_lock(&workers->lock);
	while (!atomic_load(&workers->stop))
		pthread_cond_wait(&workers->changed, &workers->lock);
	pthread_mutex_unlock(&workers->lock);
}
