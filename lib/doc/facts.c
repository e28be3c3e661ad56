/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.c: kernels, machine, platform, and how all of it was measured.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <stdlib.h>
#include <string.h>

static const struct result_header *header_of(const struct model *model, size_t variant)
{
	return variant_header(&model->variants.items[variant]);
}

const char *plan_of(const struct result_header *header)
{
	const char *slash = header->plan_name ? strrchr(header->plan_name, '/') : NULL;

	return slash ? slash + 1 : header->plan_name ? header->plan_name : "unnamed";
}

static const char *restore_text(const char *semantics)
{
	if (semantics && !strcmp(semantics, "always-dirty"))
		return "; a restored PTE is always dirty";
	if (semantics && !strcmp(semantics, "follows-folio"))
		return "; a restored PTE is dirty if its folio is";
	return "";
}

static void add_kernel(struct document *document, const struct result_header *header,
		       const char *role, bool brief)
{
	const char *name = header->kernel.name, *changes = header->kernel.changes;
	const char *source = header->kernel.source, *debug = header->kernel.debug;
	bool named = strcmp(name, role) && strcmp(name, header->kernel.release);
	bool checked = debug && *debug;

	document_item(document, role, "%s%sLinux %s%s%s%s%s%s%s%s%s", named ? name : "",
		      named ? ": " : "", header->kernel.release, source ? ", " : "",
		      source ? source : "",
		      !changes ? "" : *changes ? ", with " : ", no changes", changes ? changes : "",
		      checked ? "; a DEBUG KERNEL (" : "", checked ? debug : "",
		      checked ? ")" : "", brief ? "" : restore_text(header->semantics));
}

static void add_build(struct document *document, const struct result_header *base,
		      const struct result_header *patched)
{
	const char *compiler = base->kernel.compiler, *config = base->kernel.config_digest;
	const char *other = patched->kernel.compiler;
	bool one_compiler, one_config;

	if (!compiler || !other || !config || !patched->kernel.config_digest)
		return;
	one_compiler = !strcmp(compiler, other);
	one_config = !strcmp(config, patched->kernel.config_digest);
	if (one_compiler && one_config)
		document_item(document, "build", "%s, one configuration (%.12s) for both",
			      compiler, config);
	else
		document_item(document, "build", "NOT ALIKE: %s%s%s; %s", compiler,
			      one_compiler ? "" : " and ", one_compiler ? "" : other,
			      one_config ? "one configuration" : "the configurations differ");
}

/* On the platforms that are guests of QEMU by definition, the hypervisor is no news. */
static const char *hypervisor_of(const struct result_header *header)
{
	bool guest = !strcmp(header->platform, "exact") || !strcmp(header->platform, "smp-counts");

	return guest ? NULL : header->machine.hypervisor;
}

static void add_machine(struct document *document, const struct result_header *header, bool brief)
{
	const char *hypervisor = hypervisor_of(header), *kind = header->placement.kind;
	char nodes[40] = "", placement[128] = "";

	if (header->machine.nodes > 1)
		snprintf(nodes, sizeof(nodes), ", %llu nodes",
			 (unsigned long long)header->machine.nodes);
	if (header->placement.cpus && !brief)
		snprintf(placement, sizeof(placement), ", measured on CPU %llu%s%.60s",
			 (unsigned long long)header->placement.measures, kind ? ", " : "",
			 kind ? kind : "");
	document_item(document, "machine", "%s, %s, %llu CPU%s%s%s%s%s%s; the hardware sets %s",
		      header->machine.arch,
		      header->machine.cpu ? header->machine.cpu : "CPU unknown",
		      (unsigned long long)header->machine.cpus,
		      header->machine.cpus == 1 ? "" : "s", nodes, placement,
		      hypervisor ? ", a virtual machine (" : "", hypervisor ? hypervisor : "",
		      hypervisor ? ")" : "",
		      header->access_flag && header->dirty_flag ? "accessed and dirty bits" :
		      header->access_flag ? "accessed bits, but no dirty bits" :
		      header->dirty_flag ? "dirty bits, but no accessed bits" :
		      "neither accessed nor dirty bits");
}

static void add_platform(struct document *document, const struct rows *rows, bool brief)
{
	static const struct {
		const char *platform, *text;
	} texts[] = {
		{ "exact", "instructions per page, user and kernel, counted by QEMU (TCG, -icount) "
		  "in a guest. They are not time: caches, TLB misses and IPI latency do not "
		  "enter" },
		{ "smp-counts", "faults, TLB-flush IPIs and PTE states only: in this guest (QEMU "
		  "TCG, many CPUs) times mean nothing" },
		{ "kvm", "ns per page, in a virtual machine: what the hypervisor does is in it" },
		{ "bare-metal", "ns per page, on bare metal" },
	};

	if (brief && rows->noiseless) {
		document_item(document, "platform", "instructions per page: path length (QEMU -icount), "
			      "not time");
		return;
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!strcmp(texts[i].platform, rows->platform)) {
			document_item(document, "platform", "%s: %s", rows->platform,
				      texts[i].text);
			return;
		}
	}
	document_item(document, "platform", "%s: %s per page; this dexcompare does not know it",
		      rows->platform, rows->unit);
}

/* Several files of one boot are no boots. On exact even the id repeats. */
static bool is_one_boot(const struct variant *variant)
{
	const char *first = variant_header(variant)->boot;

	for (size_t i = 1; i < variant->boot_count; i++) {
		const char *boot = variant->boots[i]->header.boot;

		if (!first || !boot || strcmp(first, boot))
			return false;
	}
	return variant->boot_count > 1 && strcmp(variant_header(variant)->platform, "exact");
}

/* "3", "3 to 5": how many trials a row has of each boot. */
static struct cell trials_of(const struct model *model, const size_t *which, size_t count)
{
	unsigned long long least = 0, most = 0;

	for (size_t i = 0; i < model->rows.count; i++) {
		for (size_t at = 0; at < count; at++) {
			const struct figure *figure = &model->rows.items[i].figures[which[at]];
			size_t boots = model->variants.items[which[at]].boot_count;
			unsigned long long trials = (figure->trials + boots - 1) / boots;

			if (!trials)
				continue;
			least = !least || trials < least ? trials : least;
			most = trials > most ? trials : most;
		}
	}
	return least == most ? cell_of("%llu", most) : cell_of("%llu to %llu", least, most);
}

static void add_boots(struct document *document, const struct model *model, const size_t *which,
		      size_t count, bool brief)
{
	size_t base = model->variants.items[which[0]].boot_count;
	size_t patched = model->variants.items[which[count - 1]].boot_count;
	bool one = count == 1 && is_one_boot(&model->variants.items[which[0]]);
	const char *medians = model->rows.has_time && !brief ? "; figures are medians" : "";
	struct cell trials = trials_of(model, which, count), boots;

	if (count > 1 && base == patched)
		boots = cell_of("%zu of each kernel", base);
	else if (count > 1)
		boots = cell_of("%zu of base, %zu of patched", base, patched);
	else
		boots = one ? cell_of("1, %zu processes", base) : cell_of("%zu", base);
	document_item(document, "boots", "%s; %s timed trial%s a %s and row%s", boots.text,
		      trials.text, strcmp(trials.text, "1") ? "s" : "", one ? "process" : "boot", medians);
}

static void add_rows(struct document *document, const struct naming *naming)
{
	char text[512];

	format_shared(naming, text, sizeof(text));
	if (*text)
		document_item(document, "all rows", "%s", text);
	format_usual(naming, text, sizeof(text));
	if (*text)
		document_item(document, "unsaid", "%s", text);
}

/* What of each figure is dexbench itself. */
static void add_harness(struct document *document, const struct model *model, const size_t *which,
			size_t count)
{
	struct cell costs[2];

	for (size_t i = 0; i < model->rows.count && model->rows.has_time; i++) {
		const struct row *row = &model->rows.items[i];
		const struct figure *figures = row->figures;

		if (strcmp(row->run->scenario, ROW_HARNESS) || !figure_known(&figures[which[0]]) ||
		    !figure_known(&figures[which[count - 1]]))
			continue;
		costs[0] = format_number(figure_cost(&figures[which[0]]));
		costs[1] = format_number(figure_cost(&figures[which[count - 1]]));
		if (!strcmp(costs[0].text, costs[1].text))
			document_item(document, "harness", "overhead %s %s per touch (row %s), part "
				      "of every figure and never subtracted", costs[0].text,
				      model->rows.unit, ROW_HARNESS);
		else
			document_item(document, "harness", "overhead %s %s per touch on base, %s on "
				      "patched (row %s), part of every figure and never subtracted",
				      costs[0].text, model->rows.unit, costs[1].text, ROW_HARNESS);
		return;
	}
}

void add_facts(struct document *document, const struct model *model, const size_t *which,
	       size_t count, const char *command, bool brief)
{
	const struct result_header *header = header_of(model, which[0]);

	document_facts(document, "How it was measured");
	for (size_t i = 0; i < count; i++)
		add_kernel(document, header_of(model, which[i]),
			   count == 1 ? "kernel" : count > 2 ? header_of(model, which[i])->kernel.name :
			   i ? "patched" : "base", brief);
	if (count == 2 && !brief)
		add_build(document, header, header_of(model, which[1]));
	add_machine(document, header, brief);
	add_platform(document, &model->rows, brief);
	add_boots(document, model, which, count, brief);
	if (!brief)
		document_item(document, "plan", "%s (%s)",
			      plan_of(header),
			      header->plan_digest);
	if (!brief) {
		add_rows(document, &model->naming);
		add_harness(document, model, which, count);
	}
	document_item(document, "tool", "dexbench %s%s%s%s%s", header->tool_version,
		      header->tool_commit ? ", commit " : "",
		      header->tool_commit ? header->tool_commit : "", brief ? ", plan " : "",
		      !brief ? "" : plan_of(header));
	if (command)
		document_item(document, "repeat", "%s", command);
	else if (header->command)
		document_item(document, "repeat", "%s%s", count > 1 ? "on each kernel: " : "",
			      header->command);
}
