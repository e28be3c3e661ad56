/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uring_read: io_uring reads a page into a page that a device holds.
 *
 * The read is of memory, so the kernel does it at once, in the thread that submits it: the same
 * copy_to_user() and the same faults as read_syscall's. One sample is one request, submitted
 * and reaped.
 */
#include "run/kernel_touch.h"
#include "run/scenario.h"
#include "sys/uring.h"

static struct state {
	struct kernel_touch touch;
	struct uring *uring;
} state;

static int setup(struct run *run)
{
	int err = kernel_touch_check(run);

	if (!err)
		err = uring_open(&state.uring);
	return err ? err : source_in_memory(&state.touch.source);
}

/* The rings are memory of the process as well: with tracking armed, the next write to them faults. */
static int arm(struct run *run)
{
	int err = kernel_touch_arm(run);

	return err ? err : uring_nop(state.uring);
}

static ssize_t read_page(void *of_run, void *page, size_t bytes)
{
	return uring_read(state.uring, source_fd(&state.touch.source), page, bytes);
}

static int fire(struct run *run)
{
	return kernel_touch_fire(run, read_page, NULL);
}

static void teardown(struct run *run)
{
	uring_close(state.uring);
	kernel_touch_teardown(run);
}

static void predict(const struct run *run, struct oracle *page)
{
	kernel_touch_tell(run, page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(uring_read) {
	.family		= "kernel touch",
	.summary	= "io_uring's read of a page in memory into an exclusive page",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETERS_KERNEL_TOUCH, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= kernel_touch_check_data,
	.teardown	= teardown,
	.predict	= predict,
};
