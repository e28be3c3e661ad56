/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat.c: what must be equal for a difference to mean something.
 */
#include "report/compat.h"
#include "report/sides.h"
#include "report/warnings.h"
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HEADER(member) offsetof(struct result_header, member)

static const struct rule {
	const char *field;	/* what --allow takes; NULL: can never be allowed */
	const char *member;	/* what the message names */
	bool is_text;		/* const char *, else uint64_t */
	size_t offset;
} rules[] = {
	{ NULL,		"unit",			true,	HEADER(unit) },
	{ "schema",	"schema",		false,	HEADER(schema) },
	{ "platform",	"platform",		true,	HEADER(platform) },
	{ "tool",	"tool.version",		true,	HEADER(tool_version) },
	{ "tool",	"tool.commit",		true,	HEADER(tool_commit) },
	{ "machine",	"machine.arch",		true,	HEADER(machine.arch) },
	{ "machine",	"machine.cpu",		true,	HEADER(machine.cpu) },
	{ "machine",	"machine.hypervisor",	true,	HEADER(machine.hypervisor) },
	{ "machine",	"machine.topology",	true,	HEADER(machine.topology) },
	{ "machine",	"machine.cpus",		false,	HEADER(machine.cpus) },
	{ "machine",	"machine.nodes",	false,	HEADER(machine.nodes) },
	{ "machine",	"machine.page_size",	false,	HEADER(machine.page_size) },
	{ "device",	"device",		true,	HEADER(device) },
	{ "plan",	"plan.digest",		true,	HEADER(plan_digest) },
};

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

struct value {
	char text[256];
};

static struct value value_of(const struct result_header *header, const struct rule *rule)
{
	const char *member = (const char *)header + rule->offset;
	struct value value;

	if (!rule->is_text) {
		snprintf(value.text, sizeof(value.text), "%llu",
			 (unsigned long long)*(const uint64_t *)(const void *)member);
		return value;
	}
	member = *(const char *const *)(const void *)member;
	snprintf(value.text, sizeof(value.text), "%s", member ? member : "(unknown)");
	return value;
}

/* Is @field one of the words in @list? */
static bool is_listed(const char *list, const char *field)
{
	size_t length = strlen(field), word;

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
			known = rules[i].field && strlen(rules[i].field) == length &&
				!strncmp(rules[i].field, list, length);
		if (!known)
			return err_set(EINVAL, "--allow=%.*s: no such field; there are schema, platform, tool, machine, device and plan",
				       (int)length, list);
	}
	return 0;
}

static int check_rule(const struct rule *rule, const struct result *first,
		      const struct result *other, const char *allow,
		      struct warnings *warnings)
{
	struct value a = value_of(&first->header, rule), b = value_of(&other->header, rule);

	if (!strcmp(a.text, b.text))
		return 0;
	if (!rule->field)
		return err_set(EPERM, "%s and %s differ in %s: \"%s\" and \"%s\"; no difference can be taken between units",
			       first->path, other->path, rule->member, a.text, b.text);
	if (is_listed(allow, rule->field))
		return warnings_add(warnings, WARNING_ALLOWED, "%s: \"%s\" and \"%s\"",
				    rule->member, a.text, b.text);
	return err_set(EPERM, "%s and %s differ in %s: \"%s\" and \"%s\"; to compare all the same: --allow=%s%s%s",
		       first->path, other->path, rule->member, a.text, b.text,
		       allow ? allow : "", allow && *allow ? "," : "", rule->field);
}

static int check_pair(const struct result *first, const struct result *other,
		      const char *allow, struct warnings *warnings)
{
	int err = 0;

	for (size_t i = 0; i < RULES && !err; i++)
		err = check_rule(&rules[i], first, other, allow, warnings);
	return err;
}

/* The boots of all sides, one after the other; NULL behind the last. */
static const struct result *nth_boot(const struct sides *sides, size_t n)
{
	for (size_t i = 0; i < sides->count; i++) {
		if (n < sides->sides[i].boot_count)
			return sides->sides[i].boots[n];
		n -= sides->sides[i].boot_count;
	}
	return NULL;
}

static bool same_boot(const struct result *a, const struct result *b)
{
	return a->header.boot && b->header.boot && !strcmp(a->header.boot, b->header.boot);
}

/* Warns of boot @n, if it is the first of several of its id. */
static int check_boot(const struct sides *sides, size_t n, struct warnings *warnings)
{
	const struct result *boot = nth_boot(sides, n), *other, *second = NULL;
	size_t more = 0;

	for (size_t i = 0; (other = nth_boot(sides, i)); i++) {
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
	if (!more)
		return warnings_add(warnings, WARNING_SAME_BOOT, "%s and %s", boot->path, second->path);
	return warnings_add(warnings, WARNING_SAME_BOOT, "%s, %s and %zu more", boot->path,
			    second->path, more);
}

/* Where time is real, no two boots share an id; on exact even that repeats. */
static int check_boots(const struct sides *sides, struct warnings *warnings)
{
	const struct result *first = sides->sides[0].boots[0];
	int err = 0;

	if (!strcmp(first->header.platform, "exact"))
		return 0;
	for (size_t i = 0; nth_boot(sides, i) && !err; i++)
		err = check_boot(sides, i, warnings);
	return err;
}

int compat_check(const struct sides *sides, const char *allow, struct warnings *warnings)
{
	const struct result *first = sides->sides[0].boots[0];
	int err = check_allow(allow);

	for (size_t i = 0; i < sides->count; i++) {
		const struct side *side = &sides->sides[i];

		for (size_t boot = 0; boot < side->boot_count && !err; boot++)
			err = check_pair(first, side->boots[boot], allow, warnings);
	}
	return err ? err : check_boots(sides, warnings);
}
