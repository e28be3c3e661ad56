/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer.h: appends records to a result file (docs/results.md).
 */
#ifndef RESULT_WRITER_H
#define RESULT_WRITER_H

#include <jansson.h>
#include <stdbool.h>

/* The version of the format that is written, and the newest that is read. */
enum { RESULT_SCHEMA = 1 };

struct result_writer;

/*
 * Opens @path for appending; "-" is standard output. An existing file that is
 * not empty is refused with -EEXIST unless @append, so that no result is ever
 * overwritten. Returns 0 with *@writer for the caller to result_close(), or
 * -errno with a line in err_text().
 */
int result_create(struct result_writer **writer, const char *path, bool append);

/*
 * Writes @record as one line and takes over the reference, also on failure.
 * The line has left the process when this returns, so a crash later loses
 * nothing. What result_read() would refuse is refused. Returns 0, or -errno with a
 * line in err_text(). A NULL @record is -ENOMEM, so that a constructor may be
 * called in place.
 */
int result_write(struct result_writer *writer, json_t *record);

/* Closes it; NULL is fine. Returns 0, or -errno with a line in err_text(). */
int result_close(struct result_writer *writer);

#endif /* RESULT_WRITER_H */
