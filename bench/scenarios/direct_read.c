/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * direct_read: a disk reads into a page that a device holds (O_DIRECT).
 *
 * The kernel pins the page for the disk to write to, and lets go of it once that is done. The
 * disk is one in memory where there is one, so that there is little else in a sample, which is
 * one pread(). With a real disk a sample is mostly the disk's.
 */
#include "run/kernel_touch.h"
#include "run/scenario.h"
#include "sys/pins.h"

#include <unistd.h>

static struct state {
	struct kernel_touch touch;
} state;

/* Some filesystems accept O_DIRECT and copy all the same: that would be read_syscall. */
static int check_that_reads_pin(const struct source *source)
{
	int64_t before, after;
	int err = pins_taken(&before);

	if (!err && pread(source_fd(source), source->content, source->bytes, 0) != (ssize_t)source->bytes)
		err = err_set(EOPNOTSUPP, "direct reads fail here: %s; set TMPDIR to a folder on a disk",
			      strerror(errno));
	if (!err)
		err = pins_taken(&after);
	if (!err && after == before)
		err = err_set(EOPNOTSUPP, "direct reads are copied here (tmpfs does so); "
			      "set TMPDIR to a folder on a disk");
	return err;
}

static int setup(struct run *run)
{
	int err = kernel_touch_check(run);

	if (!err)
		err = source_on_disk(&state.touch.source);
	return err ? err : check_that_reads_pin(&state.touch.source);
}

static int arm(struct run *run)
{
	int err = kernel_touch_count_pins(run);

	return err ? err : kernel_touch_arm(run);
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

SCENARIO(direct_read) {
	.family		= "kernel touch",
	.summary	= "a direct read (O_DIRECT) of a disk into an exclusive page",
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
