/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * picture.c: topology.svg, as scripts/draw-topology writes it.
 */
#include "report/picture.h"
#include "base/err.h"
#include "report/sides.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* lstopo takes about 1 KiB for a CPU. */
enum { MOST = 8 << 20 };

static int read_file(struct picture *picture, FILE *file, const char *path)
{
	picture->svg = malloc(MOST + 1);
	if (!picture->svg)
		return -ENOMEM;
	picture->size = fread(picture->svg, 1, MOST + 1, file);
	if (ferror(file))
		return err_set(EIO, "%s: cannot be read", path);
	if (picture->size > MOST)
		return err_set(EFBIG, "%s: too large for a picture of a machine: remove it", path);
	picture->svg[picture->size] = '\0';
	if (!strstr(picture->svg, "<svg"))
		return err_set(EBADMSG, "%s: not an SVG picture: remove it, or draw it again with scripts/draw-topology", path);
	return 0;
}

static int read_from(struct picture *picture, const char *path)
{
	FILE *file = fopen(path, "re");
	int err;

	if (!file)
		return errno == ENOENT ? 0 : err_set(errno, "%s: cannot be read: %s", path, strerror(errno));
	err = read_file(picture, file, path);
	fclose(file);
	if (err)
		picture_free(picture);
	return err;
}

int picture_read(struct picture *picture, const struct side *side)
{
	static const char *const places[] = { "topology.svg", "../topology.svg" };
	const char *results = side->boots[0]->path, *slash = strrchr(results, '/');
	int err = 0;

	*picture = (struct picture){ 0 };
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !err && !picture->svg; i++) {
		char *path;

		if (asprintf(&path, "%.*s%s", slash ? (int)(slash + 1 - results) : 0, results, places[i]) < 0)
			return -ENOMEM;
		err = read_from(picture, path);
		free(path);
	}
	return err;
}

void picture_free(struct picture *picture)
{
	free(picture->svg);
	*picture = (struct picture){ 0 };
}

static void print_base64(const unsigned char *bytes, size_t size, FILE *stream)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		size_t left = size - i;
		uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
				 (left > 2 ? bytes[i + 2] : 0);

		fputc(digits[three >> 18], stream);
		fputc(digits[three >> 12 & 63], stream);
		fputc(left > 1 ? digits[three >> 6 & 63] : '=', stream);
		fputc(left > 2 ? digits[three & 63] : '=', stream);
	}
}

void picture_print_html(const struct picture *picture, const char *alternative, FILE *stream)
{
	fprintf(stream, "<figure><img alt=\"%s\" src=\"data:image/svg+xml;base64,", alternative);
	print_base64((const unsigned char *)picture->svg, picture->size, stream);
	fputs("\"></figure>\n", stream);
}
