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

/* Kills and reaps it; nothing to do for a zeroed child. */
void child_stop(struct child *child);

#endif /* SYS_CHILD_H */
