/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process_vm_writev: one process writes into a page of another, which a device holds.
 *
 * The kernel pins the other's page and copies into it past the mapping. The other is this
 * process itself: nothing in the path asks. One sample is one call for one page.
 */
#include "run/kernel_touch.h"
#include "run/scenario.h"

#include <sys/uio.h>
#include <unistd.h>

static struct state {
	struct kernel_touch touch;
	pid_t self;
} state;

static int setup(struct run *run)
{
	int err = kernel_touch_check(run);

	state.self = getpid();
	return err ? err : source_in_memory(&state.touch.source);
}

static int arm(struct run *run)
{
	int err = kernel_touch_count_pins(run);

	return err ? err : kernel_touch_arm(run);
}

static ssize_t write_page(void *of_run, void *page, size_t bytes)
{
	const struct iovec from = { state.touch.source.content, bytes };
	const struct iovec into = { page, bytes };
	ssize_t done = process_vm_writev(state.self, &from, 1, &into, 1, 0);

	return done < 0 ? -errno : done;
}

static int fire(struct run *run)
{
	return kernel_touch_fire(run, write_page, NULL);
}

static int observe(struct run *run)
{
	int err = kernel_touch_check_pins(run);

	return err ? err : kernel_touch_check_data(run);
}

static void predict(const struct run *run, struct oracle *page)
{
	kernel_touch_tell(run, page);
	oracle_gup_write(page);
}

SCENARIO(process_vm_writev) {
	.family		= "kernel touch",
	.summary	= "process_vm_writev() into an exclusive page",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){ PARAMETERS_KERNEL_TOUCH, { 0 } },
	STATE(state),
	.gup_faults	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= kernel_touch_teardown,
	.predict	= predict,
};
