/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * markup.c: a kernel may be called <script>.
 */
#include "report/markup.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static const char arrow[] = "\xe2\x86\x92";

static const char *entity(char character)
{
	switch (character) {
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '&': return "&amp;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	}
	return NULL;
}

/* Prints the character that @text begins with, whole or as '?'; returns its bytes. */
static size_t print_character(FILE *stream, const char *text)
{
	unsigned char first = (unsigned char)*text;
	size_t bytes = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	/* A name that was cut to fit may end within a character. */
	for (size_t i = 1; i < bytes; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			bytes = 0;
	if (!bytes)
		fputc('?', stream);
	else
		fwrite(text, 1, bytes, stream);
	return bytes ? bytes : 1;
}

/* Within a word an underscore is no emphasis, and reads better without a backslash. */
static bool is_within_word(const char *start, const char *at)
{
	return at > start && isalnum((unsigned char)at[-1]) && isalnum((unsigned char)at[1]);
}

void markup_markdown(FILE *stream, const char *text)
{
	for (const char *at = text; *at;) {
		if (at[0] == '-' && at[1] == '>') {
			fputs(arrow, stream);
			at += 2;
		} else if (entity(*at)) {
			fputs(entity(*at++), stream);
		} else if (strchr("\\`*_[]|~#!$@", *at) && !(*at == '_' && is_within_word(text, at))) {
			fprintf(stream, "\\%c", *at++);
		} else {
			at += print_character(stream, at);
		}
	}
}

void markup_html(FILE *stream, const char *text)
{
	while (*text) {
		if (text[0] == '-' && text[1] == '>') {
			fputs(arrow, stream);
			text += 2;
		} else if (entity(*text)) {
			fputs(entity(*text++), stream);
		} else {
			text += print_character(stream, text);
		}
	}
}
