/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * paths.h: the files of every CPU, of every interrupt, of every node.
 */
#ifndef SYS_PATHS_H
#define SYS_PATHS_H

#include <stddef.h>

/* Zeroed, they are none. */
struct paths {
	char **items;
	size_t count;
};

/*
 * Finds the files below @root ("" for this machine) that @pattern stands for: one path, or
 * with a * in one of its folders all that there are, by number. They are given without
 * @root. Returns 0 with @paths for the caller to paths_free(), or -ENOMEM; finding none is
 * no failure.
 */
int paths_find(struct paths *paths, const char *root, const char *pattern);
void paths_free(struct paths *paths);

#endif /* SYS_PATHS_H */
