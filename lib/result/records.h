/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * records.h: each kind of record of a result file, out of its JSON.
 *
 * All return 0, -ENOMEM, or -EBADMSG with a line in err_text(); what was filled in
 * by then is freed with the struct result.
 */
#ifndef RESULT_RECORDS_H
#define RESULT_RECORDS_H

#include "result/fields.h"

/* What to do about a file whose records do not fit together. */
#define RECORDS_REMEDY "the file was damaged or edited; restore it from a copy, or measure again"

struct json_t;
struct result;
struct result_header;
struct samples;

/* The strings of @header stay in @record. */
int record_header(struct result_header *header, struct json_t *record,
		  const struct place *place);
void record_free_header(struct result_header *header);

/* Adds a trial. Takes the pairs of @samples, where there are any, else the samples of @record. */
int record_trial(struct result *result, struct json_t *record, struct samples *samples,
		 const struct place *place);

/* Adds a run that was skipped or that @failed. */
int record_note(struct result *result, struct json_t *record, bool failed,
		const struct place *place);

/* Checks the end record against all that was read. */
int record_end(struct result *result, struct json_t *record, const struct place *place);

/*
 * Refuses a trial that is there twice, and once the file has its end one that is not there.
 */
int record_check_trials(const struct result *result);

/* Points *@kept at the same for a name, of which a file has RESULT_NAMES_MOST at most. */
int record_name(struct result *result, const char *name, const char **kept,
		const struct place *place);

#endif /* RESULT_RECORDS_H */
