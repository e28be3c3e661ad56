/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list_markdown.c: dexbench list --markdown.
 *
 * The oracle is asked as the runner asks it, with a run of which only the parameters
 * are real: what it answers for another kernel or CPU does not depend on this one.
 */
#include "commands/list_markdown.h"
#include "base/err.h"
#include "run/expectation.h"
#include "run/run.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CELL = 256, KERNELS = 2, MOST_HARDWARE = 3 };

/* Before 6.15 mprotect() turns an exclusive entry into the read-only type; since then it does not. */
static const enum semantics kernels[KERNELS] = { SEMANTICS_ALWAYS_DIRTY, SEMANTICS_FOLLOWS_FOLIO };

static const struct hardware {
	const char *name;
	struct traits traits;
} hardware[MOST_HARDWARE] = {
	{ "x86-64", { .access_flag = true, .dirty_flag = true, .soft_dirty = true } },
	{ "arm64, flags set by hardware",
	  { .access_flag = true, .dirty_flag = true, .rmw_reads_first = true } },
	{ "arm64, flags set by faults", { .rmw_reads_first = true } },
};

/* What is predicted for one set of parameters, in words. */
struct prediction {
	char faults[KERNELS][CELL], entry[KERNELS][CELL];
};

struct variant {
	const char *parameter, *value;	/* NULL: all as they are by default */
	struct prediction on[MOST_HARDWARE];
};

/* arm64 keeps no soft-dirty bits, so what needs them cannot run there. */
static size_t hardware_of(const struct scenario *scenario)
{
	return scenario->needs & NEED_SOFT_DIRTY ? 1 : MOST_HARDWARE;
}

/* "1", "0.25", "1 in 512": @sum over @pages, as a share of a page. */
static void share(char *text, double sum, size_t pages)
{
	double rate = sum / (double)pages, every = (double)pages / sum;

	if (rate >= 1.0 || fabs(every - round(every)) > 1e-9)
		snprintf(text, CELL, "%.4g", rate);
	else
		snprintf(text, CELL, "1 in %.0f", every);
}

__attribute__((format(printf, 4, 5)))
static void add(char *text, double sum, size_t pages, const char *format, ...)
{
	char words[CELL], number[CELL];
	size_t used = strlen(text);
	va_list args;

	if (sum == 0.0)
		return;
	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	share(number, sum, pages);
	snprintf(text + used, CELL - used, "%s%s %s", used ? ", " : "", number, words);
}

static void describe_faults(char *text, const struct expectation *expected, size_t pages)
{
	text[0] = '\0';
	add(text, expected->faults.restore, pages, "restore");
	add(text, expected->faults.extra_write, pages, "extra write");
	add(text, expected->faults.other, pages, "other");
	if (!*text)
		snprintf(text, CELL, "none");
	add(text, expected->maybe, pages, "more that may come");
	add(text, expected->major, pages, "of them major");
	add(text, expected->flushes, pages, "flush");
}

/* The state of most pages; of others how many there are. */
static void describe_entry(char *text, const struct expectation *expected, size_t pages, bool soft_dirty)
{
	unsigned int most = most_frequent(expected->pages);
	size_t others = pages - expected->pages[most], used;
	char words[PTE_WORDS_SIZE];

	if (expected->any_entry) {
		snprintf(text, CELL, "not predicted");
		return;
	}
	used = (size_t)snprintf(text, CELL, "%s", pte_words(soft_dirty ? most : most & ~PTE_SOFT_DIRTY, words));
	if (others)
		snprintf(text + used, CELL - used, "; of %zu in %zu pages another", others, pages);
}

static void predict(struct prediction *prediction, const struct run *run, const struct traits *traits)
{
	bool soft_dirty = run->entry->scenario->needs & NEED_SOFT_DIRTY;

	for (size_t i = 0; i < KERNELS; i++) {
		struct expectation expected;
		struct traits here = *traits;

		here.read_only_type = kernels[i] == SEMANTICS_ALWAYS_DIRTY;
		expectation_of(&expected, run, kernels[i], &here);
		describe_faults(prediction->faults[i], &expected, run->region.pages);
		describe_entry(prediction->entry[i], &expected, run->region.pages, soft_dirty);
	}
}

/* A run as it would be, but for what only a machine can give. */
static int make_run(struct run *run, const struct scenario_entry *entry, const struct variant *variant)
{
	struct trial *trial = &run->trial;

	*run = (struct run){ .entry = entry };
	values_default(&run->values, entry->scenario->parameters);
	if (variant->parameter && values_set(&run->values, variant->parameter, variant->value))
		return -EINVAL;
	run->region.pages = values_count(&run->values, "pages", 0);
	trial->pages_per_sample = 1;
	for (size_t i = 0; i < run->values.count; i++)
		if (!strcmp(run->values.list[i].parameter->name, "batch"))
			trial->pages_per_sample = values_count(&run->values, "batch", run->region.pages);
	trial->stride = trial->pages_per_sample;
	if (entry->scenario->stride)
		trial->stride = entry->scenario->stride(run);
	trial->samples = run->region.pages / trial->stride;
	return 0;
}

static int predict_variant(struct variant *variant, const struct scenario_entry *entry)
{
	struct run run;
	int err = make_run(&run, entry, variant);

	for (size_t i = 0; i < hardware_of(entry->scenario) && !err; i++)
		predict(&variant->on[i], &run, &hardware[i].traits);
	return err;
}

static bool is_same(const struct prediction *a, const struct prediction *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static void print_cells(const struct prediction *prediction)
{
	bool same = !strcmp(prediction->faults[0], prediction->faults[1]) &&
		    !strcmp(prediction->entry[0], prediction->entry[1]);

	printf(" %s | %s |", prediction->faults[0], prediction->entry[0]);
	if (same)
		printf(" the same | |\n");
	else
		printf(" %s | %s |\n", prediction->faults[1], prediction->entry[1]);
}

/* The first cell: all hardware from @first on that is as @first is; these are then @printed. */
static void print_where(const struct variant *variant, size_t first, bool printed[MOST_HARDWARE])
{
	const char *comma = "";
	size_t alike = 0;

	for (size_t i = first; i < MOST_HARDWARE; i++)
		alike += !printed[i] && is_same(&variant->on[first], &variant->on[i]);
	printf("| %s", alike < MOST_HARDWARE ? "" : "any");
	for (size_t i = first; i < MOST_HARDWARE; i++) {
		if (printed[i] || !is_same(&variant->on[first], &variant->on[i]))
			continue;
		printed[i] = true;
		if (alike < MOST_HARDWARE)
			printf("%s%s", comma, hardware[i].name);
		comma = "; ";
	}
	if (variant->parameter)
		printf("; `%s=%s`", variant->parameter, variant->value);
	printf(" |");
}

/* One line for all hardware that is alike, and nothing of what is as it is by default. */
static void print_variant(const struct variant *variant, const struct variant *usual, size_t count)
{
	bool printed[MOST_HARDWARE];

	for (size_t i = 0; i < MOST_HARDWARE; i++)
		printed[i] = i >= count || (usual && is_same(&variant->on[i], &usual->on[i]));
	for (size_t i = 0; i < MOST_HARDWARE; i++) {
		if (printed[i])
			continue;
		print_where(variant, i, printed);
		print_cells(&variant->on[i]);
	}
}

static int print_choice(const struct scenario_entry *entry, const struct variant *usual,
			const char *parameter, const char *value)
{
	struct variant variant = { .parameter = parameter, .value = value };
	int err = predict_variant(&variant, entry);

	if (!err)
		print_variant(&variant, usual, hardware_of(entry->scenario));
	return err;
}

static int print_choices(const struct scenario_entry *entry, const struct variant *usual,
			 const struct parameter *parameter)
{
	const char *at = parameter->choices;
	int err = 0;

	while (at && !err) {
		size_t length = strcspn(at, "|");
		char value[sizeof(((struct value *)0)->text)];

		snprintf(value, sizeof(value), "%.*s", (int)length, at);
		if (strcmp(value, parameter->fallback))
			err = print_choice(entry, usual, parameter->name, value);
		at = at[length] ? at + length + 1 : NULL;
	}
	return err;
}

static int print_predictions(const struct scenario_entry *entry)
{
	struct variant usual = { .parameter = NULL };
	const struct parameter *table = entry->scenario->parameters;
	int err = predict_variant(&usual, entry);

	if (!err) {
		printf("| predicted | faults of a page up to 6.14 | entry afterwards | since 6.15 | |\n"
		       "|---|---|---|---|---|\n");
		print_variant(&usual, NULL, hardware_of(entry->scenario));
	}
	for (; table && table->name && !err; table++)
		err = print_choices(entry, &usual, table);
	putchar('\n');
	return err;
}

static void print_range(const struct parameter *parameter)
{
	for (const char *at = parameter->choices; at && *at; at++) {
		if (*at == '|')
			printf(", ");
		else
			putchar(*at);
	}
	if (parameter->high)
		printf("%s%llu to %llu", parameter->choices ? ", or " : "",
		       (unsigned long long)parameter->low, (unsigned long long)parameter->high);
}

static void print_parameters(const struct parameter *table)
{
	if (!table || !table->name)
		return;
	printf("| parameter | default | values | |\n|---|---|---|---|\n");
	for (; table->name; table++) {
		printf("| `%s` | %s | ", table->name, table->fallback);
		print_range(table);
		printf(" | %s |\n", table->help);
	}
	putchar('\n');
}

static void print_needs(unsigned int needs)
{
	static const struct {
		unsigned int need;
		const char *words;
	} words[] = {
		{ NEED_MODULE, "the module" }, { NEED_SOFT_DIRTY, "soft-dirty bits (not on arm64)" },
		{ NEED_TWO_CPUS, "two CPUs" }, { NEED_TWO_NODES, "two NUMA nodes" },
		{ NEED_ROOT, "root" }, { NEED_ACCESS, "a device that accesses what it holds (not test_hmm)" },
		{ NEED_ENTRIES, "a device that tells all of an entry (not test_hmm)" },
		{ NEED_REQUEST, "a device whose requests do nothing besides (not test_hmm)" },
	};
	const char *comma = "Needs ";

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (needs & words[i].need) {
			printf("%s%s", comma, words[i].words);
			comma = ", ";
		}
	}
	printf("%s.\n\n", needs ? "" : "Runs on any machine, without the module and without root");
}

/* The prose of a file stands with the first of its scenarios. */
static void print_prose(const struct scenario_entry *entry)
{
	for (size_t i = 0; i < scenario_count(); i++) {
		const struct scenario_entry *first = scenario_nth(i);

		if (strcmp(first->file, entry->file))
			continue;
		if (first == entry)
			printf("@prose %s\n\n", entry->file);
		else
			printf("As [`%s`](#%s), but for the touch: %s.\n\n", first->name, first->name,
			       entry->scenario->summary);
		return;
	}
}

static int print_scenario(const struct scenario_entry *entry)
{
	const struct scenario *scenario = entry->scenario;

	printf("### `%s`\n\n", entry->name);
	print_prose(entry);
	print_needs(scenario->needs);
	print_parameters(scenario->parameters);
	return print_predictions(entry);
}

/* A scenario need not name its family. */
static const char *family_of(size_t n)
{
	const char *family = scenario_nth(n)->scenario->family;

	return family && *family ? family : "other";
}

static bool is_first_of_family(size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(family_of(i), family_of(n)))
			return false;
	return true;
}

static void print_contents(const char *family)
{
	printf("## %c%s\n\n| scenario | measures |\n|---|---|\n", toupper((unsigned char)family[0]), family + 1);
	for (size_t i = 0; i < scenario_count(); i++)
		if (!strcmp(family_of(i), family))
			printf("| [`%s`](#%s) | %s |\n", scenario_nth(i)->name, scenario_nth(i)->name,
			       scenario_nth(i)->scenario->summary ? scenario_nth(i)->scenario->summary : "");
	putchar('\n');
}

int list_markdown(void)
{
	int err = 0;

	printf("## What all have\n\n");
	print_parameters(common_parameters);
	for (size_t first = 0; first < scenario_count() && !err; first++) {
		const char *family = family_of(first);

		if (!is_first_of_family(first))
			continue;
		print_contents(family);
		for (size_t i = first; i < scenario_count() && !err; i++)
			if (!strcmp(family_of(i), family))
				err = print_scenario(scenario_nth(i));
	}
	return err;
}
