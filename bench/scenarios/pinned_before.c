/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pinned_before: I/O into pages that were pinned before a device took them.
 *
 * The caveat of exclusive access: it shuts out what comes by the mapping. A buffer that io_uring
 * registered before is written through its pins, without a fault and without a word to the
 * device, whose data change while it still holds the page. One sample is one read into a page
 * of such a buffer.
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
	int err = uring_open(&state.uring);

	if (!err)
		err = source_in_memory(&state.touch.source);
	if (err)
		return err;
	return uring_prepare_buffer(state.uring, run->region.start, run->region.pages * run->region.page_size);
}

/* What the device finds in all pages together, where it holds them; else what the CPU finds. */
static int sum_of(struct run *run, uint64_t *sum)
{
	if (entries_are_exclusive(run))
		return device_access(run->device, run->region.start, run->region.pages, DEVICE_READ, 0, sum);
	*sum = 0;
	for (size_t i = 0; i < run->region.pages; i++)
		*sum += *(volatile uint64_t *)region_page(&run->region, i);
	return 0;
}

static int write_as_device(struct run *run, uint64_t word)
{
	uint64_t before;

	return device_access(run->device, run->region.start, run->region.pages, DEVICE_WRITE, word, &before);
}

/* The last to write to the pages, before FIRE, is the device. */
static int arm(struct run *run)
{
	uint64_t mark = source_other_word(&state.touch.source);
	int err = 0;

	state.touch.failed = 0;
	region_write(&run->region);
	if (entries_are_exclusive(run)) {
		err = device_make_exclusive(run->device, run->region.start, run->region.pages, FOLIO_DIRTY);
		if (!err)
			err = write_as_device(run, mark);
	}
	return err ? err : uring_nop(state.uring);
}

static ssize_t read_page(void *of_run, void *page, size_t bytes)
{
	return uring_read_registered(state.uring, source_fd(&state.touch.source), page, bytes);
}

static int fire(struct run *run)
{
	return kernel_touch_fire(run, read_page, NULL);
}

/* The device sees what it never wrote; and the CPU will, too. */
static int observe(struct run *run)
{
	const struct source *source = &state.touch.source;
	uint64_t word = ~source_other_word(source), sum;
	int err = sum_of(run, &sum);

	if (err)
		return err;
	if (sum != word * run->region.pages)
		trial_find(&run->trial, "expected the data of pages pinned before to change under the device, "
			   "saw a sum of %#llx, not %#llx", (unsigned long long)sum,
			   (unsigned long long)(word * run->region.pages));
	return kernel_touch_check_data(run);
}

static void teardown(struct run *run)
{
	uring_close(state.uring);
	kernel_touch_teardown(run);
}

static void predict(const struct run *run, struct oracle *page)
{
	if (entries_are_exclusive(run))
		oracle_make_exclusive(page, FOLIO_DIRTY);
	oracle_fire(page);
}

SCENARIO(pinned_before) {
	.family		= "kernel touch",
	.summary	= "a read into a page that was pinned before the device took it, which shuts out no pin",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ACCESS,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
