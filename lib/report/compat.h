/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compat.h: may these files be compared at all?
 */
#ifndef REPORT_COMPAT_H
#define REPORT_COMPAT_H

struct sides;
struct warnings;

/*
 * Holds each file against the first, field by field. @allow lists, with commas,
 * fields that may differ, or is NULL; a difference that it allows is added to
 * @warnings.
 *
 * Returns 0; -EINVAL where @allow names no such field; else -errno with a line
 * that names the field, both files, both values and the way out.
 */
int compat_check(const struct sides *sides, const char *allow, struct warnings *warnings);

#endif /* REPORT_COMPAT_H */
