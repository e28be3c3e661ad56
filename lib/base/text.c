/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.c: read(2) into a buffer that grows.
 */
#include "base/text.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_ROOM = 1 << 16, MARK_SIZE = 8 };

static const struct {
	const char *start;
	size_t size;
	const char *is;
} foreign[] = {
	{ "\xef\xbb\xbf", 3, "begins with a UTF-8 byte order mark; remove it: tail -c +4" },
	{ "\xff\xfe\0\0", 4, "is UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8" },
	{ "\0\0\xfe\xff", 4, "is UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8" },
	{ "\xff\xfe", 2, "is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8" },
	{ "\xfe\xff", 2, "is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8" },
	{ "\x1f\x8b", 2, "is compressed by gzip; unpack it: gzip -dc" },
	{ "\xfd" "7zXZ\0", 6, "is compressed by xz; unpack it: xz -dc" },
	{ "\x28\xb5\x2f\xfd", 4, "is compressed by zstd; unpack it: zstd -dc" },
	{ "BZh", 3, "is compressed by bzip2; unpack it: bzip2 -dc" },
	{ "PK\x03\x04", 4, "is a zip archive; unpack it: unzip" },
	{ "\x7f" "ELF", 4, "is an ELF program or object, no text" },
};

const char *text_foreign(const char *start, size_t size)
{
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if (size >= foreign[i].size && !memcmp(start, foreign[i].start, foreign[i].size))
			return foreign[i].is;
	/* Without a mark: every other byte of what people write in it is 0. */
	if (size >= 4 && !start[1] && !start[3] && start[0] && start[2])
		return "is UTF-16 text; convert it: iconv -f UTF-16LE -t UTF-8";
	if (size >= 4 && !start[0] && !start[2] && start[1] && start[3])
		return "is UTF-16 text; convert it: iconv -f UTF-16BE -t UTF-8";
	return NULL;
}

/* -EINVAL means wrong usage to a program; a file system that says so means something else. */
static int refuse(int err, const char *path, const char *what)
{
	return err_set(err == EINVAL ? EIO : err, "%s: %s: %s", path, what, strerror(err));
}

static int open_file(const char *path, int *fd)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	return *fd < 0 ? refuse(errno, path, "cannot be opened") : 0;
}

static int grow_room(char **buffer, size_t *room)
{
	size_t more = *room ? 2 * *room : FIRST_ROOM;
	char *grown = realloc(*buffer, more + 1);	/* and a NUL */

	if (!grown)
		return -ENOMEM;
	*buffer = grown;
	*room = more;
	return 0;
}

static ssize_t read_some(int fd, char *at, size_t room)
{
	ssize_t got;

	do {
		got = read(fd, at, room);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

static int refuse_line(const struct text *text, int err, const char *why)
{
	return err_set(err == EINVAL ? EIO : err, "%s:%u: %s", text->path, text->number + 1, why);
}

/* Reads more behind what is in the buffer, which is moved to its front. Returns how much. */
static ssize_t fill(struct text *text)
{
	ssize_t got;

	if (text->start)
		memmove(text->buffer, text->buffer + text->start, text->end - text->start);
	text->end -= text->start;
	text->start = 0;
	if (text->end == text->room && grow_room(&text->buffer, &text->room))
		return refuse_line(text, ENOMEM, "not enough memory for the line");
	got = read_some(text->fd, text->buffer + text->end, text->room - text->end);
	if (got < 0 && !text->end)
		return refuse((int)-got, text->path, "cannot be read");
	if (got < 0)
		return refuse_line(text, (int)-got, strerror((int)-got));
	text->end += (size_t)got;
	return got;
}

int text_open(struct text *text, const char *path, size_t longest)
{
	const char *is = NULL;
	ssize_t got = 1;
	int err;

	*text = (struct text){ .path = path, .longest = longest };
	if (longest > TEXT_MOST)
		text->longest = TEXT_MOST;
	err = open_file(path, &text->fd);
	/* A pipe may give a byte at a time. */
	while (!err && got && text->end < MARK_SIZE) {
		got = fill(text);
		err = got < 0 ? (int)got : 0;
	}
	if (!err)
		is = text_foreign(text->buffer, text->end);
	if (is)
		err = err_set(EBADMSG, "%s: %s", path, is);
	if (err)
		text_close(text);
	return err;
}

void text_close(struct text *text)
{
	if (text->fd >= 0)
		close(text->fd);
	free(text->buffer);
	text->buffer = NULL;
	text->fd = -1;
}

static int refuse_length(const struct text *text)
{
	char why[64];

	snprintf(why, sizeof(why), "the line is longer than the limit, %zu bytes", text->longest);
	return refuse_line(text, EFBIG, why);
}

/* Finds the end of the line that begins at ->start: its newline, or the end of the file. */
static int find_end(struct text *text, char **end)
{
	size_t searched = 0;
	ssize_t got = 1;

	for (;;) {
		char *from = text->buffer + text->start + searched;
		char *until = text->buffer + text->end;

		*end = memchr(from, '\n', (size_t)(until - from));
		text->cut = !*end;
		if (!got)
			*end = until;
		if (*end)
			return 0;
		searched = text->end - text->start;
		if (searched > text->longest + 1)	/* and a carriage return */
			return refuse_length(text);
		got = fill(text);
		if (got < 0)
			return (int)got;
	}
}

int text_next(struct text *text)
{
	size_t used;
	char *end;
	int err = find_end(text, &end);

	if (err)
		return err;
	text->line = text->buffer + text->start;
	used = (size_t)(end - text->line) + !text->cut;
	if (!used)
		return 0;
	while (end > text->line && end[-1] == '\r')
		end--;
	text->length = (size_t)(end - text->line);
	*end = '\0';
	if (text->length > text->longest)
		return refuse_length(text);
	if (memchr(text->line, '\0', text->length))
		return refuse_line(text, EBADMSG, "a NUL byte: this is no text");
	if (memchr(text->line, '\r', text->length))
		return refuse_line(text, EBADMSG,
				   "a carriage return inside the line; lines end with LF or CRLF");
	text->number++;
	text->start += used;
	text->offset += used;
	return 1;
}

int text_read(const char *path, char **content, size_t *size)
{
	char *buffer = NULL;
	size_t room = 0, used = 0;
	ssize_t got = 1;
	int fd, err = open_file(path, &fd);

	if (err)
		return err;
	while (!err && got) {
		if (used == room)
			err = used < TEXT_MOST ? grow_room(&buffer, &room) : -EFBIG;
		if (!err)
			got = read_some(fd, buffer + used, room - used);
		if (!err && got < 0)
			err = (int)got;
		if (!err)
			used += (size_t)got;
	}
	close(fd);
	if (err) {
		free(buffer);
		return refuse(-err, path, "cannot be read");
	}
	buffer[used] = '\0';
	*content = buffer;
	if (size)
		*size = used;
	return 0;
}
