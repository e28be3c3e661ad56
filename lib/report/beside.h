/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * beside.h: what stands beside cost, faults and entries, as text.
 */
#ifndef REPORT_BESIDE_H
#define REPORT_BESIDE_H

#include "report/labels.h"
#include "report/rows.h"

#include <stdio.h>

/*
 * Prints a table of the better known quantities of @count sides, and the others by
 * name; nothing where there are none. @which are sides, @who what they are called.
 * Returns 0 or -ENOMEM.
 */
int beside_print(const struct rows *rows, const struct labels *labels, const size_t *which,
		 const char *const *who, size_t count, FILE *stream);

/*
 * A sentence on @run, whose figures are @base and @patched: "TLB-flush IPIs per page 2 -> 3, ...".
 * Facts that are known by their names alone are in it only if they differ. Empty where there is
 * nothing to say. The caller frees it; NULL without memory.
 */
char *beside_sentence(const struct result_run *run, const struct figure *base,
		      const struct figure *patched);

#endif /* REPORT_BESIDE_H */
