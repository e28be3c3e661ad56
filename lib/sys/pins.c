/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pins.c: /proc/vmstat, brought up to date.
 */
#include "sys/pins.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Each CPU counts for itself, and the sum lags behind; reading this file brings it up to date. */
static int fold_cpus(void)
{
	int fd = open("/proc/sys/vm/stat_refresh", O_RDONLY | O_CLOEXEC);
	char none;
	int err = 0;

	if (fd < 0)
		return err_set(errno, "/proc/sys/vm/stat_refresh: %s", strerror(errno));
	if (read(fd, &none, sizeof(none)) < 0)
		err = err_set(errno, "/proc/sys/vm/stat_refresh: %s", strerror(errno));
	close(fd);
	return err;
}

int pins_taken(int64_t *pins)
{
	static const char name[] = "nr_foll_pin_acquired ";
	char line[128];
	FILE *file;
	int err = fold_cpus();

	if (err)
		return err;
	file = fopen("/proc/vmstat", "re");
	if (!file)
		return err_set(errno, "/proc/vmstat: %s", strerror(errno));
	err = err_set(EOPNOTSUPP, "/proc/vmstat: this kernel does not count pinned pages");
	while (err && fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, strlen(name)))
			continue;
		*pins = strtoll(line + strlen(name), NULL, 10);
		err = 0;
	}
	fclose(file);
	return err;
}
