/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compatibility.h: which fields of two files' headers may differ.
 */
#ifndef MODEL_COMPATIBILITY_H
#define MODEL_COMPATIBILITY_H

#include <stddef.h>

struct variants;
struct diagnostics;

/*
 * Compares each file with the first, field by field. @allow lists, with commas,
 * fields that may differ, or is NULL; a difference that it allows is added to
 * @list.
 *
 * Returns 0; -EINVAL where @allow names no such field; else -errno with a line
 * that names the field, both files, both values and the way out.
 */
int compatibility_check(const struct variants *variants, const char *allow,
			struct diagnostics *list);

/*
 * Adds the environments that differ between the base and variant @patched: one file that differs
 * stands for its variant. Returns 0 or -ENOMEM.
 */
int compatibility_environment(const struct variants *variants, size_t patched,
			      struct diagnostics *list);

#endif /* MODEL_COMPATIBILITY_H */
