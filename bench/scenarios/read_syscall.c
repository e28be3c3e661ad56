/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * read_syscall: pread() of a page into a page that a device holds.
 *
 * copy_to_user() faults as a write of the process would, but in the kernel: it takes the
 * lock of the whole mapping, never that of one VMA. One sample is one pread().
 */
#include "run/kernel_touch.h"
#include "run/scenario.h"

#include <unistd.h>

static struct state {
	struct kernel_touch touch;
} state;

static int setup(struct run *run)
{
	int err = kernel_touch_check(run);

	return err ? err : source_in_memory(&state.touch.source);
}

static ssize_t read_page(void *of_run, void *page, size_t bytes)
{
	ssize_t done = pread(source_fd(&state.touch.source), page, bytes, 0);

	return done < 0 ? -errno : done;
}

static int fire(struct run *run)
{
	return kernel_touch_fire(run, read_page, NULL);
}

static void predict(const struct run *run, struct oracle *page)
{
	kernel_touch_tell(run, page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(read_syscall) {
	.family		= "kernel touch",
	.summary	= "pread() of a page in memory into an exclusive page",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETERS_KERNEL_TOUCH, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= kernel_touch_arm,
	.fire		= fire,
	.observe	= kernel_touch_check_data,
	.teardown	= kernel_touch_teardown,
	.predict	= predict,
};
