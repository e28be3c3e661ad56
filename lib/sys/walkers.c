/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walkers.c: files of one value, /proc, and the log.
 */
#include "sys/walkers.h"
#include "base/err.h"
#include "sys/setting.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLD
#define MADV_COLD 20
#endif

int walker_tell(const char *path, const char *text)
{
	int err = setting_write(path, text);

	return err == -ENOENT ? err_set(EOPNOTSUPP, "%s: this kernel does not have it", path) : err;
}

int walker_tell_number(const char *path, uint64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return walker_tell(path, text);
}

int walker_ask(const char *path, uint64_t *number)
{
	char text[32];

	if (!setting_read(path, text, sizeof(text)))
		return err_set(errno == ENOENT ? EOPNOTSUPP : errno, "%s: cannot read it: %s", path,
			       strerror(errno));
	return sscanf(text, "%" SCNu64, number) == 1 ? 0 :
	       err_set(EPROTO, "%s: there is no number in it", path);
}

uint64_t walker_vmstat(const char *name)
{
	char start[64], count[32];

	snprintf(start, sizeof(start), "%s ", name);
	return setting_find("/proc/vmstat", start, count, sizeof(count)) ?
	       strtoull(count, NULL, 10) : 0;
}

/* MADV_COLD of any page does so. */
int walker_drain(void)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int err = 0;

	if (page == MAP_FAILED)
		return -ENOMEM;
	*(volatile char *)page = 1;
	if (madvise(page, size, MADV_COLD))
		err = err_set(errno, "madvise(MADV_COLD): %s", strerror(errno));
	munmap(page, size);
	return err;
}

static bool is_called(const char *pid, const char *name)
{
	char path[300], found[64];

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	return setting_line(path, found, sizeof(found)) && !strcmp(found, name);
}

int walker_clock(const char *name, clockid_t *clock)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	int pid = 0;

	while (folder && !pid && (entry = readdir(folder)))
		if (atoi(entry->d_name) > 0 && is_called(entry->d_name, name))
			pid = atoi(entry->d_name);
	if (folder)
		closedir(folder);
	if (!pid)
		return err_set(EOPNOTSUPP, "no kernel thread is called %s", name);
	return walker_clock_of((uint64_t)pid, clock);
}

int walker_clock_of(uint64_t pid, clockid_t *clock)
{
	int error = clock_getcpuclockid((pid_t)pid, clock);

	return error ? err_set(error, "thread %d: its CPU time is not to be had: %s", (int)pid,
			       strerror(error)) : 0;
}

uint64_t walker_time_ns(clockid_t clock)
{
	struct timespec time = { 0 };

	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

int walker_wait(bool (*is_done)(void *context), void *context, const char *what)
{
	for (int i = 0; i < 10000; i++) {
		if (is_done(context))
			return 0;
		usleep(1000);
	}
	return err_set(ETIMEDOUT, "%s: nothing came of it in ten seconds", what);
}

int walker_soft_offline(uint64_t frame, size_t page_size)
{
	return walker_tell_number("/sys/devices/system/memory/soft_offline_page", frame * page_size);
}

const char *walker_log_line(const char *text, char *line, size_t size)
{
	enum { READ_ALL = 3, SIZE_BUFFER = 10 };
	int room = klogctl(SIZE_BUFFER, NULL, 0);
	char *log = calloc(1, (size_t)(room > 0 ? room : 0) + 1), *found, *next;

	line[0] = '\0';
	if (log && klogctl(READ_ALL, log, room) > 0) {
		for (found = log; (next = strstr(found, text)); found = next + 1)
			snprintf(line, size, "%.*s", (int)strcspn(next, "\n"), next);
	}
	free(log);
	return line;
}
