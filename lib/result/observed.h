/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observed.h: distributions, and what a trial saw besides its samples.
 *
 * All return 0, -ENOMEM, or -EBADMSG with a line in err_text(); what was filled in by
 * then is freed with the struct result.
 */
#ifndef RESULT_OBSERVED_H
#define RESULT_OBSERVED_H

#include "base/weighted.h"
#include "result/fields.h"

#include <stdbool.h>

struct result;
struct trial_record;

/* The sum of all samples up to which it is exact in a double, too: 2^53. */
#define SAMPLES_MOST	(UINT64_C(1) << 53)

/*
 * Reads @list, called @name in an error: [value, count] pairs, ascending by value. Adds the
 * counts to *@total, which must not pass SAMPLES_MOST.
 */
int observed_pairs(struct weighted **pairs, size_t *count, const struct json_t *list,
		   const char *name, uint64_t *total, const struct place *place);

/*
 * Reads series, facts, hardware counts and states out of the parts of @record into its trial.
 * Without @has_times those that are made of a clock's readings are passed over; @times lists them.
 */
int observed_read(struct result *result, struct trial_record *record, struct json_t *times,
		  bool has_times, const struct place *place);

#endif /* RESULT_OBSERVED_H */
