/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * child.h: a child process that only shares our pages and sleeps.
 */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include <sys/types.h>

struct child {
	pid_t pid;	/* 0: none */
};

/*
 * Forks. The child sleeps until child_stop() or until this process dies; it
 * runs no more of our code, so it touches no page of its own accord. Returns 0
 * once it sleeps, or -errno with a line in err_text().
 */
int child_start(struct child *child);

/* The same after it has called @first, which may look at and change its copy of our memory. */
int child_start_with(struct child *child, void (*first)(void *context), void *context);

/*
 * The bare system call for scenarios that time it: the child goes to sleep once it gets a CPU, and
 * child_settle() waits for that. Returns 0 or -1 with errno, as system calls do.
 */
int child_fork(struct child *child);
int child_settle(struct child *child);

/* Kills and reaps it; nothing to do for a zeroed child. */
void child_stop(struct child *child);

#endif /* SYS_CHILD_H */
