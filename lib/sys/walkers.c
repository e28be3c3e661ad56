/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walkers.c: files of one value, /proc, and the log.
 */
#include "sys/walkers.h"
#include "base/err.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

static int explain(const char *path, const char *what, int err)
{
	return err_set(err == ENOENT ? EOPNOTSUPP : err, "%s: cannot %s it: %s", path, what, strerror(err));
}

int walker_tell(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return explain(path, "open", errno);
	if (write(fd, text, strlen(text)) < 0)
		err = err_set(errno, "%s: cannot write \"%s\": %s", path, text, strerror(errno));
	close(fd);
	return err;
}

int walker_tell_number(const char *path, uint64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return walker_tell(path, text);
}

int walker_ask(const char *path, uint64_t *number)
{
	FILE *file = fopen(path, "re");
	int found;

	if (!file)
		return explain(path, "open", errno);
	found = fscanf(file, "%" SCNu64, number);
	fclose(file);
	return found == 1 ? 0 : err_set(EPROTO, "%s: there is no number in it", path);
}

uint64_t walker_vmstat(const char *name)
{
	FILE *file = fopen("/proc/vmstat", "re");
	char key[64];
	uint64_t value, found = 0;

	while (file && fscanf(file, "%63s %" SCNu64, key, &value) == 2)
		if (!strcmp(key, name))
			found = value;
	if (file)
		fclose(file);
	return found;
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
	char path[300], found[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(found, sizeof(found), file))
		found[0] = '\0';
	fclose(file);
	found[strcspn(found, "\n")] = '\0';
	return !strcmp(found, name);
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
