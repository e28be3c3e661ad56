/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compose.c: structs into JSON.
 */
#include "run/compose.h"

#include <stdlib.h>
#include <string.h>

static json_t *parameters_of(const struct run *run)
{
	json_t *object = json_object();

	for (size_t i = 0; i < run->values.count; i++)
		json_object_set_new(object, run->values.list[i].parameter->name,
				    json_string(run->values.list[i].text));
	return object;
}

static int ascending(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

/* Sorted [value, count] pairs: nothing is lost but the order inside the trial. */
static json_t *samples_of(const struct trial *trial)
{
	uint64_t *sorted = malloc(trial->samples * sizeof(*sorted));
	json_t *pairs = json_array();

	if (!sorted) {
		json_decref(pairs);
		return NULL;
	}
	memcpy(sorted, trial->ticks, trial->samples * sizeof(*sorted));
	qsort(sorted, trial->samples, sizeof(*sorted), ascending);
	for (size_t i = 0, next; i < trial->samples; i = next) {
		for (next = i + 1; next < trial->samples && sorted[next] == sorted[i]; next++)
			;
		json_array_append_new(pairs, json_pack("[I, I]", (json_int_t)sorted[i],
						       (json_int_t)(next - i)));
	}
	free(sorted);
	return pairs;
}

static json_t *faults_of(const struct faults *faults, bool whole)
{
	if (whole)
		return json_pack("{s:I, s:I, s:I}", "restore", (json_int_t)faults->restore,
				 "extra_write", (json_int_t)faults->extra_write,
				 "other", (json_int_t)faults->other);
	return json_pack("{s:f, s:f, s:f}", "restore", faults->restore,
			 "extra_write", faults->extra_write, "other", faults->other);
}

static json_t *count_or_null(int64_t count)
{
	return count == COUNT_UNKNOWN ? json_null() : json_integer(count);
}

static json_t *census_of(const struct pte_census *census)
{
	char words[PTE_WORDS_SIZE];
	json_t *object;

	if (!census->known)
		return json_null();
	object = json_object();
	for (unsigned int state = 0; state < PTE_STATES; state++)
		if (census->pages[state])
			json_object_set_new(object, pte_words(state, words),
					    json_integer(census->pages[state]));
	return object;
}

static json_t *proof_of(const struct proof *proof)
{
	const struct counts *counts = &proof->counts;
	json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"minor_faults", count_or_null(counts->minor_faults),
		"major_faults", count_or_null(counts->major_faults),
		"context_switches", count_or_null(counts->context_switches),
		"migrations", count_or_null(counts->migrations),
		"reuse", count_or_null(counts->reuse),
		"tlb_ipis", count_or_null(counts->tlb_ipis),
		"pte_before", census_of(&proof->before),
		"pte_after", census_of(&proof->after));
	json_t *events;

	if (!object || !proof->counted)
		return object;
	events = json_object();
	for (int i = 0; i < EVENT_COUNT; i++)
		json_object_set_new(events, event_names[i], json_integer((json_int_t)proof->events[i]));
	json_object_set_new(object, "counted", events);
	return object;
}

static json_t *oracle_of(const struct proof *proof)
{
	char words[PTE_WORDS_SIZE];

	if (!proof->predicted)
		return json_null();
	return json_pack("{s:o, s:f, s:s}", "faults", faults_of(&proof->expected.faults, false),
			 "reuse", proof->expected.reuse,
			 "pte_after", pte_words(oracle_pte(&proof->expected), words));
}

json_t *compose_trial(const struct run *run, size_t run_index, unsigned int trial,
		     const struct proof *proof)
{
	return json_pack("{s:s, s:I, s:s, s:o, s:i, s:s, s:I, s:I, s:o, s:o, s:o, s:o, s:o}",
		"record", "trial",
		"run", (json_int_t)run_index,
		"scenario", run->entry->name,
		"parameters", parameters_of(run),
		"trial", (int)trial,
		"role", proof->counted ? "counted" : "timed",
		"pages_per_sample", (json_int_t)run->trial.pages_per_sample,
		"touched_pages", (json_int_t)proof->touched,
		"samples", samples_of(&run->trial),
		"faults", faults_of(&proof->faults, true),
		"proof", proof_of(proof),
		"oracle", oracle_of(proof),
		"finding", proof->finding[0] ? json_string(proof->finding) : json_null());
}

json_t *compose_note(const char *kind, const struct run *run, size_t run_index,
			       const char *reason)
{
	return json_pack("{s:s, s:I, s:s, s:o, s:s}", "record", kind, "run", (json_int_t)run_index,
			 "scenario", run->entry->name, "parameters", parameters_of(run),
			 "reason", reason);
}

json_t *compose_end(size_t runs, size_t skipped, size_t failed, size_t findings)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I}", "record", "end", "runs", (json_int_t)runs,
			 "skipped", (json_int_t)skipped, "failed", (json_int_t)failed,
			 "findings", (json_int_t)findings);
}
