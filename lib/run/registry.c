/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry.c: the scenarios linked into this program.
 */
#include "run/scenario.h"

#include <string.h>

/*
 * Bounds of the section that SCENARIO() fills; the linker defines both, or
 * neither in a program without scenarios, such as a unit test.
 */
extern const struct scenario_entry *const __start_scenarios[] __attribute__((weak));
extern const struct scenario_entry *const __stop_scenarios[] __attribute__((weak));

size_t scenario_count(void)
{
	/* cppcheck-suppress comparePointers ; the linker makes them the ends of one section */
	return (size_t)(__stop_scenarios - __start_scenarios);
}

/* How many names come before @entry's: its place in alphabetical order. */
static size_t rank_of(const struct scenario_entry *entry)
{
	size_t rank = 0;

	for (size_t i = 0; i < scenario_count(); i++)
		rank += strcmp(__start_scenarios[i]->name, entry->name) < 0;
	return rank;
}

const struct scenario_entry *scenario_nth(size_t n)
{
	for (size_t i = 0; i < scenario_count(); i++)
		if (rank_of(__start_scenarios[i]) == n)
			return __start_scenarios[i];
	return NULL;
}

const struct scenario_entry *scenario_find(const char *name)
{
	for (size_t i = 0; i < scenario_count(); i++)
		if (!strcmp(__start_scenarios[i]->name, name))
			return __start_scenarios[i];
	return NULL;
}
