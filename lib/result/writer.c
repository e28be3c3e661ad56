/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer.c: one write(2) a record, once the reader would take it.
 */
#include "result/writer.h"
#include "base/err.h"
#include "result/reader.h"
#include "result/records.h"
#include "result/samples.h"
#include "result/tables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct result_writer {
	int fd;
	char *path;
	bool has_times;		/* the header said so */
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

/* Of a copy, for reading it joins its lists. */
static int check_header(struct result_writer *writer, const json_t *record, struct place *place)
{
	struct result_header header = { 0 };
	json_t *copy = json_deep_copy(record);
	int err = copy ? record_header(&header, copy, place) : -ENOMEM;

	if (!err)
		writer->has_times = strcmp(header.platform, "smp-counts") != 0;
	record_free_header(&header);
	json_decref(copy);
	return err;
}

/* What no reader would take is not written: it would make the whole file worthless. */
static int check(struct result_writer *writer, json_t *record)
{
	const char *kind = json_string_value(json_object_get(record, "record"));
	struct result alone = { .header.platform = writer->has_times ? "exact" : "smp-counts" };
	struct place place = { writer->path, 0, kind };
	struct samples none = { 0 };
	struct end_record end;
	int err;

	if (!strcmp(kind, "header"))
		return check_header(writer, record, &place);
	if (!strcmp(kind, "end"))
		return table_read(TABLE_END, record, &end, &place);
	err = strcmp(kind, "trial") ? record_note(&alone, record, !strcmp(kind, "error"), &place) :
	      record_trial(&alone, record, &none, &place);
	result_free(&alone);
	return err;
}

int result_write(struct result_writer *writer, json_t *record)
{
	int err = record ? check(writer, record) : 0;

	char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
	size_t samples = 3 * json_array_size(json_object_get(record, "samples")), length;

	json_decref(record);
	if (err) {
		free(text);
		return err;
	}
	if (!text)
		return err_set(ENOMEM, "%s: a record could not be put together", writer->path);

	length = strlen(text);
	if (length > RESULT_LINE_MOST) {
		free(text);
		return err_set(EFBIG, "%s: a record of %zu bytes, more than the %d that a line may have: take fewer pages",
			       writer->path, length, RESULT_LINE_MOST);
	}
	if (samples_values(text, length) > RESULT_VALUES_MOST + samples) {
		free(text);
		return err_set(EFBIG, "%s: a record of more than %d values besides its samples, the most that a line may have: take fewer pages",
			       writer->path, RESULT_VALUES_MOST);
	}
	text[length] = '\n';	/* over the final NUL: one write, one line */
	err = write_all(writer->fd, text, length + 1);
	free(text);
	if (err)
		return err_set(-err, "%s: cannot write a result: %s", writer->path, strerror(-err));
	return 0;
}

int result_close(struct result_writer *writer)
{
	int err = 0;

	if (!writer)
		return 0;
	if (writer->fd >= 0 && close(writer->fd))
		err = err_set(errno == EINVAL ? EIO : errno, "%s: cannot be closed: %s", writer->path,
			      strerror(errno));
	free(writer->path);
	free(writer);
	return err;
}
