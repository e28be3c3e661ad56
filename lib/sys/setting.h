/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setting.h: a text of the kernel's that is changed for a while, and put back.
 */
#ifndef SYS_SETTING_H
#define SYS_SETTING_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed, it stands for none. */
struct setting {
	char path[160];
	char before[96];
};

/*
 * Reads the text at @path, without its newline; of a list of choices the one in
 * brackets. False if it cannot be read.
 */
bool setting_read(const char *path, char *text, size_t size);

/* Reads the first line at @path as it is, but for its newline. False if it cannot be read, or is empty. */
bool setting_line(const char *path, char *line, size_t size);

/*
 * Reads what follows @start in the first line at @path that begins with it. False, with "" in @rest,
 * where there is none.
 */
bool setting_find(const char *path, const char *start, char *rest, size_t size);

/* Writes @text to @path. Returns 0, or -errno with a line in err_text(). */
int setting_write(const char *path, const char *text);

/*
 * Writes @text to @path and remembers what was there. A file that says so already is
 * left alone. Returns 0 with @setting for the caller to setting_restore(), or -errno with
 * a line in err_text(), and then @setting stands for none.
 */
int setting_change(struct setting *setting, const char *path, const char *text);

/* Puts back what was there. */
void setting_restore(struct setting *setting);

#endif /* SYS_SETTING_H */
