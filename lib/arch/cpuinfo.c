/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpuinfo.c: read /proc/cpuinfo.
 */
#include "arch/arch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cpuinfo_value(const char *root, const char *name, char *value, size_t size)
{
	char path[1024], *line = NULL, *at;
	bool found = false;
	size_t room = 0;
	FILE *file;

	value[0] = '\0';
	snprintf(path, sizeof(path), "%s/proc/cpuinfo", root);
	file = fopen(path, "re");
	while (file && !found && getline(&line, &room, file) >= 0) {
		at = strchr(line, ':');
		if (!at || strncmp(line, name, strlen(name)))
			continue;
		found = true;
		at += 1 + strspn(at + 1, " ");
		snprintf(value, size, "%.*s", (int)strcspn(at, "\n"), at);
	}
	free(line);
	if (file)
		fclose(file);
	return found;
}
