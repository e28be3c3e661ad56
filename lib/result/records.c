/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * records.c: which fields each record has, and what they may hold.
 */
#include "result/records.h"
#include "result/observed.h"
#include "result/reader.h"
#include "result/samples.h"
#include "result/writer.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { REQUIRED = false, OPTIONAL = true };

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define HEADER(member) offsetof(struct result_header, member)

static const struct field schema_field[] = {
	{ "schema",		FIELD_COUNT,	REQUIRED, HEADER(schema) },
};

static const struct field header_fields[] = {
	{ "tool.version",	FIELD_TEXT,	REQUIRED, HEADER(tool_version) },
	{ "tool.commit",	FIELD_TEXT,	OPTIONAL, HEADER(tool_commit) },
	{ "platform",		FIELD_TEXT,	REQUIRED, HEADER(platform) },
	{ "unit",		FIELD_TEXT,	REQUIRED, HEADER(unit) },
	{ "timer.hz",		FIELD_COUNT,	REQUIRED, HEADER(timer_hz) },
	{ "timer.overhead",	FIELD_COUNT,	OPTIONAL, HEADER(timer_overhead) },
	{ "machine.arch",	FIELD_TEXT,	REQUIRED, HEADER(machine.arch) },
	{ "machine.cpu",	FIELD_TEXT,	OPTIONAL, HEADER(machine.cpu) },
	{ "machine.cpus",	FIELD_COUNT,	REQUIRED, HEADER(machine.cpus) },
	{ "machine.nodes",	FIELD_COUNT,	OPTIONAL, HEADER(machine.nodes) },
	{ "machine.page_size",	FIELD_COUNT,	OPTIONAL, HEADER(machine.page_size) },
	{ "machine.hypervisor",	FIELD_TEXT,	OPTIONAL, HEADER(machine.hypervisor) },
	{ "machine.topology",	FIELD_TEXT,	OPTIONAL, HEADER(machine.topology) },
	{ "placement.cpus",	FIELD_TEXT,	OPTIONAL, HEADER(placement.cpus) },
	{ "placement.nodes",	FIELD_TEXT,	OPTIONAL, HEADER(placement.nodes) },
	{ "placement.isolated",	FIELD_TEXT,	OPTIONAL, HEADER(placement.isolated) },
	{ "placement.kind",	FIELD_TEXT,	OPTIONAL, HEADER(placement.kind) },
	{ "placement.measures",	FIELD_COUNT,	OPTIONAL, HEADER(placement.measures) },
	{ "kernel.name",	FIELD_TEXT,	REQUIRED, HEADER(kernel.name) },
	{ "kernel.release",	FIELD_TEXT,	REQUIRED, HEADER(kernel.release) },
	{ "kernel.build",	FIELD_TEXT,	OPTIONAL, HEADER(kernel.build) },
	{ "kernel.config_digest", FIELD_TEXT,	OPTIONAL, HEADER(kernel.config_digest) },
	{ "kernel.source",	FIELD_TEXT,	OPTIONAL, HEADER(kernel.source) },
	{ "kernel.changes",	FIELD_LIST,	OPTIONAL, HEADER(kernel.changes) },
	{ "kernel.debug",	FIELD_LIST,	OPTIONAL, HEADER(kernel.debug) },
	{ "kernel.compiler",	FIELD_TEXT,	OPTIONAL, HEADER(kernel.compiler) },
	{ "semantics",		FIELD_TEXT,	OPTIONAL, HEADER(semantics) },
	{ "hardware.access_flag", FIELD_FLAG,	OPTIONAL, HEADER(access_flag) },
	{ "hardware.dirty_flag", FIELD_FLAG,	OPTIONAL, HEADER(dirty_flag) },
	{ "device",		FIELD_TEXT,	OPTIONAL, HEADER(device) },
	{ "boot",		FIELD_TEXT,	OPTIONAL, HEADER(boot) },
	{ "plan.name",		FIELD_TEXT,	OPTIONAL, HEADER(plan_name) },
	{ "plan.digest",	FIELD_TEXT,	REQUIRED, HEADER(plan_digest) },
	{ "seed",		FIELD_COUNT,	OPTIONAL, HEADER(seed) },
	{ "command",		FIELD_WORDS,	OPTIONAL, HEADER(command) },
};

static int read_warnings(struct result_header *header, json_t *record,
			 const struct place *place)
{
	json_t *list = NULL, *item;
	const struct field field = { "warnings", FIELD_ARRAY, OPTIONAL, 0 };
	size_t i;
	int err = fields_read(record, &field, 1, &list, place);

	if (err || !json_array_size(list))
		return err;
	header->warnings = calloc(json_array_size(list), sizeof(*header->warnings));
	if (!header->warnings)
		return -ENOMEM;
	json_array_foreach(list, i, item) {
		err = fields_text(item, "warnings", &header->warnings[i], place);
		if (err)
			return err;
	}
	header->warning_count = i;
	return 0;
}

static int read_summaries(struct result_header *header, json_t *record,
			  const struct place *place)
{
	const struct field field = { "scenarios", FIELD_OBJECT, OPTIONAL, 0 };
	const char *name, *text;
	json_t *value;
	int err = fields_read(record, &field, 1, &header->scenarios, place);

	if (err || !header->scenarios)
		return err;
	json_object_foreach(header->scenarios, name, value) {
		err = fields_printable(name, "scenarios", place);
		if (!err)
			err = fields_text(value, "scenarios", &text, place);
		if (err)
			return err;
	}
	return 0;
}

const char *result_summary(const struct result_header *header, const char *scenario)
{
	return json_string_value(json_object_get(header->scenarios, scenario));
}

static int by_name(const void *a, const void *b)
{
	const struct result_parameter *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* Fills @list, which has room, from @object, called @path in an error. */
static int read_strings(struct result_parameter *list, size_t *count, json_t *object,
			const char *path, const struct place *place)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value) {
		int err = fields_printable(name, path, place);

		list[*count].name = name;
		if (!err)
			err = fields_text(value, path, &list[*count].value, place);
		if (err)
			return err;
		(*count)++;
	}
	qsort(list, *count, sizeof(*list), by_name);
	return 0;
}

static int read_knobs(struct result_header *header, json_t *record, const struct place *place)
{
	static const struct field field = { "knobs", FIELD_OBJECT, OPTIONAL, 0 };
	json_t *object = NULL;
	int err = fields_read(record, &field, 1, &object, place);

	if (err || !object)
		return err;
	header->knobs = calloc(json_object_size(object) + 1, sizeof(*header->knobs));
	if (!header->knobs)
		return -ENOMEM;
	return read_strings(header->knobs, &header->knob_count, object, "knobs", place);
}

int record_header(struct result_header *header, json_t *record, const struct place *place)
{
	int err = fields_read(record, schema_field, 1, header, place);

	if (err)
		return err;
	if (header->schema > RESULT_SCHEMA)
		return place_err(place, "schema %llu is newer than %d, the newest that this dexcompare reads: use a newer one",
				 (unsigned long long)header->schema, RESULT_SCHEMA);
	if (!header->schema)
		return place_err(place, "there is no schema 0");

	err = fields_read(record, header_fields, COUNT_OF(header_fields), header, place);
	if (err)
		return err;
	if (!header->timer_hz)
		return place_err(place, "\"timer.hz\" is 0: ticks cannot be turned into time");
	err = read_warnings(header, record, place);
	if (!err)
		err = read_knobs(header, record, place);
	return err ? err : read_summaries(header, record, place);
}

static int read_run(struct result_run *run, json_t *record, const struct place *place)
{
	static const struct field fields[] = {
		{ "run",	FIELD_COUNT, REQUIRED, offsetof(struct result_run, index) },
		{ "scenario",	FIELD_TEXT,  REQUIRED, offsetof(struct result_run, scenario) },
	};
	static const struct field field = { "parameters", FIELD_OBJECT, REQUIRED, 0 };
	json_t *object = NULL;
	int err;

	err = fields_read(record, fields, COUNT_OF(fields), run, place);
	if (!err)
		err = fields_read(record, &field, 1, &object, place);
	if (err)
		return err;
	run->parameters = calloc(json_object_size(object) + 1, sizeof(*run->parameters));
	if (!run->parameters)
		return -ENOMEM;
	return read_strings(run->parameters, &run->parameter_count, object, "parameters", place);
}

static int read_states(struct result_trial *trial, json_t *object, const struct place *place)
{
	const char *words;
	json_t *pages;
	int err;

	trial->after = calloc(json_object_size(object) + 1, sizeof(*trial->after));
	if (!trial->after)
		return -ENOMEM;
	json_object_foreach(object, words, pages) {
		struct result_state *state = &trial->after[trial->after_count++];

		if (!json_is_integer(pages) || json_integer_value(pages) < 0)
			return place_err(place, "\"proof.pte_after\" holds no count of pages");
		state->words = words;
		state->pages = (uint64_t)json_integer_value(pages);
		err = fields_printable(words, "proof.pte_after", place);
		if (err)
			return err;
	}
	return 0;
}

#define TRIAL(member) offsetof(struct result_trial, member)

static const struct field trial_fields[] = {
	{ "trial",		FIELD_COUNT,	REQUIRED, TRIAL(trial) },
	{ "pages_per_sample",	FIELD_COUNT,	REQUIRED, TRIAL(pages_per_sample) },
	{ "faults.restore",	FIELD_COUNT,	REQUIRED, TRIAL(restore_faults) },
	{ "faults.extra_write",	FIELD_COUNT,	REQUIRED, TRIAL(extra_write_faults) },
	{ "faults.other",	FIELD_COUNT,	REQUIRED, TRIAL(other_faults) },
	{ "touched_pages",	FIELD_COUNT,	REQUIRED, TRIAL(touched_pages) },
	{ "proof.tlb_ipis",	FIELD_COUNT,	OPTIONAL, TRIAL(tlb_ipis) },
	{ "oracle.maybe",	FIELD_NUMBER,	OPTIONAL, TRIAL(maybe_faults) },
	{ "proof.spinning",	FIELD_COUNT,	OPTIONAL, TRIAL(spinning) },
	{ "proof.context_switches", FIELD_COUNT, OPTIONAL, TRIAL(context_switches) },
	{ "pmu.ticks",		FIELD_COUNT,	OPTIONAL, TRIAL(hardware_ticks) },
	{ "finding",		FIELD_TEXT,	OPTIONAL, TRIAL(finding) },
};

struct trial_parts {
	const char *role;
	json_t *samples, *after;
};

static const struct field part_fields[] = {
	{ "role",	FIELD_TEXT,	REQUIRED, offsetof(struct trial_parts, role) },
	{ "samples",	FIELD_ARRAY,	REQUIRED, offsetof(struct trial_parts, samples) },
	{ "proof.pte_after", FIELD_OBJECT, OPTIONAL, offsetof(struct trial_parts, after) },
};

static int check_trial(const struct result_trial *trial, const char *role,
		       bool has_times, const struct place *place)
{
	if (!trial->timed && strcmp(role, "counted"))
		return place_err(place, "\"role\" is neither timed nor counted");
	if (!trial->pages_per_sample)
		return place_err(place, "\"pages_per_sample\" is 0");
	/* Where there are events only that is right; elsewhere such a pass measured nothing. */
	if (trial->timed && !trial->pair_count && has_times)
		return place_err(place, "\"samples\" is empty");
	return 0;
}

/* The short way has been gone already, or the long one is left. */
static int take_samples(struct result_trial *trial, struct samples *samples, const json_t *list,
			const struct place *place)
{
	if (!samples->pairs)
		return observed_pairs(&trial->pairs, &trial->pair_count, list, "samples", place);
	trial->pairs = samples->pairs;
	trial->pair_count = samples->count;
	samples->pairs = NULL;
	return 0;
}

/* smp-counts has no times, whatever a file may say: what is not there nobody can print. */
static bool has_times(const struct result_header *header)
{
	return strcmp(header->platform, "smp-counts") != 0;
}

static void forget_samples(struct result_trial *trial)
{
	free(trial->pairs);
	trial->pairs = NULL;
	trial->pair_count = 0;
}

/* Of many records, what nothing points into would fill the memory. */
static void drop_unneeded(json_t *record)
{
	json_t *proof = json_object_get(record, "proof");

	json_object_del(record, "samples");
	json_object_del(record, "faults");
	json_object_del(record, "oracle");
	json_object_del(proof, "pte_before");
	json_object_del(proof, "counted");
}

int record_trial(struct result_trial *trial, json_t *record, struct samples *samples,
		 const struct result_header *header, const struct place *place)
{
	struct trial_parts parts = { 0 };
	int err;

	trial->line = place->line;
	trial->tlb_ipis = RESULT_UNKNOWN;
	err = read_run(&trial->run, record, place);
	if (!err)
		err = fields_read(record, trial_fields, COUNT_OF(trial_fields), trial, place);
	if (!err)
		err = fields_read(record, part_fields, COUNT_OF(part_fields), &parts, place);
	if (!err)
		err = take_samples(trial, samples, parts.samples, place);
	if (!err)
		err = read_states(trial, parts.after, place);
	if (!err)
		err = observed_read(trial, record, has_times(header), place);
	if (err)
		return err;
	if (!has_times(header))
		forget_samples(trial);

	trial->timed = !strcmp(parts.role, "timed");
	drop_unneeded(record);
	return check_trial(trial, parts.role, has_times(header), place);
}

int record_note(struct result_note *note, json_t *record, const struct place *place)
{
	static const struct field field = {
		"reason", FIELD_TEXT, REQUIRED, offsetof(struct result_note, reason)
	};
	int err;

	note->line = place->line;
	err = read_run(&note->run, record, place);
	return err ? err : fields_read(record, &field, 1, note, place);
}
