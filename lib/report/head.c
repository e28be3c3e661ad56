/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * head.c: platform, machine, kernels, boots and command.
 */
#include "report/head.h"
#include "report/environment.h"
#include "report/labels.h"
#include "report/rows.h"
#include "report/sides.h"
#include "report/text.h"

#include <string.h>

static const char *about_platform(const char *platform)
{
	static const struct {
		const char *platform, *text;
	} texts[] = {
		{ "exact",	"QEMU TCG with -icount: instructions are counted, not timed" },
		{ "smp-counts",	"QEMU TCG: events are counted, times mean nothing" },
		{ "kvm",	"a guest: real time on its virtual CPU" },
		{ "bare-metal",	"real time" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!strcmp(texts[i].platform, platform))
			return texts[i].text;
	return "a platform that this dexcompare does not know";
}

static void print_machine(const struct result_header *header, FILE *stream)
{
	const char *hypervisor = environment_hypervisor(header);
	char text[1024];
	int used;

	used = snprintf(text, sizeof(text), "%.60s, %.200s, %llu CPU%s", header->machine.arch,
			header->machine.cpu ? header->machine.cpu : "CPU unknown",
			(unsigned long long)header->machine.cpus,
			header->machine.cpus == 1 ? "" : "s");
	if (header->machine.nodes > 1)
		used += snprintf(text + used, sizeof(text) - (size_t)used, ", %llu nodes",
				 (unsigned long long)header->machine.nodes);
	if (header->placement.cpus)
		used += snprintf(text + used, sizeof(text) - (size_t)used, ", measured on CPU %llu%s%.60s",
				 (unsigned long long)header->placement.measures,
				 header->placement.kind ? ", " : "",
				 header->placement.kind ? header->placement.kind : "");
	if (hypervisor)
		used += snprintf(text + used, sizeof(text) - (size_t)used, ", a virtual machine (%.64s)", hypervisor);
	snprintf(text + used, sizeof(text) - (size_t)used, "; hardware sets %s",
		 header->access_flag && header->dirty_flag ? "the access and dirty flags" :
		 header->access_flag ? "the access flag, not the dirty flag" :
		 header->dirty_flag ? "the dirty flag, not the access flag" :
		 "neither access nor dirty flag");
	text_wrap(stream, "machine   ", text);
}

static const char *about_semantics(const char *semantics)
{
	if (semantics && !strcmp(semantics, "always-dirty"))
		return "; a restored PTE is always dirty";
	if (semantics && !strcmp(semantics, "follows-folio"))
		return "; a restored PTE follows the folio";
	return "";
}

static void print_kernel(const struct side *side, const char *role, FILE *stream)
{
	const struct result_header *header = side_header(side);
	const char *name = header->kernel.name, *changes = header->kernel.changes;
	const char *debug = environment_debug(header);
	char text[1024], head[16];
	bool named;
	int used;

	snprintf(head, sizeof(head), "%-10s", role);
	named = strcmp(name, role) && strcmp(name, header->kernel.release);
	used = snprintf(text, sizeof(text), "%s%s%s", named ? name : "", named ? ": " : "",
			header->kernel.release);
	if (header->kernel.source && used < (int)sizeof(text))
		used += snprintf(text + used, sizeof(text) - (size_t)used, ", %s",
				 header->kernel.source);
	if (changes && used < (int)sizeof(text))
		used += snprintf(text + used, sizeof(text) - (size_t)used, ", %s%s",
				 *changes ? "with " : "no changes", changes);
	if (debug && used < (int)sizeof(text))
		used += snprintf(text + used, sizeof(text) - (size_t)used, "; a DEBUG KERNEL (%s)", debug);
	if (used < (int)sizeof(text))
		snprintf(text + used, sizeof(text) - (size_t)used, "%s",
			 about_semantics(header->semantics));
	text_wrap(stream, head, text);
}

/* Two kernels should differ in their changes; tell what else does. */
static void print_other_differences(const struct result_header *a,
				    const struct result_header *b, FILE *stream)
{
	const char *x = a->kernel.config_digest, *y = b->kernel.config_digest;

	if (x && y && strcmp(x, y))
		text_wrap(stream, "          ", "the kernels' configurations differ, too");
	x = a->kernel.compiler;
	y = b->kernel.compiler;
	if (x && y && strcmp(x, y))
		text_wrap(stream, "          ", "the kernels were built by different compilers");
}

/* Several files of one boot are no boots. On exact even the id repeats. */
static bool is_one_boot(const struct side *side)
{
	const char *first = side_header(side)->boot;

	for (size_t i = 1; i < side->boot_count; i++) {
		const char *boot = side->boots[i]->header.boot;

		if (!first || !boot || strcmp(first, boot))
			return false;
	}
	return side->boot_count > 1 && strcmp(side_header(side)->platform, "exact") != 0;
}

static void print_boots(const struct sides *sides, const size_t *which, size_t count,
			const struct rows *rows, FILE *stream)
{
	bool one = count == 1 && is_one_boot(&sides->sides[which[0]]);
	unsigned long long least = 0, most = 0;
	char text[256];
	int used;

	for (size_t i = 0; i < rows->count; i++) {
		const struct figure *figure = &rows->items[i].figures[which[0]];
		unsigned long long trials = figure->trials;
		size_t boots = sides->sides[which[0]].boot_count;

		if (!trials)
			continue;
		trials = (trials + boots - 1) / boots;
		least = !least || trials < least ? trials : least;
		most = trials > most ? trials : most;
	}
	if (count == 2)
		used = snprintf(text, sizeof(text), "%zu of base, %zu of patched; ",
				sides->sides[which[0]].boot_count,
				sides->sides[which[1]].boot_count);
	else
		used = snprintf(text, sizeof(text), one ? "1, %zu processes; " : "%zu; ",
				sides->sides[which[0]].boot_count);
	if (least == most)
		snprintf(text + used, sizeof(text) - (size_t)used,
			 "%llu timed trials a %s and row", most, one ? "process" : "boot");
	else
		snprintf(text + used, sizeof(text) - (size_t)used,
			 "%llu to %llu timed trials a %s and row", least, most, one ? "process" : "boot");
	text_wrap(stream, "boots     ", text);
}

void head_print(const struct sides *sides, const size_t *which, size_t count,
		const struct rows *rows, const struct labels *labels, FILE *stream)
{
	const struct result_header *header = side_header(&sides->sides[which[0]]);
	char text[1024];

	snprintf(text, sizeof(text), "%s (%s)", header->platform,
		 about_platform(header->platform));
	text_wrap(stream, "platform  ", text);
	print_machine(header, stream);
	for (size_t i = 0; i < count; i++)
		print_kernel(&sides->sides[which[i]],
			     count == 1 ? "kernel" : i ? "patched" : "base", stream);
	if (count == 2)
		print_other_differences(header, side_header(&sides->sides[which[1]]), stream);
	print_boots(sides, which, count, rows, stream);

	snprintf(text, sizeof(text), "%s (%s)", header->plan_name ? header->plan_name : "unnamed",
		 header->plan_digest);
	text_wrap(stream, "plan      ", text);
	if (*labels->shared)
		text_wrap(stream, "all rows  ", labels->shared);
	if (*labels->unsaid)
		text_wrap(stream, "unsaid    ", labels->unsaid);
	if (header->command)
		text_wrap(stream, "command   ", header->command);
	fprintf(stream, "dexbench  %s%s%s\n\n", header->tool_version,
		header->tool_commit ? ", commit " : "",
		header->tool_commit ? header->tool_commit : "");
}
