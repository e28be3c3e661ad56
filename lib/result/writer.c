/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer.c: one write(2) a record.
 */
#include "result/writer.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct result_writer {
	int fd;
	char *path;
};

static int refuse_overwrite(int fd, const char *path)
{
	struct stat info;

	if (!fstat(fd, &info) && S_ISREG(info.st_mode) && info.st_size > 0)
		return err_set(EEXIST, "%s: holds results already; name another file, or --resume it",
			       path);
	return 0;
}

int result_create(struct result_writer **writer, const char *path, bool append)
{
	struct result_writer *created = calloc(1, sizeof(*created));
	int err = 0;

	if (!created)
		return -ENOMEM;
	created->path = strdup(path);
	created->fd = !strcmp(path, "-") ? dup(STDOUT_FILENO) :
		      open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (!created->path || created->fd < 0)
		err = err_set(errno, "%s: cannot write results there: %s", path, strerror(errno));
	else if (!append)
		err = refuse_overwrite(created->fd, path);
	if (err) {
		result_close(created);
		return err;
	}
	*writer = created;
	return 0;
}

static int write_all(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t written = write(fd, text, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		text += written;
		length -= (size_t)written;
	}
	return 0;
}

int result_write(struct result_writer *writer, json_t *record)
{
	char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
	size_t length;
	int err;

	json_decref(record);
	if (!text)
		return err_set(ENOMEM, "%s: a record could not be put together", writer->path);

	length = strlen(text);
	text[length] = '\n';	/* over the final NUL: one write, one line */
	err = write_all(writer->fd, text, length + 1);
	free(text);
	if (err)
		return err_set(-err, "%s: cannot write a result: %s", writer->path, strerror(-err));
	return 0;
}

void result_close(struct result_writer *writer)
{
	if (!writer)
		return;
	if (writer->fd >= 0)
		close(writer->fd);
	free(writer->path);
	free(writer);
}
