/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_log.h: what the kernel complains of while something runs.
 */
#ifndef SYS_KERNEL_LOG_H
#define SYS_KERNEL_LOG_H

#include <stddef.h>

/* Zeroed is closed. */
struct kernel_log {
	int fd_plus_one;
};

/* Reads /dev/kmsg from here on. Where this user may not, nothing is ever complained of. */
void kernel_log_open(struct kernel_log *log);
void kernel_log_close(struct kernel_log *log);

/*
 * The first complaint since the last call, such as "WARNING: mm/internal.h:330 at ...", in @line;
 * or NULL. All that was logged meanwhile is then read.
 */
const char *kernel_log_complaint(struct kernel_log *log, char *line, size_t size);

#endif /* SYS_KERNEL_LOG_H */
