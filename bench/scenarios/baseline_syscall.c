/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_syscall: a system call that does nothing.
 *
 * getppid() reads one number. What is left is the way into the kernel and back, which
 * with its mitigations is most of what differs between machines, and which a fault
 * pays as well. A restore is reported as a multiple of it.
 */
#include "base/err.h"
#include "run/run.h"
#include "run/scenario.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct state {
	size_t right;	/* calls that gave the parent's number */
} state;

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	long parent = getppid();

	state.right = 0;
	for (size_t i = 0; i < trial->samples; i++) {
		uint64_t start = clock_start();
		long answer = syscall(SYS_getppid);

		trial->ticks[i] = clock_stop() - start;
		state.right += answer == parent;
	}
	return 0;
}

static int observe(struct run *run)
{
	if (state.right == run->trial.samples)
		return 0;
	return err_set(ENODATA, "%s: %zu of %zu calls of getppid() gave another answer", run->entry->name,
		       run->trial.samples - state.right, run->trial.samples);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
}

SCENARIO(baseline_syscall) {
	.family		= "baseline",
	.summary	= "a system call that does nothing",
	.control	= "syscall",
	STATE(state),
	.fire		= fire,
	.observe	= observe,
	.predict	= predict,
};
