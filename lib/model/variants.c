/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * variants.c: which file is a boot of which kernel.
 */
#include "model/variants.h"
#include "base/err.h"
#include "base/grow.h"
#include "model/health.h"

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

const struct result_header *variant_header(const struct variant *variant)
{
	return &variant->boots[0]->header;
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

static struct variant *add_variant(struct variants *variants, bool of_files)
{
	struct variant *more = grow(variants->items, variants->count, sizeof(*more));

	if (!more)
		return NULL;
	variants->items = more;
	more += variants->count++;
	*more = (struct variant){ .of_files = of_files };
	return more;
}

static int add_boot(struct variant *variant, const struct result *result)
{
	const struct result **more;

	if (!variant)
		return -ENOMEM;
	more = grow(variant->boots, variant->boot_count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	variant->boots = more;
	variant->boots[variant->boot_count++] = result;
	return 0;
}

/* A file given twice would confirm itself. */
static int refuse_twice(const struct variants *variants, const struct input *input)
{
	for (size_t i = 0; i + 1 < variants->input_count; i++) {
		const struct input *other = variants->inputs[i];

		if (other->device == input->device && other->inode == input->inode)
			return err_set(EEXIST, "%s: the same file as %s: one boot cannot confirm "
				       "itself", input->path, other->path);
	}
	return 0;
}

/* Has the trial judged by a series in place of its samples. */
static int look_by(struct result_trial *trial, void *by)
{
	const struct result_series *series = NULL;
	struct weighted *pairs;

	for (size_t i = 0; i < trial->series_count; i++)
		if (!strcmp(trial->series[i].name, by) && !trial->series[i].ticks)
			series = &trial->series[i];
	if (!series)
		return err_set(ENODATA, "%s has no \"%s\", which --by asks for: measure with "
			       "--memory", trial->run.scenario, (const char *)by);
	pairs = calloc(series->count + 1, sizeof(*pairs));
	if (!pairs)
		return -ENOMEM;
	memcpy(pairs, series->pairs, series->count * sizeof(*pairs));
	free(trial->pairs);
	trial->pairs = pairs;
	trial->pair_count = series->count;
	return health_look(trial, NULL);
}

static int read_by(struct result *result, const char *path, const char *by)
{
	int err = result_read_folded(result, path, by ? look_by : health_look, (void *)by);

	if (!err && by) {
		result->header.unit = by;
		result->header.timer_overhead = 0;
	}
	return err;
}

static int read_input(struct variants *variants, const char *path, struct input **read)
{
	struct input **more = grow(variants->inputs, variants->input_count, sizeof(*more));
	struct input *input = calloc(1, sizeof(*input));
	struct stat status = { 0 };
	int err;

	if (more)
		variants->inputs = more;
	if (!more || !input) {
		free(input);
		return -ENOMEM;
	}
	variants->inputs[variants->input_count++] = input;
	input->path = strdup(path);
	if (!input->path)
		return -ENOMEM;
	if (stat(path, &status))
		return err_set(errno, "%s: %s", path, strerror(errno));
	input->device = status.st_dev;
	input->inode = status.st_ino;
	err = refuse_twice(variants, input);
	*read = input;
	return err ? err : read_by(&input->result, input->path, variants->by);
}

static int read_file(struct variants *variants, const char *path, bool separate)
{
	const struct result_header *header;
	struct input *input = NULL;
	int err = read_input(variants, path, &input);

	if (err)
		return err;
	header = &input->result.header;
	for (size_t i = 0; i < variants->count && !separate; i++) {
		struct variant *variant = &variants->items[i];

		if (variant->of_files && !kernel_difference(variant_header(variant), header))
			return add_boot(variant, &input->result);
	}
	return add_boot(add_variant(variants, true), &input->result);
}

static int is_result(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name && !strcmp(dot, ".jsonl");
}

static int read_boot(struct variants *variants, struct variant *variant, const char *path)
{
	struct input *input = NULL;
	const char *differs;
	int err = read_input(variants, path, &input);

	if (err)
		return err;
	differs = variant->boot_count ?
		  kernel_difference(variant_header(variant), &input->result.header) : NULL;
	if (differs)
		return err_set(EBADMSG, "%s: not of the same kernel as %s (%s): a folder holds "
			       "boots of one", path, variant->boots[0]->path, differs);
	return add_boot(variant, &input->result);
}

static int read_folder(struct variants *variants, const char *path)
{
	struct variant *variant = add_variant(variants, false);
	struct dirent **entries;
	char file[4096];
	int count, err = variant ? 0 : -ENOMEM;

	count = scandir(path, &entries, is_result, versionsort);
	if (count < 0)
		return err_set(EIO, "%s: cannot be read: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (!err && (size_t)snprintf(file, sizeof(file), "%s/%s", path,
					     entries[i]->d_name) >= sizeof(file))
			err = err_set(ENAMETOOLONG, "%s: too long a name", path);
		if (!err)
			err = read_boot(variants, variant, file);
		free(entries[i]);
	}
	free(entries);
	return count ? err : err_set(ENOENT, "%s: no results: there is no *.jsonl in it", path);
}

static int read_path(struct variants *variants, const char *path, bool separate)
{
	struct stat status;

	if (stat(path, &status))
		return err_set(errno, "%s: %s", path, strerror(errno));
	return S_ISDIR(status.st_mode) ? read_folder(variants, path)
				       : read_file(variants, path, separate);
}

/* Files of a single kernel: its first boot against the others. */
static int split(struct variants *variants)
{
	struct variant *rest;
	int err = 0;

	if (variants->count != 1 || !variants->items[0].of_files ||
	    variants->items[0].boot_count < 2)
		return 0;
	rest = add_variant(variants, true);
	for (size_t i = 1; i < variants->items[0].boot_count && !err; i++)
		err = add_boot(rest, variants->items[0].boots[i]);
	variants->items[0].boot_count = 1;
	return err;
}

int variants_read(struct variants *variants, char **paths, size_t count, bool separate,
		  const char *by)
{
	int err = 0;

	memset(variants, 0, sizeof(*variants));
	variants->by = by;
	for (size_t i = 0; i < count && !err; i++)
		err = read_path(variants, paths[i], separate);
	if (!err)
		err = split(variants);
	if (err) {
		variants_free(variants);
		return err;
	}
	variants->same_kernel = true;
	for (size_t i = 1; i < variants->count; i++)
		if (kernel_difference(variant_header(&variants->items[0]),
				      variant_header(&variants->items[i])))
			variants->same_kernel = false;
	return 0;
}

void variants_free(struct variants *variants)
{
	for (size_t i = 0; i < variants->count; i++)
		free(variants->items[i].boots);
	free(variants->items);
	for (size_t i = 0; i < variants->input_count; i++) {
		result_free(&variants->inputs[i]->result);
		free(variants->inputs[i]->path);
		free(variants->inputs[i]);
	}
	free(variants->inputs);
	memset(variants, 0, sizeof(*variants));
}
