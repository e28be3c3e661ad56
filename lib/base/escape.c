/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * escape.c: UTF-8 without what controls a terminal.
 */
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* How many bytes the character at @text has, and which it is; 0: it is no UTF-8 (RFC 3629). */
static size_t decode(const unsigned char *text, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = text[0] < 0x80 ? 1 : text[0] >> 5 == 6 ? 2 : text[0] >> 4 == 14 ? 3 :
			text[0] >> 3 == 30 ? 4 : 0;

	*character = length > 1 ? text[0] & (0x7fu >> length) : text[0];
	for (size_t i = 1; i < length; i++) {
		if (text[i] >> 6 != 2)
			return 0;
		*character = *character << 6 | (text[i] & 0x3fu);
	}
	if (*character < least[length] || *character > 0x10ffff ||
	    (*character >= 0xd800 && *character <= 0xdfff))
		return 0;
	return length;
}

/* C0, C1, and Unicode's format characters: marks and overrides of direction, joiners, tags. */
static bool is_control(uint32_t character)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x180e, 0x180e },
		{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

void text_escape(char *to, size_t size, const char *from)
{
	const unsigned char *at = (const unsigned char *)from;
	size_t used = 0;

	while (*at) {
		uint32_t character;
		size_t length = decode(at, &character);
		char piece[16];

		if (!length || (character < 0x80 && is_control(character)))
			snprintf(piece, sizeof(piece), "\\x%02x", *at);
		else if (is_control(character))
			snprintf(piece, sizeof(piece), "\\u%04x", (unsigned int)character);
		else
			snprintf(piece, sizeof(piece), "%.*s", (int)length, (const char *)at);
		if (used + strlen(piece) >= size)
			break;
		memcpy(to + used, piece, strlen(piece));
		used += strlen(piece);
		at += length ? length : 1;
	}
	to[used] = '\0';
}
