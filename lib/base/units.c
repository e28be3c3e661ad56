/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * units.c: strtoull() and strtod() without their surprises.
 */
#include "base/units.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

int units_parse_count(const char *text, uint64_t *value)
{
	unsigned long long parsed;
	char *end;

	/* strtoull() takes "-1" for 2^64 - 1, and leading space for nothing. */
	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	errno = 0;
	parsed = strtoull(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno)
		return -ERANGE;
	*value = parsed;
	return 0;
}

int units_parse_number(const char *text, double *value)
{
	double parsed;
	char *end;

	if (!text[0] || isspace((unsigned char)text[0]))
		return -EINVAL;
	parsed = strtod(text, &end);
	if (end == text || *end || !isfinite(parsed))
		return -EINVAL;
	*value = parsed;
	return 0;
}
