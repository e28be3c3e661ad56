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

struct result_trial;

/* Reads @list, called @name in an error: [value, count] pairs, ascending by value. */
int observed_pairs(struct weighted **pairs, size_t *count, const struct json_t *list,
		   const char *name, const struct place *place);

/*
 * Reads series, facts and hardware counts of @record. Without @has_times those that are made of a
 * clock's readings are passed over. The samples of a series are removed from @record.
 */
int observed_read(struct result_trial *trial, struct json_t *record, bool has_times,
		  const struct place *place);

#endif /* RESULT_OBSERVED_H */
