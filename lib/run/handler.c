/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handler.c: resolve userfaults in a worker thread or in a SIGBUS handler.
 */
#include "run/handler.h"
#include "base/err.h"
#include "run/workers.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct handler {
	struct userfault userfault;
	struct workers *workers;		/* NULL: signals */
	int stop;			/* an eventfd, or -1 */
	volatile size_t handled;
	volatile int failed;		/* -errno of a fault that could not be resolved */
	bool catches;
	struct sigaction before;	/* of SIGBUS */
};

/* A signal handler has no argument of its own. One run is under way at a time. */
static struct handler *catcher;

bool handler_is_signal(const struct run *run)
{
	return !strcmp(values_text(&run->values, "handler"), "signal");
}

/* A fault that cannot be resolved ends the run, and not by waiting for ever. */
static void resolve(struct handler *handler, void *page)
{
	int err = userfault_resolve(&handler->userfault, page);

	if (!err) {
		handler->handled++;
		return;
	}
	handler->failed = err;
	userfault_give_up(&handler->userfault);
}

static void serve(struct worker *worker)
{
	struct handler *handler = worker->context;
	void *page;

	while ((page = userfault_wait(&handler->userfault, handler->stop)))
		resolve(handler, page);
}

/* A SIGBUS of anything else ends the process as if nobody had caught it. */
static void caught(int number, siginfo_t *info, void *context)
{
	const struct region *region = &catcher->userfault.region;
	size_t offset = (size_t)((char *)info->si_addr - region->start);

	(void)context;
	if (offset < region->pages * region->page_size)
		resolve(catcher, region_page(region, offset / region->page_size));
	else
		signal(number, SIG_DFL);
}

static int pick_cpu(const struct run *run, unsigned int *cpu)
{
	const char *distance = values_text(&run->values, "distance");

	*cpu = run->cpu;
	if (!strcmp(distance, "same-cpu") ||
	    topology_pick(run->topology, run->cpu, distance_of_word(distance), cpu, 1))
		return 0;
	return err_set(EOPNOTSUPP, "distance=%s: CPU %u has no such neighbour that this process may use",
		       distance, run->cpu);
}

static int start_thread(struct handler *handler, const struct run *run)
{
	unsigned int cpu;
	int err = pick_cpu(run, &cpu);

	if (err)
		return err;
	handler->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (handler->stop < 0)
		return err_set(errno, "eventfd: %s", strerror(errno));
	return workers_start(&handler->workers, run->topology, &cpu, 1, serve, handler);
}

int handler_start(struct handler **handler, const struct run *run, enum userfault_kind kind)
{
	struct handler *started = calloc(1, sizeof(*started));
	int err;

	if (!started)
		return -ENOMEM;
	started->stop = -1;
	err = userfault_open(&started->userfault, &run->region, kind, handler_is_signal(run));
	if (!err && !handler_is_signal(run))
		err = start_thread(started, run);
	if (err) {
		handler_stop(started);
		return err;
	}
	*handler = started;
	return 0;
}

void handler_stop(struct handler *handler)
{
	if (!handler)
		return;
	handler_end(handler);
	workers_stop(handler->workers);
	userfault_close(&handler->userfault);
	if (handler->stop >= 0)
		close(handler->stop);
	free(handler);
}

const struct userfault *handler_userfault(const struct handler *handler)
{
	return &handler->userfault;
}

void handler_begin(struct handler *handler)
{
	struct sigaction action = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO };

	handler_end(handler);
	handler->handled = 0;
	if (handler->workers) {
		workers_begin(handler->workers);
		return;
	}
	catcher = handler;
	sigaction(SIGBUS, &action, &handler->before);
	handler->catches = true;
}

static void end_shift(struct handler *handler)
{
	uint64_t one = 1;

	if (write(handler->stop, &one, sizeof(one)) == (ssize_t)sizeof(one))
		workers_end(handler->workers);
	/* Back to zero, for the next shift. */
	(void)!read(handler->stop, &one, sizeof(one));
}

void handler_end(struct handler *handler)
{
	if (handler->workers)
		end_shift(handler);
	if (handler->catches)
		sigaction(SIGBUS, &handler->before, NULL);
	handler->catches = false;
}

int handler_observe(struct handler *handler, struct run *run)
{
	handler_end(handler);
	trial_add_fact(&run->trial, "handled_faults", UNIT_COUNT, (double)handler->handled);
	if (handler->failed)
		return err_set(-handler->failed, "userfaultfd: cannot resolve a fault: %s", strerror(-handler->failed));
	if (handler->handled != run->trial.samples)
		return err_set(ENODATA, "%s: expected %zu faults to be handled, saw %zu", run->entry->name,
			       run->trial.samples, handler->handled);
	return 0;
}
