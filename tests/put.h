/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * put.h: files of a machine that a unit test makes up, below a root of its own.
 */
#ifndef TESTS_PUT_H
#define TESTS_PUT_H

#include "tests/tap.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Writes @text to @path below @root, whose folders are made. */
static void put_below(const char *root, const char *path, const char *text)
{
	char full[512];
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", root, path);
	for (char *at = full + strlen(root) + 1; (at = strchr(at, '/')); *at++ = '/') {
		*at = '\0';
		mkdir(full, 0755);
	}
	file = fopen(full, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		claim(false, "%s can be written", full);
}

#endif /* TESTS_PUT_H */
