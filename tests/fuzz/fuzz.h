/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz.h: inputs as files, for harnesses of libFuzzer.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes @data to @path. A harness that cannot do so tests nothing, and ends. */
static inline void fuzz_write(const char *path, const uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		abort();
}

/* A folder of this process's own, which whoever runs it takes away. */
static inline const char *fuzz_folder(void)
{
	const char *folder = getenv("FUZZ_FOLDER");

	if (!folder)
		abort();
	return folder;
}

/* File @number with that content; returns its path, which stays valid. */
static inline const char *fuzz_file(unsigned int number, const uint8_t *data, size_t size)
{
	static char paths[2][256];

	snprintf(paths[number], sizeof(paths[number]), "%s/%u", fuzz_folder(), number);
	fuzz_write(paths[number], data, size);
	return paths[number];
}

#endif /* TESTS_FUZZ_FUZZ_H */
