/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mail.c: what no mail program can spoil.
 */
#include "report/mail.h"

#include <stdbool.h>
#include <string.h>

/* How much of @text goes into a line of @room columns: up to a blank, if there is one. */
static size_t cut_at(const char *text, size_t room)
{
	size_t cut = room;

	if (strlen(text) <= room)
		return strlen(text);
	while (cut && text[cut] != ' ')
		cut--;
	return cut ? cut : room;
}

void mail_fill(FILE *stream, const char *head, const char *text)
{
	size_t indent = strlen(head), room = indent + 8 < MAIL_WIDTH ? MAIL_WIDTH - indent : 8;

	fputs(head, stream);
	for (;;) {
		size_t cut = cut_at(text, room);

		fprintf(stream, "%.*s\n", (int)cut, text);
		text += cut;
		text += strspn(text, " ");
		if (!*text)
			return;
		fprintf(stream, "%*s", (int)indent, "");
	}
}

static void print_line(FILE *stream, const char *line, size_t length)
{
	while (length && line[length - 1] == ' ')
		length--;
	fprintf(stream, "%.*s\n", (int)length, line);
}

/* The next character of @text in ASCII; the rest of one in UTF-8 is passed over. */
static char next_ascii(const char **text)
{
	unsigned char first = (unsigned char)*(*text)++;

	if (first < 0x80)
		return first == '\t' ? ' ' : first < ' ' || first == 0x7f ? '?' : (char)first;
	while (((unsigned char)**text & 0xc0) == 0x80)
		(*text)++;
	return '?';
}

void mail_print(FILE *stream, const char *text)
{
	char line[MAIL_WIDTH + 1];
	size_t used = 0;

	while (*text) {
		if (*text == '\n') {
			print_line(stream, line, used);
			used = 0;
			text++;
			continue;
		}
		if (used == MAIL_WIDTH && *text != ' ') {
			print_line(stream, line, used);
			used = 0;
		}
		if (used < MAIL_WIDTH)
			line[used++] = next_ascii(&text);
		else
			text++;
	}
	if (used)
		print_line(stream, line, used);
}
