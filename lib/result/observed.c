/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observed.c: read pairs, series, facts, hardware counts and states.
 */
#include "result/observed.h"
#include "result/reader.h"
#include "result/records.h"
#include "result/tables.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Reads "[value, count]"; @above is the value before it, or NULL. */
static int read_pair(struct weighted *pair, const json_t *item, const char *name, size_t i,
		     const struct weighted *above, const struct place *place)
{
	const json_t *value = json_array_get(item, 0), *count = json_array_get(item, 1);

	if (json_array_size(item) != 2 || !json_is_integer(value) || !json_is_integer(count))
		return place_err(place, "%s[%zu] is not [value, count]", name, i);
	if (json_integer_value(value) < 0 || json_integer_value(count) < 1)
		return place_err(place, "%s[%zu] is out of range", name, i);
	pair->value = (uint64_t)json_integer_value(value);
	pair->count = (uint64_t)json_integer_value(count);
	if (above && above->value >= pair->value)
		return place_err(place, "%s[%zu] is not above the one before it", name, i);
	return 0;
}

int observed_pairs(struct weighted **pairs, size_t *count, const json_t *list, const char *name,
		   uint64_t *total, const struct place *place)
{
	struct weighted *read = calloc(json_array_size(list) + 1, sizeof(*read));
	json_t *item;
	size_t i;
	int err;

	if (!read)
		return -ENOMEM;
	*pairs = read;
	json_array_foreach(list, i, item) {
		err = read_pair(&read[i], item, name, i, i ? &read[i - 1] : NULL, place);
		if (err)
			return err;
		if (read[i].count > SAMPLES_MOST - *total)
			return place_err(place, "more than 2^53 samples, the most that a file may have");
		*total += read[i].count;
	}
	*count = i;
	return 0;
}

static const struct field series_fields[] = {
	{ "unit", FIELD_TEXT, FIELD_NEEDED, offsetof(struct result_series, name),
	  .text = "" },
};

static int read_one_series(struct result *result, struct result_trial *trial, const char *name,
			   json_t *object, bool has_times, const struct place *place)
{
	struct result_series *series = &trial->series[trial->series_count];
	const json_t *list = json_object_get(object, "samples");
	int err = fields_read(object, series_fields, 1, series, place);

	if (err)
		return err;
	series->ticks = !strcmp(series->name, "ticks");
	if (!series->ticks && strcmp(series->name, "count"))
		return place_err(place, "the unit of series \"%s\" is neither ticks nor count", name);
	if (!list)
		return place_err(place, "\"samples\" is missing");
	if (!json_is_array(list))
		return place_err(place, "\"samples\" of series \"%s\" is no list", name);
	if (series->ticks && !has_times)
		return 0;
	err = record_name(result, name, &series->name, place);
	if (err)
		return err;
	trial->series_count++;
	return observed_pairs(&series->pairs, &series->count, list, name, &result->sums.samples,
			      place);
}

static int read_series(struct result *result, struct result_trial *trial, json_t *object,
		       bool has_times, const struct place *place)
{
	const char *name;
	json_t *value;
	int err = 0;

	trial->series = calloc(json_object_size(object), sizeof(*trial->series));
	if (!trial->series)
		return -ENOMEM;
	json_object_foreach(object, name, value)
		if (!err)
			err = read_one_series(result, trial, name, value, has_times, place);
	return err;
}

/* Is @name among the facts that are made of a clock's readings? */
static bool is_listed(const json_t *times, const char *name)
{
	const json_t *item;
	size_t i;

	json_array_foreach(times, i, item)
		if (json_is_string(item) && !strcmp(json_string_value(item), name))
			return true;
	return false;
}

/*
 * A time may be negative, as the difference of two; and the type of a swap entry is -1 where
 * there is none.
 */
static bool may_be_negative(const struct result_fact *fact)
{
	return fact->time || !strncmp(fact->name, "entry_type_", strlen("entry_type_"));
}

static int read_facts(struct result *result, struct result_trial *trial, json_t *object,
		      const json_t *times, bool has_times, const struct place *place)
{
	const char *name;
	json_t *value;

	trial->facts = calloc(json_object_size(object), sizeof(*trial->facts));
	if (!trial->facts)
		return -ENOMEM;
	json_object_foreach(object, name, value) {
		struct result_fact fact = { NULL, json_number_value(value),
					    is_listed(times, name) || strstr(name, "ticks") };
		int err = record_name(result, name, &fact.name, place);

		if (err)
			return err;
		if (fact.value < 0.0 && !may_be_negative(&fact))
			return place_err(place, "\"facts.%s\" is negative: %g", name, fact.value);
		if (!fact.time || has_times)
			trial->facts[trial->fact_count++] = fact;
	}
	return 0;
}

static int read_hardware(struct result *result, struct result_trial *trial, json_t *object,
			 const struct place *place)
{
	const char *name;
	json_t *value;

	trial->hardware = calloc(json_object_size(object), sizeof(*trial->hardware));
	if (!trial->hardware)
		return -ENOMEM;
	json_object_foreach(object, name, value) {
		const char *kept;
		int err = record_name(result, name, &kept, place);

		if (err)
			return err;
		trial->hardware[trial->hardware_count++] = (struct result_count){
			kept, (double)json_integer_value(value) };
	}
	return 0;
}

static int read_states(struct result *result, struct result_trial *trial, json_t *object,
		       const struct place *place)
{
	const char *words;
	json_t *pages;

	trial->after = calloc(json_object_size(object), sizeof(*trial->after));
	if (!trial->after)
		return -ENOMEM;
	json_object_foreach(object, words, pages) {
		const char *kept;
		int err = record_name(result, words, &kept, place);

		if (err)
			return err;
		trial->after[trial->after_count++] = (struct result_state){
			kept, (uint64_t)json_integer_value(pages) };
	}
	return 0;
}

int observed_read(struct result *result, struct trial_record *record, json_t *times,
		  bool has_times, const struct place *place)
{
	struct result_trial *trial = &record->trial;
	int err = 0;

	if (json_object_size(record->series))
		err = read_series(result, trial, record->series, has_times, place);
	if (!err && json_object_size(record->facts))
		err = read_facts(result, trial, record->facts, times, has_times, place);
	if (!err && json_object_size(record->hardware))
		err = read_hardware(result, trial, record->hardware, place);
	if (!err && json_object_size(record->after))
		err = read_states(result, trial, record->after, place);
	return err;
}
