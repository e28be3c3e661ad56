/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * head.h: what was measured, where and how; the top of every report.
 */
#ifndef REPORT_HEAD_H
#define REPORT_HEAD_H

#include <stdio.h>

struct sides;
struct rows;
struct labels;

/* Prints @count of the sides, those in @which; the first is the base. */
void head_print(const struct sides *sides, const size_t *which, size_t count,
		const struct rows *rows, const struct labels *labels, FILE *stream);

#endif /* REPORT_HEAD_H */
