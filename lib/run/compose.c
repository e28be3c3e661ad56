/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compose.c: structs into JSON.
 */
#include "run/compose.h"
#include "sys/flush.h"

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
static json_t *pairs_of(const uint64_t *values, size_t count)
{
	uint64_t *sorted = malloc((count + 1) * sizeof(*sorted));
	json_t *pairs = json_array();

	if (!sorted) {
		json_decref(pairs);
		return NULL;
	}
	memcpy(sorted, values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), ascending);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && sorted[next] == sorted[i]; next++)
			;
		json_array_append_new(pairs, json_pack("[I, I]", (json_int_t)sorted[i],
						       (json_int_t)(next - i)));
	}
	free(sorted);
	return pairs;
}

/* Times that mean nothing are not written down. */
static json_t *series_of(const struct trial *trial, bool has_times)
{
	static const char *const units[] = { [UNIT_TICKS] = "ticks", [UNIT_COUNT] = "count" };
	json_t *object = json_object();

	for (size_t i = 0; i < trial->series_count; i++) {
		const struct series *series = &trial->series[i];

		if (has_times || series->unit != UNIT_TICKS)
			json_object_set_new(object, series->name, json_pack("{s:s, s:o}",
				"unit", units[series->unit],
				"samples", pairs_of(series->values, series->count)));
	}
	return object;
}

static json_t *facts_of(const struct trial *trial, bool has_times)
{
	json_t *object = json_object();

	for (size_t i = 0; i < trial->fact_count; i++)
		if (has_times || trial->facts[i].unit == UNIT_COUNT)
			json_object_set_new(object, trial->facts[i].name, json_real(trial->facts[i].value));
	return object;
}

/* Which facts are times, for whoever reads the file. */
static json_t *times_of(const struct trial *trial, bool has_times)
{
	json_t *names = json_array();

	for (size_t i = 0; i < trial->fact_count; i++)
		if (has_times && trial->facts[i].unit != UNIT_COUNT)
			json_array_append_new(names, json_string(trial->facts[i].name));
	return names;
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

	/* Half of a state would look like another state. */
	if (!census->known || !census->whole)
		return json_null();
	object = json_object();
	for (unsigned int state = 0; state < PTE_STATES; state++)
		if (census->pages[state])
			json_object_set_new(object, pte_words(state, words),
					    json_integer(census->pages[state]));
	return object;
}

static json_t *exclusive_of(const struct pte_census *census)
{
	return census->known ? json_integer((json_int_t)census_with(census, PTE_EXCLUSIVE)) : json_null();
}

static json_t *proof_of(const struct proof *proof, unsigned int spinning)
{
	const struct counts *counts = &proof->counts;
	json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o}",
		"minor_faults", count_or_null(counts->minor_faults),
		"major_faults", count_or_null(counts->major_faults),
		"context_switches", count_or_null(counts->context_switches),
		"migrations", count_or_null(counts->migrations),
		"reuse", count_or_null(counts->reuse),
		"tlb_ipis", count_or_null(flush_kind() == FLUSH_BY_IPI ? counts->tlb_ipis : COUNT_UNKNOWN),
		"spinning", (int)spinning,
		"pte_before", census_of(&proof->before),
		"pte_after", census_of(&proof->after),
		"exclusive_before", exclusive_of(&proof->before),
		"exclusive_after", exclusive_of(&proof->after));
	json_t *events;

	if (!object || !proof->counted)
		return object;
	events = json_object();
	for (int i = 0; i < EVENT_COUNT; i++)
		json_object_set_new(events, event_names[i], json_integer((json_int_t)proof->events[i]));
	json_object_set_new(object, "counted", events);
	return object;
}

static json_t *pmu_counts_of(const struct pmu_counts *counts)
{
	json_t *object = json_object();

	for (int i = 0; i < PMU_EVENTS; i++)
		if (counts->trust[i] == PMU_COUNTED)
			json_object_set_new(object, pmu_event_names[i], json_integer((json_int_t)counts->count[i]));
	return object;
}

/* Counts that are none, since the kernel counted for a part of the time only, with the reason. */
static json_t *pmu_refused(const struct pmu_counts *counts)
{
	json_t *object = json_object();
	char text[PMU_REFUSAL_SIZE];

	for (int i = 0; i < PMU_EVENTS; i++)
		if (pmu_refusal(counts, i, text))
			json_object_set_new(object, pmu_event_names[i], json_string(text));
	return object;
}

static void add_pmu(json_t *record, const struct proof *proof, const struct trial *trial)
{
	if (!proof->has_pmu)
		return;
	json_object_set_new(record, "pmu", json_pack("{s:I, s:o, s:o}",
		"ticks", (json_int_t)(trial->ended - trial->began),
		"counts", pmu_counts_of(&proof->pmu),
		"refused", pmu_refused(&proof->pmu)));
}

static json_t *oracle_of(const struct proof *proof)
{
	const struct expectation *expected = &proof->expected;
	double pages = (double)proof->touched;
	const struct faults per_page = {
		expected->faults.restore / pages,
		expected->faults.extra_write / pages,
		expected->faults.other / pages,
	};
	char words[PTE_WORDS_SIZE];

	if (proof->unpredicted)
		return json_null();
	return json_pack("{s:o, s:f, s:f, s:f, s:o}", "faults", faults_of(&per_page, false),
			 "maybe", expected->maybe / pages,
			 "reuse", expected->reuse / pages,
			 "flushes", expected->flushes / pages,
			 "pte_after", expected->any_entry ? json_null() :
			 json_string(pte_words(most_frequent(expected->pages), words)));
}

json_t *compose_trial(const struct run *run, size_t run_index, unsigned int number,
		      const struct proof *proof, bool has_times)
{
	const struct trial *trial = &run->trial;
	json_t *record = json_pack("{s:s, s:I, s:s, s:o, s:b, s:i, s:s, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"record", "trial",
		"run", (json_int_t)run_index,
		"scenario", run->entry->name,
		"parameters", parameters_of(run),
		"constructed", (int)values_constructed(&run->values),
		"trial", (int)number,
		"role", proof->counted ? "counted" : "timed",
		"pages_per_sample", (json_int_t)trial->pages_per_sample,
		"touched_pages", (json_int_t)proof->touched,
		"samples", pairs_of(trial->ticks, has_times ? trial->samples : 0),
		"series", series_of(trial, has_times),
		"facts", facts_of(trial, has_times),
		"times", times_of(trial, has_times),
		"faults", faults_of(&proof->faults, true),
		"proof", proof_of(proof, run->spinning),
		"oracle", oracle_of(proof),
		"unpredicted", proof->unpredicted ? json_string(proof->unpredicted) : json_null(),
		"finding", proof->finding[0] ? json_string(proof->finding) : json_null());

	if (record)
		add_pmu(record, proof, trial);
	return record;
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
