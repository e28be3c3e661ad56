/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handler.h: who handles the userfaults of a run.
 *
 * A thread that waits for messages and resolves them, or the signal handler of the
 * thread that faults: the two ways in which a userfaultfd is used.
 */
#ifndef RUN_HANDLER_H
#define RUN_HANDLER_H

#include "run/run.h"
#include "sys/userfault.h"

/* For a scenario's table of parameters. */
#define PARAMETERS_HANDLER							\
	{ "handler", "thread", "thread|signal", 0, 0,				\
	  "who resolves the fault: a thread that waits for it, or a SIGBUS handler" },	\
	{ "distance", "any", "same-cpu|" DISTANCE_WORDS, 0, 0,			\
	  "what the thread's CPU shares with the toucher's, at the least" }

struct handler;

/*
 * Registers the region and starts the thread, which rests. Returns 0 with *@handler for the caller to
 * handler_stop(), or -errno with a line in err_text(): -EOPNOTSUPP where the kernel
 * cannot, or where the machine has no CPU at that distance.
 */
int handler_start(struct handler **handler, const struct run *run, enum userfault_kind kind);
void handler_stop(struct handler *handler);

/* What it handles, for arm steps. */
const struct userfault *handler_userfault(const struct handler *handler);

/* The last thing of arm: from here on faults are handled. */
void handler_begin(struct handler *handler);

/* Back to rest; for ->disarm, and harmless where it rests. */
void handler_end(struct handler *handler);

/*
 * For ->observe: ends it, and holds that it handled one fault of each sample: -ENODATA with a line in
 * err_text() where it did not. Adds the fact handled_faults.
 */
int handler_observe(struct handler *handler, struct run *run);

/* Whether the run has the faulting thread's signal handler resolve them; for ->predict. */
bool handler_is_signal(const struct run *run);

#endif /* RUN_HANDLER_H */
