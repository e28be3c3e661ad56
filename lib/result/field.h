/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * field.h: one field of a result file or a kernel.json, for scripts.
 */
#ifndef RESULT_FIELD_H
#define RESULT_FIELD_H

#include <stdio.h>

/*
 * Prints the field @name of the first record of the file at @path, as a line: "kernel.release". With
 * "end:" before it, that of the end record, which must be the file's last line. -ENOENT where there is
 * no such record or field, and -EINVAL where it is an object. Of a list each item has a line.
 */
int field_print(const char *path, const char *name, FILE *stream);

#endif
