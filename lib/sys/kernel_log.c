/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_log.c: /dev/kmsg, which gives a record a read.
 */
#include "sys/kernel_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* As in scripts/lib/guest.sh, but for what nothing comes after. */
static const char *const complaints[] = {
	"WARNING: ", "BUG: ", "kernel BUG at", "UBSAN: ", "Bad rss-counter", "Bad page", "bad page",
	"possible circular locking", "inconsistent lock state", "general protection fault",
};

void kernel_log_open(struct kernel_log *log)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	log->fd_plus_one = fd + 1;
}

void kernel_log_close(struct kernel_log *log)
{
	if (log->fd_plus_one)
		close(log->fd_plus_one - 1);
	log->fd_plus_one = 0;
}

static bool is_complaint(const char *text)
{
	for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++)
		if (strstr(text, complaints[i]))
			return true;
	return false;
}

/* A record is "priority,number,time,flags;text", and lines of properties. */
const char *kernel_log_complaint(struct kernel_log *log, char *line, size_t size)
{
	char record[8192], *text;
	bool found = false;
	ssize_t got;

	while (log->fd_plus_one) {
		got = read(log->fd_plus_one - 1, record, sizeof(record) - 1);
		if (got < 0 && errno != EPIPE)
			break;
		/* EPIPE: records were lost, and the next read goes on behind them. */
		if (got <= 0)
			continue;
		record[got] = '\0';
		text = strchr(record, ';');
		if (found || !text || !is_complaint(text + 1))
			continue;
		found = true;
		snprintf(line, size, "%.*s", (int)strcspn(text + 1, "\n"), text + 1);
	}
	return found ? line : NULL;
}
