/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * paths.c: scandir(3). Not glob(3), which brings the user database along, and that a static
 * program had better not call.
 */
#include "sys/paths.h"
#include "base/grow.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Takes @path over, or frees it. */
static int add(struct paths *paths, const char *root, char *path)
{
	char **more, full[1024];

	if (!path)
		return -ENOMEM;
	snprintf(full, sizeof(full), "%s%s", root, path);
	if (access(full, F_OK)) {
		free(path);
		return 0;
	}
	more = grow(paths->items, paths->count, sizeof(*more));
	if (!more) {
		free(path);
		return -ENOMEM;
	}
	paths->items = more;
	paths->items[paths->count++] = path;
	return 0;
}

/* All of "/a/" + what matches "b*" + "/c". */
static int add_matches(struct paths *paths, const char *root, const char *folder, const char *pattern,
		       const char *rest)
{
	struct dirent **entries;
	char full[1024], *path;
	int count, err = 0;

	snprintf(full, sizeof(full), "%s%s", root, folder);
	count = scandir(full, &entries, NULL, versionsort);
	if (count < 0)
		return errno == ENOMEM ? -ENOMEM : 0;
	for (int i = 0; i < count; i++) {
		if (!err && !fnmatch(pattern, entries[i]->d_name, FNM_PERIOD)) {
			if (asprintf(&path, "%s%s%s", folder, entries[i]->d_name, rest) < 0)
				path = NULL;
			err = add(paths, root, path);
		}
		free(entries[i]);
	}
	free(entries);
	return err;
}

int paths_find(struct paths *paths, const char *root, const char *pattern)
{
	const char *star = strchr(pattern, '*'), *rest;
	char folder[512], *name, each[128];
	int err;

	*paths = (struct paths){ 0 };
	if (!star)
		return add(paths, root, strdup(pattern));

	snprintf(folder, sizeof(folder), "%.*s", (int)(star - pattern), pattern);
	name = strrchr(folder, '/') + 1;
	rest = star + strcspn(star, "/");
	snprintf(each, sizeof(each), "%.*s", (int)(rest - pattern - (name - folder)), pattern + (name - folder));
	*name = '\0';
	err = add_matches(paths, root, folder, each, rest);
	if (err)
		paths_free(paths);
	return err;
}

void paths_free(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->items[i]);
	free(paths->items);
	*paths = (struct paths){ 0 };
}
