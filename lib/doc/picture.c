/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * picture.c: topology.svg, the picture of a machine, as scripts/draw-topology writes it.
 */
#include "doc/builders.h"
#include "base/err.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* lstopo takes about 1 KiB for a CPU. */
enum { MOST = 8 << 20 };

struct picture {
	char *svg;		/* NULL: there is none */
	size_t size;
};

static int read_file(struct picture *picture, const char *path)
{
	int err = access(path, F_OK) && errno == ENOENT ? 0 :
		  text_read(path, &picture->svg, &picture->size);

	if (err || !picture->svg)
		return err;
	if (picture->size > MOST)
		err = err_set(EFBIG, "%s: too large for a picture of a machine: remove it", path);
	else if (!strstr(picture->svg, "<svg"))
		err = err_set(EBADMSG, "%s: not an SVG picture: remove it, or draw it again "
			      "with scripts/draw-topology", path);
	if (err) {
		free(picture->svg);
		picture->svg = NULL;
	}
	return err;
}

/* In the folder in which the first boot of @variant is, or the one above, where both are. */
static int read_picture(struct picture *picture, const struct variant *variant)
{
	static const char *const places[] = { "topology.svg", "../topology.svg" };
	const char *results = variant->boots[0]->path, *slash = strrchr(results, '/');
	int err = 0;

	*picture = (struct picture){ 0 };
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !err && !picture->svg; i++) {
		char *path;

		if (asprintf(&path, "%.*s%s", slash ? (int)(slash + 1 - results) : 0, results,
			     places[i]) < 0)
			return -ENOMEM;
		err = read_file(picture, path);
		free(path);
	}
	return err;
}

/* The block with the picture that was added last, or NULL. */
static const struct block *last_picture(const struct document *document)
{
	for (size_t i = document->count; i--;)
		if (document->blocks[i].kind == BLOCK_PICTURE)
			return &document->blocks[i];
	return NULL;
}

/* Twice only where kernels ran on machines that look different. */
static int add_picture(struct document *document, const struct variant *variant)
{
	const struct block *shown = last_picture(document);
	struct picture next;
	int err = read_picture(&next, variant);

	if (err || !next.svg || (shown && shown->picture_size == next.size &&
				 !memcmp(shown->picture, next.svg, next.size))) {
		free(next.svg);
		return err;
	}
	document_heading(document, shown ? "Another machine" : "The machine");
	document_picture(document, next.svg, next.size, "The machine, as lstopo draws it");
	document_paragraph(document, "As lstopo draws it. CPUs that the runs use are green, those "
			   "that a cgroup keeps from them red. Numbers behind P# are those of the "
			   "kernel, of cpu= and node=.");
	return 0;
}

int add_pictures(struct document *document, const struct model *model, const struct model *local)
{
	const struct model *const all[] = { model, local };
	int err = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && all[i]; i++)
		for (size_t j = 0; j < all[i]->variants.count && !err; j++)
			err = add_picture(document, &all[i]->variants.items[j]);
	return err;
}
