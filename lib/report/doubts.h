/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * doubts.h: why the timed rows of a comparison may mislead.
 */
#ifndef REPORT_DOUBTS_H
#define REPORT_DOUBTS_H

struct versus;
struct labels;
struct warnings;

/*
 * Warns of too few boots, drift, samples in two groups, outliers, an overhead that
 * is no small part of the figure, and of environments that differ. One warning tells
 * of all rows of a kernel, and names the worst. Returns 0 or -ENOMEM.
 */
int doubts_warn(const struct versus *versus, const struct labels *labels,
		struct warnings *warnings);

#endif /* REPORT_DOUBTS_H */
