/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tables.c: every key of a result file: its type, its limits, and what it means.
 *
 * A new key is one entry here, and a member of the struct if a report wants it. `make docs`
 * writes docs/results.schema.json and the tables of docs/results.md from these.
 */
#include "result/tables.h"
#include "result/writer.h"

#include <jansson.h>

/* What a field does not say is 0: each has a few of many members. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define HEADER(member) offsetof(struct result_header, member)
#define TRIAL(member) offsetof(struct trial_record, trial.member)
#define PART(member) offsetof(struct trial_record, member)
#define RUN(member) offsetof(struct run_record, member)
#define END(member) offsetof(struct end_record, member)

#define NEEDED	FIELD_NEEDED
#define WRITTEN	FIELD_WRITTEN
#define NIL	FIELD_NULL
#define UNKEPT	FIELD_UNKEPT

#define SEMANTICS	"always-dirty|follows-folio|unknown"
#define HARDWARE_EVENTS	"cycles_user|cycles_kernel|instructions_user|instructions_kernel|" \
			"dtlb_load_misses|dtlb_store_misses|dtlb_walks"

/* Pages, and what happens once for some of them: sums over thousands of files fit into 64 bits. */
#define PAGES_MOST	((double)(UINT64_C(1) << 48))
#define CPUS_MOST	65535.0

static const struct field header_fields[] = {
	{ "schema", FIELD_COUNT, NEEDED, HEADER(schema),
	  "Version of this format.", .least = 1, .most = RESULT_SCHEMA },
	{ "tool", FIELD_OBJECT, WRITTEN, UNKEPT, "The dexbench that measured." },
	{ "tool.version", FIELD_TEXT, NEEDED, HEADER(tool_version), "Its version." },
	{ "tool.commit", FIELD_TEXT, WRITTEN, HEADER(tool_commit),
	  "As `git describe --always --dirty` names it." },
	{ "platform", FIELD_TEXT, NEEDED, HEADER(platform),
	  "What the figures mean: on `exact`, instructions are counted; on `smp-counts`, there "
	  "are no times.",
	  .words = "bare-metal|kvm|exact|smp-counts" },
	{ "unit", FIELD_TEXT, NEEDED, HEADER(unit),
	  "Of every sample, converted from timer ticks: `instructions` on `exact`, `ns` "
	  "elsewhere.",
	  .words = "instructions|ns" },
	{ "timer", FIELD_OBJECT, WRITTEN, UNKEPT, "The clock around a touch." },
	{ "timer.source", FIELD_TEXT, WRITTEN, UNKEPT, "The instruction that reads it.",
	  .words = "tsc|cntvct|time|instret" },
	{ "timer.hz", FIELD_COUNT, NEEDED, HEADER(timer_hz), "Ticks a second.",
	  .least = 1, .most = 1e12 },
	{ "timer.overhead", FIELD_COUNT, WRITTEN, HEADER(timer_overhead),
	  "Median of an empty sample, in ticks.", .most = 1e12 },
	{ "machine", FIELD_OBJECT, WRITTEN, UNKEPT, "The machine, as far as the run may use it." },
	{ "machine.arch", FIELD_TEXT, NEEDED, HEADER(machine.arch), "As `uname -m` says." },
	{ "machine.cpu", FIELD_TEXT, WRITTEN, HEADER(machine.cpu),
	  "The processor's own name for itself." },
	{ "machine.cpus", FIELD_COUNT, NEEDED, HEADER(machine.cpus), "CPUs that the run may use.",
	  .least = 1, .most = CPUS_MOST },
	{ "machine.nodes", FIELD_COUNT, WRITTEN, HEADER(machine.nodes),
	  "NUMA nodes that the run may use.", .least = 1, .most = CPUS_MOST },
	{ "machine.page_size", FIELD_COUNT, WRITTEN, HEADER(machine.page_size), "Bytes.",
	  .least = 1, .most = 1 << 30 },
	{ "machine.hypervisor", FIELD_TEXT, WRITTEN | NIL, HEADER(machine.hypervisor),
	  "Its signature; null on bare metal." },
	{ "machine.topology", FIELD_TEXT, WRITTEN | NIL, HEADER(machine.topology),
	  "Of the whole machine, in hwloc's synthetic form." },
	{ "machine.tlb_flush", FIELD_TEXT, FIELD_ANY, UNKEPT,
	  "How the TLBs of other CPUs are flushed.",
	  .words = "by IPIs|by a broadcast instruction|by the hypervisor|"
		   "by firmware or function calls" },
	{ "placement", FIELD_OBJECT, FIELD_ANY, UNKEPT, "Which CPUs and nodes the run uses." },
	{ "placement.asked_cpus", FIELD_TEXT, WRITTEN | NIL, UNKEPT, "The argument of `--cpus`." },
	{ "placement.asked_nodes", FIELD_TEXT, WRITTEN | NIL, UNKEPT,
	  "The argument of `--nodes`." },
	{ "placement.cpus", FIELD_TEXT, WRITTEN | NIL, HEADER(placement.cpus),
	  "CPUs that the run may use, as a list." },
	{ "placement.nodes", FIELD_TEXT, WRITTEN | NIL, HEADER(placement.nodes),
	  "NUMA nodes that the run may use, as a list." },
	{ "placement.measures", FIELD_COUNT, WRITTEN, HEADER(placement.measures),
	  "The CPU that touches, by its OS number, unless the parameter `cpu` of a run names "
	  "another.",
	  .most = CPUS_MOST },
	{ "placement.isolated", FIELD_TEXT, WRITTEN | NIL, HEADER(placement.isolated),
	  "Those of `cpus` that the kernel keeps tasks off (`isolcpus=`), as a list." },
	{ "placement.kind", FIELD_TEXT, WRITTEN | NIL, HEADER(placement.kind),
	  "Core type of the measuring CPU; null where all CPUs are alike." },
	{ "kernel", FIELD_OBJECT, WRITTEN | FIELD_OPEN, UNKEPT,
	  "The running kernel. Who built it may say more of it (`--kernel-info`): further keys "
	  "are the builder's own." },
	{ "kernel.name", FIELD_TEXT, NEEDED, HEADER(kernel.name),
	  "Label given by who built it, else the release." },
	{ "kernel.release", FIELD_TEXT, NEEDED, HEADER(kernel.release), "As `uname -r` says." },
	{ "kernel.build", FIELD_TEXT, WRITTEN, HEADER(kernel.build), "As `uname -v` says." },
	{ "kernel.config_digest", FIELD_TEXT, WRITTEN | NIL, HEADER(kernel.config_digest),
	  "SHA-256 of its configuration." },
	{ "kernel.source", FIELD_TEXT, WRITTEN | NIL, HEADER(kernel.source),
	  "What it was built from." },
	{ "kernel.changes", FIELD_LIST, WRITTEN | NIL, HEADER(kernel.changes),
	  "What was changed in the source, by name and digest." },
	{ "kernel.compiler", FIELD_TEXT, WRITTEN | NIL, HEADER(kernel.compiler),
	  "Its first line of `--version`." },
	{ "kernel.debug", FIELD_LIST, NIL, HEADER(kernel.debug),
	  "What of it checks the kernel itself, such as KASAN; null where that is not known." },
	{ "kernel.expected_semantics", FIELD_TEXT, FIELD_ANY, UNKEPT,
	  "What its description says of the restore.", .words = SEMANTICS },
	{ "semantics", FIELD_TEXT, WRITTEN, HEADER(semantics),
	  "What a restore was seen to leave behind; `unknown` without a device, or where it "
	  "fits none.",
	  .words = SEMANTICS },
	{ "hardware", FIELD_OBJECT, WRITTEN, UNKEPT,
	  "By behaviour: true where hardware sets the flag." },
	{ "hardware.access_flag", FIELD_FLAG, WRITTEN, HEADER(access_flag), "The accessed bit." },
	{ "hardware.dirty_flag", FIELD_FLAG, WRITTEN, HEADER(dirty_flag), "The dirty bit." },
	{ "device", FIELD_TEXT, FIELD_ANY, HEADER(device), "What made the pages exclusive.",
	  .words = "dexdev|test_hmm|none" },
	{ "boot", FIELD_TEXT, WRITTEN, HEADER(boot), "The kernel's boot id." },
	{ "plan", FIELD_OBJECT, WRITTEN, UNKEPT, "What was run." },
	{ "plan.name", FIELD_TEXT, WRITTEN, HEADER(plan_name),
	  "The plan's file, or the arguments." },
	{ "plan.digest", FIELD_TEXT, NEEDED, HEADER(plan_digest), "Of the expanded list of runs." },
	{ "seed", FIELD_COUNT, WRITTEN, HEADER(seed), "Of every random choice.", .most = 0x1p63 },
	{ "shuffle", FIELD_FLAG, FIELD_ANY, HEADER(shuffle),
	  "Trials were shuffled across runs; else they come run after run." },
	{ "command", FIELD_WORDS, WRITTEN | FIELD_FILLED, HEADER(command), "The command line." },
	{ "knobs", FIELD_TEXTS, WRITTEN, UNKEPT,
	  "What may disturb: name to value; of several CPUs the different values, with commas "
	  "between. Where instructions or events are counted, those that cost only time are "
	  "left out." },
	{ "tuned", FIELD_CHANGES, FIELD_ANY, UNKEPT,
	  "What `--tune` set for this run: knob to `from` and `to`. Absent without `--tune`." },
	{ "warnings", FIELD_WORDS, WRITTEN, UNKEPT,
	  "Headings of docs/warnings.md that apply to the whole file." },
	{ "pmu", FIELD_OBJECT, NIL, UNKEPT,
	  "The CPU's own counters that every trial has; null where there are none, or "
	  "`--pmu=off`." },
	{ "pmu.name", FIELD_TEXT, WRITTEN, UNKEPT,
	  "The kernel's name of the measuring CPU's PMU." },
	{ "pmu.read", FIELD_TEXT, WRITTEN, UNKEPT, "`rdpmc`: without a system call.",
	  .words = "rdpmc|read" },
	{ "pmu.events", FIELD_COUNTS, WRITTEN, UNKEPT,
	  "What is counted, with the count of an empty interval: the reading's own.",
	  .names = HARDWARE_EVENTS },
	{ "pmu.absent", FIELD_TEXTS, WRITTEN, UNKEPT, "What is not counted, and why." },
	{ "pmu_why_not", FIELD_TEXT, FIELD_ANY, UNKEPT, "Why `pmu` is null." },
	{ "clocks", FIELD_OBJECT, NIL, UNKEPT,
	  "Whether the tick counters of the CPUs agree; null on `exact` and `smp-counts`." },
	{ "clocks.cpu", FIELD_COUNT, WRITTEN, UNKEPT, "The CPU that the others were compared with.",
	  .most = CPUS_MOST },
	{ "clocks.others", FIELD_COUNT, WRITTEN, UNKEPT, "How many they were.", .most = CPUS_MOST },
	{ "clocks.bound_ticks", FIELD_COUNT, WRITTEN, UNKEPT,
	  "No counter is farther off, as far as a message between CPUs can show." },
	{ "clocks.disagreement", FIELD_TEXT, WRITTEN | NIL, UNKEPT,
	  "Which counter differs, and by how much; null where all agree." },
	{ "scenarios", FIELD_TEXTS, FIELD_ANY, HEADER(scenarios),
	  "Each scenario of the plan: name to what it measures." },
	{ "families", FIELD_TEXTS, FIELD_ANY, UNKEPT,
	  "Each scenario of the plan: name to its chapter of docs/scenarios.md." },
	{ "controls", FIELD_TEXTS, FIELD_ANY, UNKEPT,
	  "Scenarios that others are compared with, by what they measure: no fault, an ordinary "
	  "minor fault, a system call.", .words = "harness|fault|syscall" },
	{ "charts", FIELD_TEXTS, FIELD_ANY, UNKEPT,
	  "Scenarios that a chart shows.", .words = "touch|shootdown|contention|ping-pong" },
	{ "chart_series", FIELD_TEXTS, FIELD_ANY, UNKEPT,
	  "Of these, those of which the chart shows a series instead of the samples: name to the "
	  "series." },
	{ "chart_axes", FIELD_TEXTS, FIELD_ANY, UNKEPT,
	  "Of these, those with a parameter on the chart's axis: name to the parameter, such as "
	  "`threads`." },
};

static const struct field run_fields[] = {
	{ "run", FIELD_COUNT, NEEDED, RUN(run.index), "Index of the run in the plan, from 0.",
	  .most = 1e4 - 1 },
	{ "scenario", FIELD_TEXT, NEEDED, RUN(run.scenario), "Its name." },
	{ "parameters", FIELD_TEXTS, NEEDED, RUN(parameters),
	  "Name to value, every parameter of the run, defaults included." },
};

static const struct field trial_fields[] = {
	{ "constructed", FIELD_FLAG, FIELD_ANY, UNKEPT,
	  "A parameter has a value that no driver in the kernel leads to (`folio=clean`)." },
	{ "trial", FIELD_COUNT, NEEDED, TRIAL(trial), "From 0 within the run.", .most = 1e7 },
	{ "role", FIELD_TEXT, NEEDED, PART(role),
	  "`counted`: libperf counted every fault as well, at a cost for each, so the samples "
	  "enter no figure.",
	  .words = "timed|counted" },
	{ "pages_per_sample", FIELD_COUNT, NEEDED, TRIAL(pages_per_sample),
	  "Pages that one sample covers.", .least = 1, .most = PAGES_MOST },
	{ "touched_pages", FIELD_COUNT, NEEDED, TRIAL(touched_pages),
	  "Pages that the timed step touched.", .most = PAGES_MOST },
	{ "samples", FIELD_PAIRS, NEEDED, PART(samples),
	  "What each touch took, in timer ticks; empty on `smp-counts`." },
	{ "series", FIELD_SERIES, FIELD_ANY, PART(series),
	  "Distributions besides the samples, by name; below." },
	{ "facts", FIELD_NUMBERS, FIELD_ANY, PART(facts),
	  "Numbers besides, by name; below. None is negative but a time." },
	{ "times", FIELD_WORDS, FIELD_ANY, UNKEPT,
	  "The facts that are made of a clock's readings; those with `ticks` in their name are "
	  "in timer ticks." },
	{ "faults", FIELD_OBJECT, WRITTEN, UNKEPT,
	  "Faults of the timed step, over all touched pages." },
	{ "faults.restore", FIELD_COUNT, NEEDED, TRIAL(restore_faults),
	  "Faults that restored an exclusive page.", .most = PAGES_MOST },
	{ "faults.extra_write", FIELD_COUNT, NEEDED, TRIAL(extra_write_faults),
	  "Faults of a write, after the restore, that only made the entry writable.",
	  .most = PAGES_MOST },
	{ "faults.other", FIELD_COUNT, NEEDED, TRIAL(other_faults),
	  "All others.", .most = PAGES_MOST },
	{ "proof", FIELD_OBJECT, WRITTEN, UNKEPT,
	  "The evidence that the timed step did its work; null is what this kernel does not "
	  "count." },
	{ "proof.minor_faults", FIELD_COUNT, WRITTEN | NIL, UNKEPT,
	  "In-process.", .most = PAGES_MOST },
	{ "proof.major_faults", FIELD_COUNT, WRITTEN | NIL, UNKEPT,
	  "In-process.", .most = PAGES_MOST },
	{ "proof.context_switches", FIELD_COUNT, WRITTEN | NIL, TRIAL(context_switches),
	  "In-process.",
	  .most = PAGES_MOST },
	{ "proof.migrations", FIELD_COUNT, WRITTEN | NIL, UNKEPT, "Of the thread, from CPU to CPU.",
	  .most = PAGES_MOST },
	{ "proof.reuse", FIELD_COUNT, WRITTEN | NIL, UNKEPT, "`pgreuse` of vmstat, system-wide.",
	  .most = PAGES_MOST },
	{ "proof.tlb_ipis", FIELD_COUNT, WRITTEN | NIL, TRIAL(tlb_ipis),
	  "TLB-flush IPIs received, system-wide; null where TLBs are flushed in another way.",
	  .most = PAGES_MOST },
	{ "proof.spinning", FIELD_COUNT, FIELD_ANY, TRIAL(spinning),
	  "Threads of the process that ran on other CPUs meanwhile.", .most = CPUS_MOST },
	{ "proof.pte_before", FIELD_COUNTS, WRITTEN | NIL | FIELD_STATES, UNKEPT,
	  "State of an entry in words, such as `present write dirty young`, to the pages in it;"
	  " null without a device that tells all of an entry.",
	  .least = 1, .most = PAGES_MOST },
	{ "proof.pte_after", FIELD_COUNTS, WRITTEN | NIL | FIELD_STATES, PART(after),
	  "The same, after the timed step.",
	  .least = 1, .most = PAGES_MOST },
	{ "proof.exclusive_before", FIELD_COUNT, NIL, UNKEPT,
	  "Pages that were exclusive before the timed step; null without a device.",
	  .most = PAGES_MOST },
	{ "proof.exclusive_after", FIELD_COUNT, NIL, UNKEPT,
	  "The same, after it.", .most = PAGES_MOST },
	{ "proof.counted", FIELD_COUNTS, FIELD_ANY, UNKEPT,
	  "In a `counted` trial: what libperf counted, by perf's name of the event." },
	{ "oracle", FIELD_OBJECT, WRITTEN | NIL, UNKEPT,
	  "What was predicted, per touched page; null where the kernel's semantics are not "
	  "known." },
	{ "oracle.faults", FIELD_OBJECT, WRITTEN, UNKEPT, "As `faults`." },
	{ "oracle.faults.restore", FIELD_NUMBER, WRITTEN, UNKEPT, "As `faults.restore`.",
	  .most = PAGES_MOST },
	{ "oracle.faults.extra_write", FIELD_NUMBER, WRITTEN, UNKEPT, "As `faults.extra_write`.",
	  .most = PAGES_MOST },
	{ "oracle.faults.other", FIELD_NUMBER, WRITTEN, UNKEPT, "As `faults.other`.",
	  .most = PAGES_MOST },
	{ "oracle.maybe", FIELD_NUMBER, FIELD_ANY, TRIAL(maybe_faults),
	  "Faults that may or may not come as well, where CPUs race.", .most = PAGES_MOST },
	{ "oracle.reuse", FIELD_NUMBER, WRITTEN, UNKEPT, "Pages that a write fault reuses.",
	  .most = PAGES_MOST },
	{ "oracle.flushes", FIELD_NUMBER, FIELD_ANY, UNKEPT, "TLB flushes that go to other CPUs.",
	  .most = PAGES_MOST },
	{ "oracle.pte_after", FIELD_TEXT, WRITTEN | NIL, UNKEPT,
	  "Of most pages, in words; null where it is not predicted." },
	{ "pmu", FIELD_OBJECT, FIELD_ANY, UNKEPT,
	  "What the CPU counted in the timed step, of the thread that takes it; only where the "
	  "header has `pmu`, and not of scenarios whose timed step sleeps or forks." },
	{ "pmu.ticks", FIELD_COUNT, WRITTEN, TRIAL(hardware_ticks),
	  "Of the timer, over the whole timed step." },
	{ "pmu.counts", FIELD_COUNTS, WRITTEN, PART(hardware), "Event to count.",
	  .names = HARDWARE_EVENTS },
	{ "pmu.refused", FIELD_TEXTS, WRITTEN, UNKEPT,
	  "Events that counted for a part of the time only, and are not scaled: name to the "
	  "reason." },
	{ "finding", FIELD_TEXT, WRITTEN | NIL, TRIAL(finding),
	  "In words, where the proof disagrees with the oracle, or where the restore fits no known "
	  "kernel." },
	{ "unpredicted", FIELD_TEXT, NIL, UNKEPT,
	  "Why the oracle predicted nothing (`oracle` is null then); null where it did. Files of "
	  "before 0.2 do not have it." },
};

static const struct field note_fields[] = {
	{ "reason", FIELD_TEXT, NEEDED | FIELD_FILLED, offsetof(struct result_note, reason),
	  "Why it was skipped, or how it failed." },
};

static const struct field end_fields[] = {
	{ "runs", FIELD_COUNT, WRITTEN, END(runs), "Runs of the plan." },
	{ "skipped", FIELD_COUNT, WRITTEN, END(skipped), "Runs that were skipped." },
	{ "failed", FIELD_COUNT, WRITTEN, END(failed), "Runs that failed." },
	{ "findings", FIELD_COUNT, WRITTEN, END(findings),
	  "Runs with a finding, those that failed not among them." },
};

#define TABLE(kind, text, fields) { kind, text, fields, COUNT_OF(fields) }

const struct table tables[TABLES] = {
	[TABLE_HEADER] = TABLE("header", "Who measured, where, on what.", header_fields),
	[TABLE_TRIAL] = TABLE("trial", "One pass over the pages of a run.", trial_fields),
	[TABLE_RUN] = TABLE("run", "Which run of the plan.", run_fields),
	[TABLE_NOTE] = TABLE("note", "A run that was skipped, or failed, and why.", note_fields),
	[TABLE_END] = TABLE("end", "All runs of the plan are done.", end_fields),
};

int table_read(enum table_kind kind, json_t *record, void *into, const struct place *place)
{
	return fields_read(record, tables[kind].fields, tables[kind].count, into, place);
}
