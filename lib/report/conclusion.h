/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conclusion.h: what a comparison comes to, in words.
 */
#ifndef REPORT_CONCLUSION_H
#define REPORT_CONCLUSION_H

struct versus;
struct labels;

/*
 * One paragraph without line ends: faults that came or went, the largest
 * differences, how many rows are the same, and what cannot be told. Where there
 * is no verdict it says nothing of cost. The caller frees it; NULL without memory.
 */
char *conclusion_text(const struct versus *versus, const struct labels *labels);

#endif /* REPORT_CONCLUSION_H */
