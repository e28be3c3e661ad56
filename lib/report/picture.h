/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * picture.h: the picture of a machine that lies beside its results.
 */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

#include <stddef.h>
#include <stdio.h>

struct side;

struct picture {
	char *svg;		/* NULL: there is none */
	size_t size;
};

/*
 * Reads topology.svg of the folder in which the first boot of @side is, or of the folder
 * above, where both sides of a comparison are. That there is none is no error. Returns 0 with
 * @picture for the caller to picture_free(), or -errno with a line in err_text().
 */
int picture_read(struct picture *picture, const struct side *side);
void picture_free(struct picture *picture);

/* Prints an <img> that has it inside: what a picture holds cannot become markup of the page. */
void picture_print_html(const struct picture *picture, const char *alternative, FILE *stream);

#endif /* REPORT_PICTURE_H */
