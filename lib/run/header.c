/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * header.c: who, where, on what.
 */
#include "run/header.h"
#include "base/clock.h"
#include "base/err.h"
#include "run/run.h"
#include "sys/debugging.h"
#include "sys/flush.h"
#include "sys/knobs.h"
#include "sys/machine.h"
#include "sys/placement.h"
#include "version.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *header_platform(const char *asked)
{
	static const char *const known[] = { "bare-metal", "kvm", "exact", "smp-counts" };
	struct machine machine;
	const char *found;

	machine_read(&machine);
	found = machine.hypervisor[0] ? "kvm" : "bare-metal";
	if (!asked || !strcmp(asked, found))
		return found;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(asked, known[i]))
			continue;
		if (!strcmp(asked, "exact") && !clock_counts_instructions()) {
			err_set(EINVAL, "--platform=exact: the clock here does not count instructions; "
				"use scripts/run-in-vm");
			return NULL;
		}
		if (!strcmp(asked, "bare-metal")) {
			err_set(EINVAL, "--platform=bare-metal: this is a guest of %s", machine.hypervisor);
			return NULL;
		}
		return known[i];
	}
	err_set(EINVAL, "--platform=%s: must be bare-metal, kvm, exact or smp-counts", asked);
	return NULL;
}

static json_t *text_or_null(const char *text)
{
	return text && text[0] ? json_string(text) : json_null();
}

static json_t *machine_of(const struct machine *machine, const struct topology *topology)
{
	char *description = placement_machine(topology);
	json_t *object = json_pack("{s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:s}",
		"arch", machine->uname.machine,
		"cpu", machine->cpu,
		"cpus", (json_int_t)topology_cpus(topology),
		"nodes", (json_int_t)topology_nodes(topology),
		"page_size", (json_int_t)machine->page_size,
		"hypervisor", text_or_null(machine->hypervisor),
		"topology", text_or_null(description),
		"tlb_flush", flush_words(flush_kind()));

	free(description);
	return object;
}

static json_t *taken_or_null(char *text)
{
	json_t *value = text_or_null(text);

	free(text);
	return value;
}

static json_t *placement_of_run(const struct topology *topology)
{
	unsigned int measures = topology_quiet_cpu(topology);
	char kind[64];

	placement_kind(topology, measures, kind, sizeof(kind));
	return json_pack("{s:o, s:o, s:o, s:o, s:i, s:o, s:o}",
		"asked_cpus", text_or_null(placement_asked_cpus(topology)),
		"asked_nodes", text_or_null(placement_asked_nodes(topology)),
		"cpus", taken_or_null(placement_cpus(topology)),
		"nodes", taken_or_null(placement_nodes(topology)),
		"measures", (int)measures,
		"isolated", taken_or_null(placement_isolated(topology)),
		"kind", text_or_null(kind));
}

/* What of the kernel checks the kernel; null where nobody can tell. */
static json_t *debug_of(const struct machine *machine, json_t *warnings)
{
	struct debugging debugging;
	json_t *array;
	char words[512];

	if (!debugging_find(&debugging, "", machine->uname.release))
		return json_null();
	array = json_array();
	for (size_t i = 0; i < debugging.count; i++)
		json_array_append_new(array, json_string(debugging.names[i]));
	debugging_words(&debugging, words, sizeof(words));
	if (debugging.count)
		json_array_append_new(warnings, json_sprintf("debug kernel: %s", words));
	return array;
}

/* What the builder of the kernel left about it, completed with what the kernel says itself. */
static json_t *kernel_of(const struct machine *machine, const char *path, json_t *warnings)
{
	static const char *const optional[] = { "config_digest", "source", "changes", "compiler" };
	json_error_t error;
	json_t *kernel = path ? json_load_file(path, 0, &error) : json_object();

	if (!json_is_object(kernel)) {
		if (kernel)
			err_set(EINVAL, "%s: not a description of a kernel: no object", path);
		else
			err_set(EINVAL, "%s:%d: not a description of a kernel: %s", path, error.line,
				error.text);
		json_decref(kernel);
		return NULL;
	}
	json_object_set_new(kernel, "release", json_string(machine->uname.release));
	json_object_set_new(kernel, "build", json_string(machine->uname.version));
	json_object_set_new(kernel, "debug", debug_of(machine, warnings));
	if (!json_object_get(kernel, "name"))
		json_object_set_new(kernel, "name", json_string(machine->uname.release));
	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++)
		if (!json_object_get(kernel, optional[i]))
			json_object_set_new(kernel, optional[i], json_null());
	return kernel;
}

/* What takes time only cannot matter where instructions or events are counted, in a guest without other load. */
static bool matters(const struct knob *knob, bool timed)
{
	return timed || (!knob->times_only && knob->kind != KNOB_PASSING);
}

static json_t *knobs_of(json_t *warnings, bool timed)
{
	json_t *object = json_object();
	char value[KNOB_VALUE_SIZE];

	for (const struct knob *knob = knobs; knob->name; knob++) {
		if (!matters(knob, timed) || !knob_read(knob, "", value, sizeof(value)))
			continue;
		if (knob->kind != KNOB_PASSING)
			json_object_set_new(object, knob->name, json_string(value));
		if (knob->kind != KNOB_FACT && !knob_is_quiet(knob, value))
			json_array_append_new(warnings, json_sprintf("noisy knob: %s", knob->name));
	}
	return object;
}

/* NULL if nothing was to be tuned. */
static json_t *tuned_of(const struct tune *tune)
{
	json_t *object = tune ? json_object() : NULL;

	for (size_t i = 0; i < tune_count(tune); i++) {
		const struct tune_change *change = tune_change_at(tune, i);

		json_object_set_new(object, change->knob,
				    json_pack("{s:s, s:s}", "from", change->from, "to", change->to));
	}
	return object;
}

static json_t *command_of(const struct origin *origin)
{
	json_t *array = json_array();

	json_array_append_new(array, json_string("dexbench"));
	for (int i = 0; i < origin->argc; i++)
		json_array_append_new(array, json_string(origin->argv[i]));
	return array;
}

static json_t *plan_of(const struct bench *bench, const char *name)
{
	return json_pack("{s:s, s:o}", "name", name, "digest",
			 json_sprintf("%016llx", (unsigned long long)plan_digest(bench->plan)));
}

/* What each scenario of the plan says of itself: for each key an object of name to text. */
static void add_scenarios(json_t *header, const struct plan *plan)
{
	static const struct {
		const char *key;
		size_t offset;
	} told[] = {
		{ "scenarios", offsetof(struct scenario, summary) },
		{ "families", offsetof(struct scenario, family) },
		{ "controls", offsetof(struct scenario, control) },
		{ "charts", offsetof(struct scenario, chart) },
		{ "chart_series", offsetof(struct scenario, chart_series) },
		{ "chart_axes", offsetof(struct scenario, chart_axis) },
	};

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		json_t *object = json_object();

		for (size_t j = 0; j < plan->count; j++) {
			const struct scenario_entry *entry = plan->runs[j].entry;
			const char *text = *(const char *const *)((const char *)entry->scenario +
								  told[i].offset);

			if (text)
				json_object_set_new(object, entry->name, json_string(text));
		}
		json_object_set_new(header, told[i].key, object);
	}
}

static int ascending(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

/* The median ticks of an empty sample. */
static uint64_t measure_overhead(void)
{
	enum { SAMPLES = 101 };
	uint64_t word = 0, ticks[SAMPLES] = { 0 };
	void *targets[SAMPLES];
	struct trial trial = { .samples = SAMPLES, .targets = targets, .ticks = ticks };

	for (int i = 0; i < SAMPLES; i++)
		targets[i] = &word;
	fire_each(&trial, touch_read);
	fire_each(&trial, touch_read);
	qsort(ticks, SAMPLES, sizeof(*ticks), ascending);
	return ticks[SAMPLES / 2];
}

/* What a stretch of nothing counts: the part of each count that is the counting's. */
static json_t *pmu_events_of(struct pmu *pmu, json_t *absent)
{
	json_t *events = json_object();
	struct pmu_counts nothing;

	pmu_read_nothing(pmu, &nothing);
	for (int i = 0; i < PMU_EVENTS; i++) {
		const char *why = pmu_absent(pmu, i);

		if (why)
			json_object_set_new(absent, pmu_event_names[i], json_string(why));
		else
			json_object_set_new(events, pmu_event_names[i], json_integer((json_int_t)nothing.count[i]));
	}
	return events;
}

/* That most guests have no PMU is a fact, and no reason to warn. */
static void add_pmu(json_t *header, struct pmu *pmu, const char *why_unasked)
{
	const char *why_not = pmu ? pmu_why_not(pmu) : why_unasked;
	json_t *absent, *events;

	if (why_not) {
		json_object_set_new(header, "pmu", json_null());
		json_object_set_new(header, "pmu_why_not", json_string(why_not));
		return;
	}
	absent = json_object();
	events = pmu_events_of(pmu, absent);
	json_object_set_new(header, "pmu", json_pack("{s:s, s:s, s:o, s:o}", "name", pmu_name(pmu),
		"read", pmu_way_to_read(pmu), "events", events, "absent", absent));
}

static void add_clocks(json_t *header, const struct clocks *clocks)
{
	json_object_set_new(header, "clocks", !clocks->checked ? json_null() :
			    json_pack("{s:i, s:i, s:I, s:o}", "cpu", (int)clocks->cpu, "others", (int)clocks->others,
				      "bound_ticks", (json_int_t)clocks->bound,
				      "disagreement", text_or_null(clocks->disagreement)));
}

static void warn_of_clocks(json_t *warnings, const struct clocks *clocks)
{
	if (clocks->disagreement[0])
		json_array_append_new(warnings, json_sprintf("the clocks of the CPUs disagree: %s",
							     clocks->disagreement));
}

json_t *compose_header(const struct bench *bench, const struct origin *origin)
{
	bool exact = !strcmp(origin->platform, "exact"), timed = !exact && strcmp(origin->platform, "smp-counts");
	json_t *warnings = json_array(), *kernel, *knobs_seen, *header;
	struct machine machine;
	char kinds[256];

	/* Where the runs will be. If it cannot be, each of them says why. */
	topology_pin(bench->topology, topology_quiet_cpu(bench->topology));
	machine_read(&machine);
	kernel = kernel_of(&machine, origin->kernel_info, warnings);
	if (!kernel) {
		json_decref(warnings);
		return NULL;
	}
	knobs_seen = knobs_of(warnings, timed);
	if (machine.hypervisor[0] && !exact)
		json_array_append_new(warnings, json_string("virtual machine"));
	if (counters_why_not(bench->counters))
		json_array_append_new(warnings, json_string("no perf events"));
	if (bench->device && device_cannot(bench->device, DEVICE_TIMED))
		json_array_append_new(warnings, json_sprintf("the device is %s", device_name(bench->device)));
	if (flush_kind() != FLUSH_BY_IPI)
		json_array_append_new(warnings, json_string("TLBs are flushed without IPIs"));
	if (placement_is_mixed(bench->topology, kinds, sizeof(kinds)))
		json_array_append_new(warnings, json_sprintf("CPUs of several kinds: %s", kinds));

	warn_of_clocks(warnings, &bench->clocks);

	header = json_pack("{s:s, s:i, s:{s:s, s:s}, s:s, s:s, s:{s:s, s:I, s:I}, s:o, s:o, s:o, s:s,"
			 " s:{s:b, s:b}, s:s, s:s, s:o, s:I, s:b, s:o, s:o, s:o*, s:o}",
		"record", "header",
		"schema", RESULT_SCHEMA,
		"tool", "version", DEXBENCH_VERSION, "commit", DEXBENCH_COMMIT,
		"platform", origin->platform,
		"unit", exact ? "instructions" : "ns",
		"timer", "source", clock_source(), "hz", exact ? INT64_C(1000000000) : (json_int_t)clock_ticks_per_second(),
			 "overhead", (json_int_t)measure_overhead(),
		"machine", machine_of(&machine, bench->topology),
		"placement", placement_of_run(bench->topology),
		"kernel", kernel,
		"semantics", semantics_name(bench->probe.semantics),
		"hardware", "access_flag", (int)bench->probe.traits.access_flag,
			    "dirty_flag", (int)bench->probe.traits.dirty_flag,
		"device", device_name(bench->device),
		"boot", machine.boot_id,
		"plan", plan_of(bench, origin->plan_name),
		"seed", (json_int_t)bench->seed,
		"shuffle", (int)bench->shuffle,
		"command", command_of(origin),
		"knobs", knobs_seen,
		"tuned", tuned_of(origin->tune),
		"warnings", warnings);
	if (header) {
		add_scenarios(header, bench->plan);
		add_pmu(header, bench->pmu, bench->why_no_pmu);
		add_clocks(header, &bench->clocks);
	}
	return header;
}
