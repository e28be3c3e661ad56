/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compatibility.c: what must be equal for a difference to mean something.
 */
#include "model/compatibility.h"
#include "model/diagnostics.h"
#include "model/variants.h"
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HEADER(member) offsetof(struct result_header, member)

enum action {
	REFUSE,		/* can never be allowed */
	ALLOW,		/* refused, unless --allow names the field */
	WARN,		/* told where both files know it */
	WARN_PLACED,	/* the same, but null is an answer where placement is known */
};

static const struct rule {
	enum action action;
	const char *field;	/* what --allow takes */
	const char *member;	/* what a message names */
	bool is_text;		/* const char *, else uint64_t */
	size_t offset;
} rules[] = {
	{ REFUSE, NULL,		"unit",			true,	HEADER(unit) },
	{ ALLOW, "schema",	"schema",		false,	HEADER(schema) },
	{ ALLOW, "platform",	"platform",		true,	HEADER(platform) },
	{ ALLOW, "tool",	"tool.version",		true,	HEADER(tool_version) },
	{ ALLOW, "tool",	"tool.commit",		true,	HEADER(tool_commit) },
	{ ALLOW, "machine",	"machine.arch",		true,	HEADER(machine.arch) },
	{ ALLOW, "machine",	"machine.cpu",		true,	HEADER(machine.cpu) },
	{ ALLOW, "machine",	"machine.hypervisor",	true,	HEADER(machine.hypervisor) },
	{ ALLOW, "machine",	"machine.topology",	true,	HEADER(machine.topology) },
	{ ALLOW, "machine",	"machine.cpus",		false,	HEADER(machine.cpus) },
	{ ALLOW, "machine",	"machine.nodes",	false,	HEADER(machine.nodes) },
	{ ALLOW, "machine",	"machine.page_size",	false,	HEADER(machine.page_size) },
	{ ALLOW, "device",	"device",		true,	HEADER(device) },
	{ ALLOW, "plan",	"plan.digest",		true,	HEADER(plan_digest) },
	{ WARN, NULL, "the kernel's configuration",	true,	HEADER(kernel.config_digest) },
	{ WARN, NULL, "the kernel's compiler",		true,	HEADER(kernel.compiler) },
	{ WARN, NULL, "the CPUs that runs may use",	true,	HEADER(placement.cpus) },
	{ WARN, NULL, "the NUMA nodes that runs may use", true,	HEADER(placement.nodes) },
	{ WARN_PLACED, NULL, "isolated CPUs",		true,	HEADER(placement.isolated) },
	{ WARN, NULL, "what the kernel checks of itself", true,	HEADER(kernel.debug) },
};

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

static const char *text_of(const struct result_header *header, const struct rule *rule)
{
	return *(const char *const *)(const void *)((const char *)header + rule->offset);
}

static uint64_t count_of(const struct result_header *header, const struct rule *rule)
{
	return *(const uint64_t *)(const void *)((const char *)header + rule->offset);
}

/* Is @field one of the words in @list? */
static bool is_listed(const char *list, const char *field, size_t length)
{
	size_t word;

	for (; list && *list; list += word + (list[word] == ',')) {
		word = strcspn(list, ",");
		if (word == length && !strncmp(list, field, length))
			return true;
	}
	return false;
}

static int check_allow(const char *list)
{
	size_t length;

	for (; list && *list; list += length + (list[length] == ',')) {
		bool known = false;

		length = strcspn(list, ",");
		for (size_t i = 0; i < RULES && !known; i++)
			known = rules[i].field && is_listed(rules[i].field, list, length);
		if (!known)
			return err_set(EINVAL, "--allow=%.*s: no such field; known: "
				       "schema, platform, tool, machine, device, plan",
				       (int)length, list);
	}
	return 0;
}

/* Returns 0 where both are alike, or where the difference is allowed. */
static int check_rule(const struct rule *rule, const struct result *first,
		      const struct result *other, const char *allow, struct diagnostics *list)
{
	struct diagnostic differs = { .kind = DIAGNOSTIC_ALLOWED, .texts = { rule->member } };
	char a[256], b[256];

	if (rule->is_text) {
		const char *x = text_of(&first->header, rule), *y = text_of(&other->header, rule);

		differs.texts[1] = x ? x : "(unknown)";
		differs.texts[2] = y ? y : "(unknown)";
		snprintf(a, sizeof(a), "%s", differs.texts[1]);
		snprintf(b, sizeof(b), "%s", differs.texts[2]);
	} else {
		differs.numbers[0] = (double)count_of(&first->header, rule);
		differs.numbers[1] = (double)count_of(&other->header, rule);
		snprintf(a, sizeof(a), "%.0f", differs.numbers[0]);
		snprintf(b, sizeof(b), "%.0f", differs.numbers[1]);
	}
	if (!strcmp(a, b))
		return 0;
	if (rule->action == REFUSE)
		return err_set(EPERM, "%s and %s differ in %s: \"%s\" and \"%s\"; "
			       "no difference can be taken between units",
			       first->path, other->path, rule->member, a, b);
	if (is_listed(allow, rule->field, strlen(rule->field)))
		return diagnostics_add(list, differs);
	return err_set(EPERM, "%s and %s differ in %s: \"%s\" and \"%s\"; "
		       "to compare all the same: --allow=%s%s%s", first->path, other->path,
		       rule->member, a, b, allow ? allow : "", allow && *allow ? "," : "",
		       rule->field);
}

static int check_pair(const struct result *first, const struct result *other, const char *allow,
		      struct diagnostics *list)
{
	int err = 0;

	for (size_t i = 0; i < RULES && !err; i++)
		if (rules[i].action < WARN)
			err = check_rule(&rules[i], first, other, allow, list);
	return err;
}

/* The boots of all variants, one after the other; NULL behind the last. */
static const struct result *nth_boot(const struct variants *variants, size_t n)
{
	for (size_t i = 0; i < variants->count; i++) {
		if (n < variants->items[i].boot_count)
			return variants->items[i].boots[n];
		n -= variants->items[i].boot_count;
	}
	return NULL;
}

static bool same_boot(const struct result *a, const struct result *b)
{
	return a->header.boot && b->header.boot && !strcmp(a->header.boot, b->header.boot);
}

/* Adds boot @n, if it is the first of several of its id. */
static int check_boot(const struct variants *variants, size_t n, struct diagnostics *list)
{
	const struct result *boot = nth_boot(variants, n), *other, *second = NULL;
	size_t more = 0;

	for (size_t i = 0; (other = nth_boot(variants, i)); i++) {
		if (i == n || !same_boot(boot, other))
			continue;
		if (i < n)
			return 0;
		if (second)
			more++;
		else
			second = other;
	}
	if (!second)
		return 0;
	return diagnostics_add(list, (struct diagnostic){
		.kind = DIAGNOSTIC_SAME_BOOT, .texts = { boot->path, second->path },
		.numbers = { (double)more } });
}

/* Where time is real, no two boots share an id; on exact even that repeats. */
static int check_boots(const struct variants *variants, struct diagnostics *list)
{
	int err = 0;

	if (!strcmp(nth_boot(variants, 0)->header.platform, "exact"))
		return 0;
	for (size_t i = 0; nth_boot(variants, i) && !err; i++)
		err = check_boot(variants, i, list);
	return err;
}

int compatibility_check(const struct variants *variants, const char *allow,
			struct diagnostics *list)
{
	const struct result *first = nth_boot(variants, 0), *boot;
	int err = check_allow(allow);

	for (size_t i = 0; !err && (boot = nth_boot(variants, i)); i++)
		err = check_pair(first, boot, allow, list);
	return err ? err : check_boots(variants, list);
}

static int compare_texts(const char *what, const char *a, const struct result *first,
			 const char *b, const struct result *other, struct diagnostics *list)
{
	if (!a || !b || !strcmp(a, b))
		return 0;
	return diagnostics_add(list, (struct diagnostic){
		.kind = DIAGNOSTIC_ENVIRONMENT,
		.texts = { what, a, first->path, b, other->path } });
}

static const char *knob_value(const struct result_header *header, const char *name)
{
	for (size_t i = 0; i < header->knob_count; i++)
		if (!strcmp(header->knobs[i].name, name))
			return header->knobs[i].value;
	return NULL;
}

static const char *warned_text(const struct result_header *header, const struct rule *rule)
{
	const char *text = text_of(header, rule);

	return !text && rule->action == WARN_PLACED && header->placement.cpus ? "none" : text;
}

static int compare_environments(const struct result *first, const struct result *other,
				struct diagnostics *list)
{
	const struct result_header *a = &first->header, *b = &other->header;
	int err = 0;

	for (size_t i = 0; i < RULES && !err; i++)
		if (rules[i].action >= WARN)
			err = compare_texts(rules[i].member, warned_text(a, &rules[i]), first,
					    warned_text(b, &rules[i]), other, list);
	for (size_t i = 0; i < a->knob_count && !err; i++)
		err = compare_texts(a->knobs[i].name, a->knobs[i].value, first,
				    knob_value(b, a->knobs[i].name), other, list);
	return err;
}

int compatibility_environment(const struct variants *variants, size_t patched,
			      struct diagnostics *list)
{
	const size_t which[] = { 0, patched };
	const struct result *first = nth_boot(variants, 0);
	int err = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct variant *variant = &variants->items[which[i]];
		size_t known = list->count;

		for (size_t boot = 0; boot < variant->boot_count && !err; boot++)
			if (list->count == known)
				err = compare_environments(first, variant->boots[boot], list);
	}
	return err;
}
