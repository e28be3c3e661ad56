/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hog.c: takes the counters of CPU 0 away from everybody else.
 *
 *	hog COUNT MILLISECONDS COMMAND [ARGUMENT]...
 *
 * Runs COMMAND, and after so long holds COUNT events that are the CPU's own: these go before
 * a thread's. With 0 they are there before COMMAND begins. For tests of what is refused.
 */
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* They stay open until the process ends, or what it has become. */
static void hold(int count)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.pinned = 1,
	};

	for (int i = 0; i < count; i++) {
		if (syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0) < 0) {
			perror("hog: perf_event_open");
			exit(1);
		}
	}
}

int main(int argc, char **argv)
{
	int count = argc > 3 ? atoi(argv[1]) : 0, delay = argc > 3 ? atoi(argv[2]) : 0;

	if (!count) {
		fprintf(stderr, "usage: hog COUNT MILLISECONDS COMMAND [ARGUMENT]...\n");
		return 2;
	}
	if (!delay)
		hold(count);
	else if (!fork()) {
		usleep((useconds_t)delay * 1000);
		hold(count);
		pause();
	}
	execv(argv[3], argv + 3);
	perror(argv[3]);
	return 1;
}
