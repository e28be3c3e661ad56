/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h: read text files, line by line or whole.
 *
 * Lines end with LF or CRLF and have a limit. What is no text is named for what it is: UTF-16, a
 * byte order mark, gzip. A failed read or missing memory is an error, never the end of the file.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest line that text_open() can be given, and the largest file for text_read(). */
enum { TEXT_MOST = 1 << 28 };

/* A file that is read line by line. The first four members are for the caller to read. */
struct text {
	char *line;		/* the current line without its end; a NUL follows it */
	size_t length;
	unsigned int number;	/* of the current line, from 1 */
	bool cut;		/* the file ended before the line did */
	uint64_t offset;	/* of the byte after the current line */

	const char *path;
	size_t longest;
	char *buffer;
	size_t room, start, end;
	int fd;
};

/*
 * Opens @path for lines of up to @longest bytes. @path must outlive @text. Returns 0 with @text for
 * the caller to text_close(), or -errno with a line in err_text() that begins with @path: -EBADMSG
 * where the file begins like something else than UTF-8 text.
 */
int text_open(struct text *text, const char *path, size_t longest);
void text_close(struct text *text);

/*
 * Reads the next line. Returns 1, or 0 at the end of the file, or -errno with a line in err_text()
 * that begins with "PATH:NUMBER: ": -EFBIG where the line is longer than allowed, -EBADMSG where it
 * has a NUL byte or a carriage return inside, -ENOMEM without memory.
 */
int text_next(struct text *text);

/*
 * Reads all of @path, such as a file of /proc that has no size. Returns 0 with *@content for the
 * caller to free(), or -errno with a line in err_text(). A NUL follows the content, which @size, if
 * it is not NULL, does not count.
 */
int text_read(const char *path, char **content, size_t *size);

/*
 * Copies @from into @to with control characters in a form that a terminal leaves alone, such as
 * \x1b or \u202e: those of C0 and C1, what turns or hides text (Unicode's formats), and bytes that
 * are no UTF-8. Cuts what does not fit into @size.
 */
void text_escape(char *to, size_t size, const char *from);

/* What bytes that begin with @start are, if not UTF-8 text, with the remedy; NULL for text. */
const char *text_foreign(const char *start, size_t size);

#endif /* BASE_TEXT_H */
