/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * units.h: numbers as people write them.
 */
#ifndef BASE_UNITS_H
#define BASE_UNITS_H

#include <stdint.h>

/*
 * Reads all of @text as a decimal count. Returns 0, or -EINVAL (not a number,
 * negative, or followed by something else) or -ERANGE (above 2^64 - 1); *@value
 * is then unchanged. Leaves no line in err_text(): the caller knows where it
 * stood.
 */
int units_parse_count(const char *text, uint64_t *value);

/* The same for a finite decimal fraction. */
int units_parse_number(const char *text, double *value);

#endif /* BASE_UNITS_H */
