/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * records.h: each kind of record of a result file, out of its JSON.
 *
 * What a record points into must be kept: its strings stay in the JSON. All
 * return 0, -ENOMEM, or -EBADMSG with a line in err_text(); what was filled in
 * by then is freed with the struct result.
 */
#ifndef RESULT_RECORDS_H
#define RESULT_RECORDS_H

#include "result/fields.h"

struct result_header;
struct result_trial;
struct result_note;
struct samples;

int record_header(struct result_header *header, struct json_t *record,
		  const struct place *place);

/*
 * Takes the pairs of @samples, where there are any, else the samples of @record.
 * These are removed from it, being most of it.
 */
int record_trial(struct result_trial *trial, struct json_t *record, struct samples *samples,
		 const struct result_header *header, const struct place *place);

int record_note(struct result_note *note, struct json_t *record,
		const struct place *place);

#endif /* RESULT_RECORDS_H */
