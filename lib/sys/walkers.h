/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walkers.h: what else looks at the pages of a process: KSM, khugepaged, DAMON, compaction, memory failure.
 *
 * They are switched on and asked by files under /sys and /proc. What is to be put back after is a
 * setting (sys/setting.h); here are orders, counts, and what the kernel's own threads cost.
 */
#ifndef SYS_WALKERS_H
#define SYS_WALKERS_H

#include "sys/region.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/*
 * Writes @text to the file @path. Returns 0, or -errno with a line in err_text(): -EOPNOTSUPP where
 * there is no such file.
 */
int walker_tell(const char *path, const char *text);

/* The same with a number, in decimal. */
int walker_tell_number(const char *path, uint64_t number);

/* Reads the number in the file @path. Errors as above. */
int walker_ask(const char *path, uint64_t *number);

/* The count called @name in /proc/vmstat, or 0 where this kernel has none. */
uint64_t walker_vmstat(const char *name);

/*
 * Puts pages that this CPU has touched lately on the LRU lists, where walkers look for them: the kernel
 * collects some on each CPU first. Returns 0, or -errno with a line in err_text().
 */
int walker_drain(void);

/*
 * Finds the clock that tells the CPU time of the kernel thread called @name. Returns 0, or -errno with a
 * line in err_text(): -EOPNOTSUPP where no such thread runs.
 */
int walker_clock(const char *name, clockid_t *clock);
int walker_clock_of(uint64_t pid, clockid_t *clock);
uint64_t walker_time_ns(clockid_t clock);

/*
 * Asks @is_done every millisecond, for ten seconds at most. Returns 0, or -ETIMEDOUT with a line in
 * err_text() that names @what.
 */
int walker_wait(bool (*is_done)(void *context), void *context, const char *what);

/*
 * Has the kernel move the page at @frame elsewhere and take its old memory out of use until the next boot
 * (/sys/devices/system/memory/soft_offline_page). Returns 0, or -errno with a line in err_text(): -EBUSY,
 * -EIO or -EAGAIN where the page could not be moved, -EOPNOTSUPP where the kernel cannot at all.
 */
int walker_soft_offline(uint64_t frame, size_t page_size);

/* The last line of the kernel's log that contains @text, or an empty string. */
const char *walker_log_line(const char *text, char *line, size_t size);

#endif /* SYS_WALKERS_H */
