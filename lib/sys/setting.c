/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setting.c: sysfs, debugfs and /proc/sys.
 */
#include "sys/setting.h"
#include "arch/arch.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "always [madvise] never" means madvise. */
static void keep_chosen(char *text)
{
	char *open = strchr(text, '['), *shut = open ? strchr(open, ']') : NULL;

	if (!shut)
		return;
	*shut = '\0';
	memmove(text, open + 1, strlen(open + 1) + 1);
}

bool setting_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return false;
	/* At once: /proc/sys gives a second read nothing. */
	length = read(fd, text, size - 1);
	close(fd);
	if (length < 0)
		return false;
	text[length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	keep_chosen(text);
	return true;
}

bool setting_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");
	bool got;

	if (!file)
		return false;
	got = fgets(line, (int)size, file);
	fclose(file);
	if (got)
		line[strcspn(line, "\n")] = '\0';
	return got;
}

bool setting_find(const char *path, const char *start, char *rest, size_t size)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *end;
	bool found = false;
	size_t room = 0;

	rest[0] = '\0';
	while (file && !found && getline(&line, &room, file) >= 0) {
		found = !strncmp(line, start, strlen(start));
		end = line + strlen(start);
		if (found)
			snprintf(rest, size, "%.*s", (int)strcspn(end, "\n"), end);
	}
	free(line);
	if (file)
		fclose(file);
	return found;
}

bool cpuinfo_value(const char *root, const char *name, char *value, size_t size)
{
	char path[1024];
	bool found;

	snprintf(path, sizeof(path), "%s/proc/cpuinfo", root);
	found = setting_find(path, name, value, size);
	memmove(value, value + strspn(value, "\t: "), strlen(value + strspn(value, "\t: ")) + 1);
	return found;
}

int setting_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC), err = 0;	/* as a shell does */

	if (fd < 0)
		return err_set(errno, "%s: cannot write \"%s\": %s", path, text, strerror(errno));
	if (write(fd, text, strlen(text)) < 0)
		err = err_set(errno, "%s: cannot write \"%s\": %s", path, text, strerror(errno));
	close(fd);
	return err;
}

int setting_change(struct setting *setting, const char *path, const char *text)
{
	int err;

	*setting = (struct setting){ 0 };
	if (!setting_read(path, setting->before, sizeof(setting->before)))
		return err_set(errno, "%s: cannot read it: %s", path, strerror(errno));
	if (!strcmp(setting->before, text))
		return 0;
	err = setting_write(path, text);
	if (!err)
		snprintf(setting->path, sizeof(setting->path), "%s", path);
	return err;
}

void setting_restore(struct setting *setting)
{
	/* Who could change it may change it back. */
	if (setting->path[0])
		setting_write(setting->path, setting->before);
	*setting = (struct setting){ 0 };
}
