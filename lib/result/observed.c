/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observed.c: pairs, series and facts.
 */
#include "result/observed.h"
#include "result/reader.h"
#include "result/samples.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
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
		   const struct place *place)
{
	struct weighted *read = calloc(json_array_size(list) + 1, sizeof(*read));
	uint64_t total = 0;
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
		if (read[i].count > SAMPLES_MOST - total)
			return place_err(place, "more than 2^53 samples");
		total += read[i].count;
	}
	*count = i;
	return 0;
}

static int read_unit(bool *ticks, json_t *object, const char *name, const struct place *place)
{
	static const struct field field = { "unit", FIELD_TEXT, false, 0 };
	const char *unit;
	int err = fields_read(object, &field, 1, &unit, place);

	if (err)
		return err;
	*ticks = !strcmp(unit, "ticks");
	if (!*ticks && strcmp(unit, "count"))
		return place_err(place, "the unit of series \"%s\" is neither ticks nor count", name);
	return 0;
}

static int read_one_series(struct result_trial *trial, const char *name, json_t *object,
			   bool has_times, const struct place *place)
{
	static const struct field field = { "samples", FIELD_ARRAY, false, 0 };
	struct result_series *series = &trial->series[trial->series_count];
	json_t *list;
	int err = fields_printable(name, "series", place);

	if (!err && !json_is_object(object))
		return place_err(place, "series \"%s\" is no object", name);
	if (!err)
		err = read_unit(&series->ticks, object, name, place);
	if (!err)
		err = fields_read(object, &field, 1, &list, place);
	if (err || (series->ticks && !has_times))
		return err;
	series->name = name;
	trial->series_count++;
	err = observed_pairs(&series->pairs, &series->count, list, name, place);
	json_object_del(object, "samples");
	return err;
}

static int read_series(struct result_trial *trial, json_t *record, bool has_times,
		       const struct place *place)
{
	static const struct field field = { "series", FIELD_OBJECT, true, 0 };
	json_t *object = NULL, *value;
	const char *name;
	int err = fields_read(record, &field, 1, &object, place);

	if (err || !object)
		return err;
	trial->series = calloc(json_object_size(object) + 1, sizeof(*trial->series));
	if (!trial->series)
		return -ENOMEM;
	json_object_foreach(object, name, value) {
		err = read_one_series(trial, name, value, has_times, place);
		if (err)
			return err;
	}
	return 0;
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

static int read_one_fact(struct result_trial *trial, const char *name, const json_t *value,
			 const json_t *times, const struct place *place)
{
	struct result_fact *fact = &trial->facts[trial->fact_count++];
	int err = fields_printable(name, "facts", place);

	if (err)
		return err;
	if (!json_is_number(value) || !isfinite(json_number_value(value)))
		return place_err(place, "fact \"%s\" is no number", name);
	fact->name = name;
	fact->value = json_number_value(value);
	fact->time = is_listed(times, name) || strstr(name, "ticks");
	return 0;
}

static int read_facts(struct result_trial *trial, json_t *record, bool has_times,
		      const struct place *place)
{
	static const struct field fields[] = {
		{ "facts", FIELD_OBJECT, true, 0 },
		{ "times", FIELD_ARRAY, true, sizeof(json_t *) },
	};
	json_t *parts[2] = { NULL }, *value;
	const char *name;
	int err = fields_read(record, fields, 2, parts, place);

	if (err || !parts[0])
		return err;
	trial->facts = calloc(json_object_size(parts[0]) + 1, sizeof(*trial->facts));
	if (!trial->facts)
		return -ENOMEM;
	json_object_foreach(parts[0], name, value) {
		err = read_one_fact(trial, name, value, parts[1], place);
		if (err)
			return err;
		if (trial->facts[trial->fact_count - 1].time && !has_times)
			trial->fact_count--;
	}
	return 0;
}

static int read_hardware(struct result_trial *trial, json_t *record, const struct place *place)
{
	static const struct field field = { "pmu.counts", FIELD_OBJECT, true, 0 };
	json_t *object = NULL, *value;
	const char *name;
	int err = fields_read(record, &field, 1, &object, place);

	if (err || !object)
		return err;
	trial->hardware = calloc(json_object_size(object) + 1, sizeof(*trial->hardware));
	if (!trial->hardware)
		return -ENOMEM;
	json_object_foreach(object, name, value) {
		err = fields_printable(name, "pmu.counts", place);
		if (err)
			return err;
		if (!json_is_integer(value) || json_integer_value(value) < 0)
			return place_err(place, "\"pmu.counts.%s\" is no count", name);
		trial->hardware[trial->hardware_count++] = (struct result_count){
			name, (double)json_integer_value(value) };
	}
	return 0;
}

int observed_read(struct result_trial *trial, json_t *record, bool has_times,
		  const struct place *place)
{
	int err = read_series(trial, record, has_times, place);

	if (!err)
		err = read_facts(trial, record, has_times, place);
	return err ? err : read_hardware(trial, record, place);
}
