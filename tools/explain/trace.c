/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.c: read what plugin.c recorded.
 */
#include "explain/trace.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int add_path(struct trace *trace, size_t *at)
{
	struct path *more = grow(trace->paths, trace->path_count, sizeof(*more));
	size_t left = trace->word_count - *at;

	if (!more)
		return -ENOMEM;
	trace->paths = more;
	if (!left || trace->words[*at] > left - 1)
		return -EBADMSG;
	more[trace->path_count++] = (struct path){ trace->words + *at + 1, trace->words[*at] };
	*at += 1 + trace->words[*at];
	return 0;
}

static int add_touch(struct trace *trace, size_t *at)
{
	struct touch *more = grow(trace->touches, trace->touch_count, sizeof(*more));

	if (!more)
		return -ENOMEM;
	trace->touches = more;
	if (trace->word_count - *at < TOUCH_WORDS)
		return -EBADMSG;
	memcpy(&more[trace->touch_count], trace->words + *at, sizeof(*more));
	*at += TOUCH_WORDS;
	return more[trace->touch_count++].path < trace->path_count ? 0 : -EBADMSG;
}

static int read_records(struct trace *trace)
{
	size_t at = 0;
	int err = 0;

	while (!err && trace->word_count - at > 1) {
		uint64_t kind = trace->words[at++];

		if (kind == TRACE_END)
			return trace->words[at] == trace->touch_count ? 0 : -EBADMSG;
		err = kind == TRACE_PATH ? add_path(trace, &at) :
		      kind == TRACE_TOUCH ? add_touch(trace, &at) : -EBADMSG;
	}
	return err ? err : -EBADMSG;
}

int trace_read(struct trace *trace, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC), err;
	struct stat stat;

	*trace = (struct trace){ .words = MAP_FAILED };
	if (file < 0 || fstat(file, &stat)) {
		err = err_set(errno, "%s: %s", path, strerror(errno));
	} else {
		trace->word_count = (size_t)stat.st_size / sizeof(*trace->words);
		trace->words = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		err = trace->words == MAP_FAILED ? -EBADMSG : read_records(trace);
		if (err == -EBADMSG)
			err = err_set(EBADMSG, "%s: cut off or damaged: explain again", path);
	}
	if (file >= 0)
		close(file);
	if (err)
		trace_free(trace);
	return err;
}

void trace_free(struct trace *trace)
{
	if (trace->words && trace->words != MAP_FAILED)
		munmap((void *)trace->words, trace->word_count * sizeof(*trace->words));
	free(trace->paths);
	free(trace->touches);
	*trace = (struct trace){ 0 };
}
