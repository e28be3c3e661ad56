/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sides.c: which file is a boot of which kernel.
 */
#include "report/sides.h"
#include "base/err.h"
#include "base/grow.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct input {
	char *path;
	dev_t device;
	ino_t inode;
	struct result result;
};

const struct result_header *side_header(const struct side *side)
{
	return &side->boots[0]->header;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The first member in which two headers are of different kernels, or NULL. */
static const char *kernel_difference(const struct result_header *a,
				     const struct result_header *b)
{
	if (!same_text(a->kernel.name, b->kernel.name))
		return "kernel.name";
	if (!same_text(a->kernel.build, b->kernel.build))
		return "kernel.build";
	if (!same_text(a->kernel.config_digest, b->kernel.config_digest))
		return "kernel.config_digest";
	if (!same_text(a->kernel.changes, b->kernel.changes))
		return "kernel.changes";
	return NULL;
}

static struct side *add_side(struct sides *sides, bool of_files)
{
	struct side *more = grow(sides->sides, sides->count, sizeof(*more));

	if (!more)
		return NULL;
	sides->sides = more;
	more += sides->count++;
	*more = (struct side){ .of_files = of_files };
	return more;
}

static int add_boot(struct side *side, const struct result *result)
{
	const struct result **more;

	if (!side)
		return -ENOMEM;
	more = grow(side->boots, side->boot_count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	side->boots = more;
	side->boots[side->boot_count++] = result;
	return 0;
}

/* A file given twice would confirm itself. */
static int refuse_twice(const struct sides *sides, const struct input *input)
{
	for (size_t i = 0; i + 1 < sides->input_count; i++) {
		const struct input *other = sides->inputs[i];

		if (other->device == input->device && other->inode == input->inode)
			return err_set(EEXIST, "%s: the same file as %s: one boot cannot confirm itself",
				       input->path, other->path);
	}
	return 0;
}

static int read_input(struct sides *sides, const char *path, struct input **read)
{
	struct input **more = grow(sides->inputs, sides->input_count, sizeof(*more));
	struct input *input = calloc(1, sizeof(*input));
	struct stat status = { 0 };
	int err;

	if (more)
		sides->inputs = more;
	if (!more || !input) {
		free(input);
		return -ENOMEM;
	}
	sides->inputs[sides->input_count++] = input;
	input->path = strdup(path);
	if (!input->path)
		return -ENOMEM;
	if (stat(path, &status))
		return err_set(errno, "%s: %s", path, strerror(errno));
	input->device = status.st_dev;
	input->inode = status.st_ino;
	err = refuse_twice(sides, input);
	*read = input;
	return err ? err : result_read(&input->result, input->path);
}

static int read_file(struct sides *sides, const char *path, bool separate)
{
	const struct result_header *header;
	struct input *input = NULL;
	int err = read_input(sides, path, &input);

	if (err)
		return err;
	header = &input->result.header;
	for (size_t i = 0; i < sides->count && !separate; i++) {
		struct side *side = &sides->sides[i];

		if (side->of_files && !kernel_difference(side_header(side), header))
			return add_boot(side, &input->result);
	}
	return add_boot(add_side(sides, true), &input->result);
}

static int is_result(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name && !strcmp(dot, ".jsonl");
}

static int read_boot(struct sides *sides, struct side *side, const char *path)
{
	struct input *input = NULL;
	const char *differs;
	int err = read_input(sides, path, &input);

	if (err)
		return err;
	differs = side->boot_count ?
		  kernel_difference(side_header(side), &input->result.header) : NULL;
	if (differs)
		return err_set(EBADMSG, "%s: not of the same kernel as %s (%s): a folder holds boots of one",
			       path, side->boots[0]->path, differs);
	return add_boot(side, &input->result);
}

static int read_folder(struct sides *sides, const char *path)
{
	struct side *side = add_side(sides, false);
	struct dirent **entries;
	char file[4096];
	int count, err = side ? 0 : -ENOMEM;

	count = scandir(path, &entries, is_result, versionsort);
	if (count < 0)
		return err_set(EIO, "%s: cannot be read: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (!err && (size_t)snprintf(file, sizeof(file), "%s/%s", path,
					     entries[i]->d_name) >= sizeof(file))
			err = err_set(ENAMETOOLONG, "%s: too long a name", path);
		if (!err)
			err = read_boot(sides, side, file);
		free(entries[i]);
	}
	free(entries);
	return count ? err : err_set(ENOENT, "%s: no results: there is no *.jsonl in it", path);
}

static int read_path(struct sides *sides, const char *path, bool separate)
{
	struct stat status;

	if (stat(path, &status))
		return err_set(errno, "%s: %s", path, strerror(errno));
	return S_ISDIR(status.st_mode) ? read_folder(sides, path)
				       : read_file(sides, path, separate);
}

/* Files of a single kernel: its first boot against the others. */
static int split(struct sides *sides)
{
	struct side *rest;
	int err = 0;

	if (sides->count != 1 || !sides->sides[0].of_files || sides->sides[0].boot_count < 2)
		return 0;
	rest = add_side(sides, true);
	for (size_t i = 1; i < sides->sides[0].boot_count && !err; i++)
		err = add_boot(rest, sides->sides[0].boots[i]);
	sides->sides[0].boot_count = 1;
	return err;
}

int sides_read(struct sides *sides, char **paths, size_t count, bool separate)
{
	int err = 0;

	memset(sides, 0, sizeof(*sides));
	for (size_t i = 0; i < count && !err; i++)
		err = read_path(sides, paths[i], separate);
	if (!err)
		err = split(sides);
	if (err) {
		sides_free(sides);
		return err;
	}
	sides->same_kernel = true;
	for (size_t i = 1; i < sides->count; i++)
		if (kernel_difference(side_header(&sides->sides[0]),
				      side_header(&sides->sides[i])))
			sides->same_kernel = false;
	return 0;
}

void sides_free(struct sides *sides)
{
	for (size_t i = 0; i < sides->count; i++)
		free(sides->sides[i].boots);
	free(sides->sides);
	for (size_t i = 0; i < sides->input_count; i++) {
		result_free(&sides->inputs[i]->result);
		free(sides->inputs[i]->path);
		free(sides->inputs[i]);
	}
	free(sides->inputs);
	memset(sides, 0, sizeof(*sides));
}
