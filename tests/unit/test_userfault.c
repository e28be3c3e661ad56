/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_userfault: faults that the process handles by itself, and that it handles them all.
 * links: run sys result base
 */
#include "run/handler.h"
#include "run/scenario.h"
#include "sys/shmem.h"
#include "tests/tap.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES = 16 };

static const struct parameter parameters[] = { PARAMETERS_HANDLER, { 0 } };
static const struct scenario_entry entry = { .name = "test" };

static void begin(struct run *run, struct topology *topology, const char *who)
{
	*run = (struct run){ .entry = &entry, .topology = topology, .cpu = topology_quiet_cpu(topology) };
	values_default(&run->values, parameters);
	values_set(&run->values, "handler", who);
	values_set(&run->values, "distance", "same-cpu");
	run->trial.samples = PAGES;
	if (region_map(&run->region, PAGES, REGION_ANY_NODE))
		abort();
}

static void end(struct run *run)
{
	trial_forget(&run->trial);
	region_unmap(&run->region);
}

/* What handler_observe() says after @pages pages were touched. */
static int observe_touches(struct handler *handler, struct run *run, size_t pages)
{
	handler_begin(handler);
	for (size_t i = 0; i < pages; i++)
		touch_write(region_page(&run->region, i));
	return handler_observe(handler, run);
}

static void test_write_protection(struct topology *topology, const char *who)
{
	struct handler *handler;
	struct run run;
	int err;

	begin(&run, topology, who);
	err = handler_start(&handler, &run, USERFAULT_WP);
	if (err) {
		claim_skip("writes to protected pages are handled", "this kernel cannot");
		end(&run);
		return;
	}
	userfault_protect(handler_userfault(handler));
	claim(observe_touches(handler, &run, PAGES) == 0, "each write to a protected page is handled once, by %s", who);
	claim(run.trial.facts[0].value == PAGES, "as many as there are pages, by %s", who);
	claim(observe_touches(handler, &run, PAGES) == -ENODATA, "pages that are not protected are found out, by %s", who);
	userfault_protect(handler_userfault(handler));
	claim(observe_touches(handler, &run, PAGES - 1) == -ENODATA, "one fault too few is found out, by %s", who);
	handler_stop(handler);
	end(&run);
}

static void test_shared_memory(struct topology *topology, const char *who)
{
	struct handler *handler;
	struct run run;
	int err;

	begin(&run, topology, who);
	err = shmem_map_over(&run.region);
	if (!err)
		err = handler_start(&handler, &run, USERFAULT_MINOR);
	if (err) {
		claim_skip("touches of unmapped shared memory are handled", "this kernel cannot");
		end(&run);
		return;
	}
	*(uint64_t *)region_page(&run.region, 3) = 4711;
	region_discard(&run.region);
	handler_begin(handler);
	for (size_t i = 0; i < PAGES; i++)
		touch_read(region_page(&run.region, i));
	claim(handler_observe(handler, &run) == 0, "each touch of unmapped shared memory is handled once, by %s", who);
	claim(*(uint64_t *)region_page(&run.region, 3) == 4711, "and its data is still there, by %s", who);
	handler_stop(handler);
	end(&run);
}

static void *touch_first(void *region)
{
	touch_write(region_page(region, 0));
	return NULL;
}

/* Without a handler a touch would wait for ever. */
static void test_giving_up(struct topology *topology)
{
	struct userfault userfault = { 0 };
	pthread_t thread;
	struct run run;

	begin(&run, topology, "thread");
	if (userfault_open(&userfault, &run.region, USERFAULT_WP, false)) {
		claim_skip("who gives up lets go of whoever waits", "this kernel cannot");
	} else {
		userfault_protect(&userfault);
		pthread_create(&thread, NULL, touch_first, &run.region);
		claim(userfault_wait(&userfault, -1) == region_page(&run.region, 0), "a thread waits for its page");
		userfault_give_up(&userfault);
		pthread_join(thread, NULL);
		claim(*(uint64_t *)region_page(&run.region, 0) == 1, "who gives up lets go of whoever waits");
	}
	userfault_close(&userfault);
	end(&run);
}

static void test_signal_is_put_back(struct topology *topology)
{
	struct handler *handler;
	struct sigaction now;
	struct run run;

	begin(&run, topology, "signal");
	if (handler_start(&handler, &run, USERFAULT_WP)) {
		claim_skip("SIGBUS is caught only while faults are handled", "this kernel cannot");
		end(&run);
		return;
	}
	handler_begin(handler);
	sigaction(SIGBUS, NULL, &now);
	claim(now.sa_handler != SIG_DFL, "SIGBUS is caught while faults are handled");
	handler_end(handler);
	sigaction(SIGBUS, NULL, &now);
	claim(now.sa_handler == SIG_DFL, "and not afterwards");
	handler_stop(handler);
	end(&run);
}

int main(void)
{
	struct topology *topology;

	if (topology_load(&topology, NULL, NULL))
		abort();
	test_write_protection(topology, "thread");
	test_write_protection(topology, "signal");
	test_shared_memory(topology, "thread");
	test_shared_memory(topology, "signal");
	test_giving_up(topology);
	test_signal_is_put_back(topology);
	topology_free(topology);
	return claims_done();
}
