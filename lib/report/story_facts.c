/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story_facts.c: kernels, machine, unit, and how all of it was measured.
 */
#include "report/story.h"
#include "report/environment.h"
#include "report/report.h"
#include "report/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 3, 4)))
static int add_fact(struct story *story, const char *name, const char *format, ...)
{
	struct story_fact *fact = &story->facts[story->fact_count];
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&fact->text, format, args);
	va_end(args);
	if (length < 0)
		return -ENOMEM;
	fact->name = name;
	story->fact_count++;
	return 0;
}

static const struct result_header *header_of(const struct story *story, bool patched)
{
	return side_header(&story->report->sides.sides[patched ? story->versus.patched : 0]);
}

static const char *about_restore(const char *semantics)
{
	if (semantics && !strcmp(semantics, "always-dirty"))
		return "; a restored PTE is always dirty";
	if (semantics && !strcmp(semantics, "follows-folio"))
		return "; a restored PTE is dirty if its folio is";
	return "";
}

static int add_kernel(struct story *story, bool patched)
{
	const struct result_header *header = header_of(story, patched);
	const char *role = patched ? "patched" : "base";
	const char *name = header->kernel.name, *changes = header->kernel.changes;
	const char *debug = environment_debug(header);
	bool named = strcmp(name, role) && strcmp(name, header->kernel.release);

	return add_fact(story, role, "%s%sLinux %s%s%s%s%s%s%s%s%s", named ? name : "", named ? ": " : "",
			header->kernel.release, header->kernel.source ? ", " : "",
			header->kernel.source ? header->kernel.source : "",
			!changes ? "" : *changes ? ", with " : ", no changes",
			changes ? changes : "", debug ? "; a DEBUG KERNEL (" : "", debug ? debug : "",
			debug ? ")" : "", about_restore(header->semantics));
}

static bool same_text(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static int add_build(struct story *story)
{
	const struct result_header *base = header_of(story, false), *patched = header_of(story, true);
	const char *compiler = base->kernel.compiler, *config = base->kernel.config_digest;
	bool one_compiler = same_text(compiler, patched->kernel.compiler);
	bool one_config = same_text(config, patched->kernel.config_digest);

	if (!compiler || !patched->kernel.compiler || !config || !patched->kernel.config_digest)
		return 0;
	if (one_compiler && one_config)
		return add_fact(story, "build", "%s, one configuration (%.12s) for both", compiler, config);
	return add_fact(story, "build", "NOT ALIKE: %s%s%s; %s", compiler, one_compiler ? "" : " against ",
			one_compiler ? "" : patched->kernel.compiler,
			one_config ? "one configuration" : "the configurations differ");
}

static int add_machine(struct story *story)
{
	const struct result_header *header = header_of(story, false);
	const char *hypervisor = environment_hypervisor(header);

	return add_fact(story, "machine", "%s, %s, %llu CPU%s%s%s%s; the hardware sets %s",
			header->machine.arch, header->machine.cpu ? header->machine.cpu : "CPU unknown",
			(unsigned long long)header->machine.cpus, header->machine.cpus == 1 ? "" : "s",
			hypervisor ? ", a virtual machine (" : "", hypervisor ? hypervisor : "",
			hypervisor ? ")" : "",
			header->access_flag && header->dirty_flag ? "accessed and dirty bits" :
			header->access_flag ? "accessed bits, but no dirty bits" :
			header->dirty_flag ? "dirty bits, but no accessed bits" :
			"neither accessed nor dirty bits");
}

static int add_unit(struct story *story)
{
	const char *platform = story->versus.rows->platform;

	if (!strcmp(platform, "exact"))
		return add_fact(story, "unit", "instructions per page, user and kernel, counted by QEMU (TCG, -icount) in a guest. They are not time: caches, TLB misses and IPI latency do not enter");
	if (!strcmp(platform, "smp-counts"))
		return add_fact(story, "unit", "faults, TLB-flush IPIs and PTE states only: in this guest (QEMU TCG, many CPUs) times mean nothing");
	if (!strcmp(platform, "kvm"))
		return add_fact(story, "unit", "ns per page, in a virtual machine: what the hypervisor does is in it");
	if (!strcmp(platform, "bare-metal"))
		return add_fact(story, "unit", "ns per page, on bare metal");
	return add_fact(story, "unit", "%s per page, on platform %s, which this dexcompare does not know",
			story->versus.rows->unit, platform);
}

static void count_trials(const struct story *story, unsigned long long *least, unsigned long long *most)
{
	const size_t which[] = { 0, story->versus.patched };

	*least = *most = 0;
	for (size_t i = 0; i < story->versus.count; i++) {
		for (size_t at = 0; at < 2; at++) {
			const struct row *row = story->versus.items[i].row;
			const struct figure *figure = &row->figures[which[at]];
			size_t boots = story->report->sides.sides[which[at]].boot_count;
			unsigned long long trials = (figure->trials + boots - 1) / boots;

			*least = !*least || trials < *least ? trials : *least;
			*most = trials > *most ? trials : *most;
		}
	}
}

/* The value of parameter @name where all rows that know it agree, or NULL. */
static const char *shared_value(const struct story *story, const char *name)
{
	const char *shared = NULL;

	for (size_t i = 0; i < story->versus.count; i++) {
		const char *value = labels_value(story->versus.items[i].row->run, name);

		if (value && shared && strcmp(value, shared))
			return NULL;
		if (value)
			shared = value;
	}
	return shared;
}

static int add_sampling(struct story *story)
{
	const struct sides *sides = &story->report->sides;
	size_t base = sides->sides[0].boot_count, patched = sides->sides[story->versus.patched].boot_count;
	const char *pages = shared_value(story, "pages"), *order = shared_value(story, "order");
	unsigned long long least, most;
	char trials[64], boots[64];

	count_trials(story, &least, &most);
	if (least == most)
		snprintf(trials, sizeof(trials), "%llu", most);
	else
		snprintf(trials, sizeof(trials), "%llu to %llu", least, most);
	if (base == patched)
		snprintf(boots, sizeof(boots), "%zu boot%s of each kernel", base, base == 1 ? "" : "s");
	else
		snprintf(boots, sizeof(boots), "%zu boot%s of base and %zu of patched", base,
			 base == 1 ? "" : "s", patched);
	return add_fact(story, "sampled", "%s, %s trials a boot%s%s%s%s%s%s", boots,
			trials, pages ? ", " : "", pages ? pages : "", pages ? " pages a trial" : "",
			order ? ", order " : "", order ? order : "",
			story->versus.rows->has_time ? "; figures are medians" : "");
}

/* What the names of rows leave out. */
static int add_unsaid(struct story *story)
{
	const char *unsaid = story->report->labels.unsaid;

	return *unsaid ? add_fact(story, "unsaid", "where a row does not say otherwise: %s", unsaid) : 0;
}

static const struct versus_row *find_null(const struct versus *versus)
{
	for (size_t i = 0; i < versus->count; i++)
		if (!strcmp(versus->items[i].row->run->scenario, "null"))
			return &versus->items[i];
	return NULL;
}

static int add_harness(struct story *story)
{
	const struct versus_row *null = find_null(&story->versus);
	struct cell base, patched;

	if (!null || !story->versus.rows->has_time)
		return 0;
	base = text_number(null->figures.base.median);
	patched = text_number(null->figures.patched.median);
	if (!strcmp(base.text, patched.text))
		return add_fact(story, "harness", "each touch has %s %s of dexbench's own; they are not subtracted", base.text,
				story->versus.rows->unit);
	return add_fact(story, "harness", "each touch has %s (base) and %s (patched) %s of dexbench's own; they are not subtracted",
			base.text, patched.text, story->versus.rows->unit);
}

int story_add_facts(struct story *story, const char *command)
{
	const struct result_header *header = header_of(story, false);
	int err = add_kernel(story, false);

	if (!err)
		err = add_kernel(story, true);
	if (!err)
		err = add_build(story);
	if (!err)
		err = add_machine(story);
	if (!err)
		err = add_unit(story);
	if (!err)
		err = add_sampling(story);
	if (!err)
		err = add_unsaid(story);
	if (!err)
		err = add_harness(story);
	if (!err)
		err = add_fact(story, "tool", "dexbench %s%s%s%s", header->tool_version,
			       header->tool_commit ? ", commit " : "",
			       header->tool_commit ? header->tool_commit : "",
			       "; its docs/method.md says how each figure is proven");
	if (!err && command)
		err = add_fact(story, "repeat", "%s", command);
	else if (!err && header->command)
		err = add_fact(story, "repeat", "on each kernel: %s", header->command);
	return err;
}

static void add_method(struct story *story)
{
	const struct versus *versus = &story->versus;
	size_t exact = versus_count_verdict(versus, VERDICT_EXACT);

	if (exact && exact == versus->count)
		lines_add(&story->terms, "All boots of a kernel gave the same figures, so the differences are exact for these two builds.");
	else if (exact)
		lines_add(&story->terms, "In %zu of %zu rows all boots of a kernel gave the same figure: there the difference is exact for these two builds.",
			  exact, versus->count);
	if (versus->estimated)
		lines_add(&story->terms, "%s are estimated over boots (Hodges-Lehmann shift, 95 %% interval). A row counts as changed if p, corrected for all %zu rows (Holm), is at most %g, and as the same if its interval lies within +/-%g%%.",
			  exact ? "Other differences" : "Differences", versus->estimated, COMPARE_ALPHA, versus->rows->equivalence);
}

void story_add_terms(struct story *story)
{
	lines_add(&story->terms, "A device with exclusive access to a page has its page-table entry (PTE) replaced by a device-exclusive entry. When a CPU touches the page it faults, and in this restore fault the kernel puts an ordinary PTE back. If that is read-only, or clean where hardware sets no dirty bits, a write takes one more fault: an extra write fault.%s",
		  story_has_column(story, STORY_FAULTS) ? " The tables give the faults of a page where they differ." : "");
	if (story->versus.rows->has_ipis)
		lines_add(&story->terms, "IPIs are interrupts by which a CPU has others flush their TLBs, counted for the whole system. A row takes more where each boot of one kernel has %g times as many as each of the other, and %g per page more.",
			  VERSUS_TIMES_IPIS, VERSUS_LEAST_IPIS);
	add_method(story);
}
