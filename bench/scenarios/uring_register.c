/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uring_register: pages that a device holds become a registered buffer of io_uring.
 *
 * The kernel pins them for as long as they are registered, so it is here, and not in the I/O
 * that follows, that they are restored. One sample registers "batch" pages; they are
 * unregistered, untimed, before the next.
 */
#include "run/kernel_touch.h"
#include "run/scenario.h"
#include "sys/uring.h"

static struct state {
	struct kernel_touch touch;
	struct uring *uring;
} state;

/* Without the privilege to lock memory there is a limit to how much. */
static int try_to_register(struct run *run, struct uring *uring)
{
	int err = uring_prepare_buffer(uring, run->region.start,
				       run->trial.pages_per_sample * run->region.page_size);

	return err ? err : uring_unregister(uring);
}

static int setup(struct run *run)
{
	int err = kernel_touch_check(run);

	if (!err)
		err = source_in_memory(&state.touch.source);
	if (!err)
		err = uring_open(&state.uring);
	return err ? err : try_to_register(run, state.uring);
}

static int arm(struct run *run)
{
	int err = kernel_touch_count_pins(run);

	return err ? err : kernel_touch_arm(run);
}

static ssize_t register_pages(void *of_run, void *pages, size_t bytes)
{
	int err = uring_register(state.uring, pages, bytes);

	return err ? err : (ssize_t)bytes;
}

static int unregister_pages(void *of_run)
{
	return uring_unregister(state.uring);
}

static int fire(struct run *run)
{
	return kernel_touch_fire(run, register_pages, unregister_pages);
}

static int observe(struct run *run)
{
	int err = kernel_touch_check_pins(run);

	return err ? err : kernel_touch_check_marks(run);
}

static void teardown(struct run *run)
{
	uring_close(state.uring);
	kernel_touch_teardown(run);
}

static void predict(const struct run *run, struct oracle *page)
{
	kernel_touch_tell(run, page);
	oracle_gup_write(page);
}

SCENARIO(uring_register) {
	.family		= "kernel touch",
	.summary	= "registering \"batch\" exclusive pages as a buffer of io_uring",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){ PARAMETERS_KERNEL_TOUCH, PARAMETER_BATCH, { 0 } },
	STATE(state),
	.gup_faults	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
