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
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((noreturn))
static void sleep_for_ever(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		raise(SIGSTOP);
}

int child_settle(struct child *child)
{
	int status;

	/* Its own last writes must not fall into what is measured next. */
	if (TEMP_FAILURE_RETRY(waitpid(child->pid, &status, WUNTRACED)) != child->pid || !WIFSTOPPED(status))
		return err_set(ECHILD, "fork: the child did not stop");
	return 0;
}

int child_fork(struct child *child)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L);

	if (!pid)
		sleep_for_ever();
	child->pid = pid > 0 ? (pid_t)pid : 0;
	return pid > 0 ? 0 : -1;
}

int child_start_with(struct child *child, void (*first)(void *context), void *context)
{
	pid_t pid = fork();
	sigset_t all;

	child->pid = 0;
	if (pid < 0)
		return err_set(errno, "fork: %s", strerror(errno));
	if (!pid) {
		/* Only SIGKILL ends it: what the parent makes of its end is not to depend on who sends signals. */
		sigfillset(&all);
		sigprocmask(SIG_BLOCK, &all, NULL);
		if (first)
			first(context);
		sleep_for_ever();
	}

	child->pid = pid;
	return child_settle(child);
}

int child_start(struct child *child)
{
	return child_start_with(child, NULL, NULL);
}

void child_stop(struct child *child)
{
	if (!child->pid)
		return;
	kill(child->pid, SIGKILL);
	TEMP_FAILURE_RETRY(waitpid(child->pid, NULL, 0));
	child->pid = 0;
}
