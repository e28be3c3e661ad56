/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.c: read what plugin.c recorded.
 */
#include "explain/trace.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool read_words(FILE *file, void *words, size_t count)
{
	return fread(words, sizeof(uint64_t), count, file) == count;
}

static int read_path(struct trace *trace, FILE *file, uint64_t most)
{
	struct path *more = grow(trace->paths, trace->path_count, sizeof(*more)), *path;
	uint64_t count;

	if (!more)
		return -ENOMEM;
	trace->paths = more;
	if (!read_words(file, &count, 1) || count > most)
		return -EBADMSG;
	path = &more[trace->path_count++];
	*path = (struct path){ malloc(count ? count * sizeof(uint64_t) : 1), count };
	if (!path->addresses)
		return -ENOMEM;
	return read_words(file, path->addresses, count) ? 0 : -EBADMSG;
}

static int read_touch(struct trace *trace, FILE *file)
{
	struct touch *more = grow(trace->touches, trace->touch_count, sizeof(*more));

	if (!more)
		return -ENOMEM;
	trace->touches = more;
	if (!read_words(file, &more[trace->touch_count], TOUCH_WORDS))
		return -EBADMSG;
	return more[trace->touch_count++].path < trace->path_count ? 0 : -EBADMSG;
}

static int read_records(struct trace *trace, FILE *file, uint64_t most)
{
	uint64_t kind, count;
	int err = 0;

	while (!err && read_words(file, &kind, 1)) {
		if (kind == TRACE_PATH)
			err = read_path(trace, file, most);
		else if (kind == TRACE_TOUCH)
			err = read_touch(trace, file);
		else if (kind == TRACE_END && read_words(file, &count, 1))
			return count == trace->touch_count ? 0 : -EBADMSG;
		else
			err = -EBADMSG;
	}
	return err ? err : -EBADMSG;
}

int trace_read(struct trace *trace, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat stat;
	int err;

	*trace = (struct trace){ 0 };
	if (!file || fstat(fileno(file), &stat)) {
		err = err_set(errno, "%s: %s", path, strerror(errno));
	} else {
		err = read_records(trace, file, (uint64_t)stat.st_size / sizeof(uint64_t));
		if (err == -EBADMSG)
			err = err_set(EBADMSG, "%s: cut off or damaged: explain again", path);
	}
	if (file)
		fclose(file);
	if (err)
		trace_free(trace);
	return err;
}

void trace_free(struct trace *trace)
{
	for (size_t i = 0; i < trace->path_count; i++)
		free(trace->paths[i].addresses);
	free(trace->paths);
	free(trace->touches);
	*trace = (struct trace){ 0 };
}
