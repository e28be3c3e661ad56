/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * letter.c: write a document as a mail takes it: plain ASCII, at most 72 columns, no blanks at
 * the ends of lines.
 */
#include "doc/document.h"

#include <errno.h>
#include <stdlib.h>

static void print_line(const char *line, size_t length, FILE *stream)
{
	while (length && line[length - 1] == ' ')
		length--;
	fprintf(stream, "%.*s\n", (int)length, line);
}

/* What still is too wide, such as a name of 100 characters, is broken. */
static void print_ascii(const char *text, FILE *stream)
{
	char line[MAIL_WIDTH];
	size_t used = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '\n' || (used == MAIL_WIDTH && byte != ' ')) {
			print_line(line, used, stream);
			used = 0;
		}
		/* One question mark for all bytes of a character. */
		if (byte != '\n' && (byte & 0xc0) != 0x80 && used < MAIL_WIDTH)
			line[used++] = byte < 0x80 ? (char)byte : '?';
	}
	if (used)
		print_line(line, used, stream);
}

int write_letter(const struct document *document, FILE *stream)
{
	char *text = NULL;
	size_t size;
	FILE *memory = document->failed ? NULL : open_memstream(&text, &size);

	if (!memory)
		return -ENOMEM;
	write_plain(document, MAIL_WIDTH, memory);
	if (fclose(memory)) {
		free(text);
		return -ENOMEM;
	}
	print_ascii(text, stream);
	free(text);
	return 0;
}
