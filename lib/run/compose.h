/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compose.h: what the runner knows, as the records of docs/results.md.
 *
 * All return a new reference, or NULL for want of memory.
 */
#ifndef RUN_COMPOSE_H
#define RUN_COMPOSE_H

#include "run/plan.h"
#include "run/proof.h"

#include <jansson.h>

/* @has_times: clock ticks mean something on this platform. */
json_t *compose_trial(const struct run *run, size_t run_index, unsigned int number,
		      const struct proof *proof, bool has_times);

/* @kind is "skip" or "error". */
json_t *compose_note(const char *kind, const struct run *run, size_t run_index,
			       const char *reason);

json_t *compose_end(size_t runs, size_t skipped, size_t failed, size_t findings);

#endif /* RUN_COMPOSE_H */
