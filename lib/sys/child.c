/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * child.c: fork(), SIGSTOP and SIGKILL.
 */
#include "sys/child.h"
#include "base/err.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((noreturn))
static void sleep_for_ever(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		raise(SIGSTOP);
}

int child_start(struct child *child)
{
	int status;
	pid_t pid = fork();

	child->pid = 0;
	if (pid < 0)
		return err_set(errno, "fork: %s", strerror(errno));
	if (!pid)
		sleep_for_ever();

	child->pid = pid;
	/* Its own last writes must not fall into what is measured next. */
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		return err_set(ECHILD, "fork: the child did not stop");
	return 0;
}

void child_stop(struct child *child)
{
	if (!child->pid)
		return;
	kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, 0);
	child->pid = 0;
}
