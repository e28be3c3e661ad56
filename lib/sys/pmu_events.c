/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pmu_events.c: /sys/bus/event_source/devices.
 */
#include "sys/pmu_events.h"
#include "base/err.h"
#include "sys/setting.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_line(char *line, size_t size, const char *devices, const char *pmu, const char *file)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s/%s", devices, pmu, file);
	return setting_line(path, line, size);
}

/* The next range of "0-3,8", and past it; false at the end. */
static bool next_range(const char **list, unsigned long *first, unsigned long *last)
{
	char *end;

	*first = *last = strtoul(*list, &end, 10);
	if (end == *list)
		return false;
	if (*end == '-')
		*last = strtoul(end + 1, &end, 10);
	*list = end + (*end == ',');
	return true;
}

static bool list_has(const char *list, unsigned int cpu)
{
	unsigned long first, last;

	while (next_range(&list, &first, &last))
		if (cpu >= first && cpu <= last)
			return true;
	return false;
}

/* Only the PMU of a core has a file "cpus"; "cpu", where all cores are alike, may have none. */
static bool is_core_pmu(const char *devices, const char *name, unsigned int cpu, bool *serves)
{
	char line[1024];

	if (read_line(line, sizeof(line), devices, name, "cpus")) {
		*serves = list_has(line, cpu);
		return true;
	}
	*serves = !strcmp(name, "cpu");
	return *serves;
}

int core_pmu_find(struct core_pmu *pmu, const char *devices, unsigned int cpu)
{
	DIR *folder = opendir(devices);
	unsigned int cores = 0;
	struct dirent *entry;
	char type[32];
	bool serves;

	memset(pmu, 0, sizeof(*pmu));
	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.' || !is_core_pmu(devices, entry->d_name, cpu, &serves))
			continue;
		cores++;
		if (!serves || !read_line(type, sizeof(type), devices, entry->d_name, "type"))
			continue;
		snprintf(pmu->name, sizeof(pmu->name), "%.63s", entry->d_name);
		pmu->type = (uint32_t)strtoul(type, NULL, 10);
	}
	if (folder)
		closedir(folder);
	pmu->several = cores > 1;
	if (pmu->name[0])
		return 0;
	return err_set(ENOENT, "CPU %u has no PMU that the kernel knows (%s); most guests have none", cpu, devices);
}

/* The bits of @value, from the lowest on, into those that a format such as "config:0-7,32-35" names. */
static int place_value(struct pmu_config *config, const char *format, uint64_t value)
{
	const char *list = strchr(format, ':');
	unsigned long first, last;
	unsigned int word = 0;

	if (!list || strncmp(format, "config", 6))
		return -EINVAL;
	if (format + 6 != list)
		word = (unsigned int)strtoul(format + 6, NULL, 10);
	if (word >= sizeof(config->words) / sizeof(config->words[0]))
		return -EINVAL;
	list++;
	while (next_range(&list, &first, &last)) {
		for (unsigned long bit = first; bit <= last && bit < 64; bit++, value >>= 1)
			config->words[word] |= (value & 1) << bit;
	}
	return value ? -ERANGE : 0;
}

/* One "name=value", or "name" for 1. */
static int add_term(struct pmu_config *config, const struct core_pmu *pmu, const char *devices, char *term)
{
	char *equals = strchr(term, '='), *end = NULL, file[96], format[128];
	uint64_t value = 1;

	if (equals) {
		*equals = '\0';
		value = strtoull(equals + 1, &end, 0);
	}
	snprintf(file, sizeof(file), "format/%.80s", term);
	if ((end && (*end || end == equals + 1)) || !read_line(format, sizeof(format), devices, pmu->name, file) ||
	    place_value(config, format, value))
		return err_set(EINVAL, "%s/%s: the term \"%s\" is not one of its format", devices, pmu->name, term);
	return 0;
}

int core_pmu_terms(struct pmu_config *config, const struct core_pmu *pmu, const char *devices,
		   const char *terms)
{
	char text[256], *rest = text, *term;
	int err = 0;

	snprintf(text, sizeof(text), "%s", terms);
	while (!err && (term = strsep(&rest, ",")))
		err = add_term(config, pmu, devices, term);
	return err;
}

int core_pmu_event(struct pmu_config *config, const struct core_pmu *pmu, const char *devices,
		   const char *event)
{
	char file[96], terms[256];

	snprintf(file, sizeof(file), "events/%.80s", event);
	if (!read_line(terms, sizeof(terms), devices, pmu->name, file))
		return -ENOENT;
	return core_pmu_terms(config, pmu, devices, terms);
}
