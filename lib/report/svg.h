/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * svg.h: bars for a page: the cost and the faults of each row, base above patched.
 *
 * Colours are classes that the page's style sheet fills, so that the charts follow it
 * into the dark and onto paper.
 */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include <stdio.h>

struct story;

/* Prints an <svg> element; nothing where the platform has no times. */
void svg_costs(const struct story *story, FILE *stream);

/* Prints an <svg> element with the faults per page, by kind. */
void svg_faults(const struct story *story, FILE *stream);

#endif /* REPORT_SVG_H */
