/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_page_zeroing: the zeroing of one page, without any fault.
 *
 * The instructions that the kernel zeroes a page with (x86-64: rep stosb, as clear_page_erms()
 * does where the CPU has it; arm64: dc zva; riscv64: cbo.zero), in user space on a page that is
 * present. The kernel takes the page that was freed last, so one just freed is in the
 * caches (cache=hot), and one of a large area that was freed as a whole is not (cache=cold).
 * A minor fault less this is what a fault costs that zeroes nothing; see
 * baseline_zero_page_read for what else is in one.
 */
#include "arch/arch.h"
#include "base/err.h"
#include "run/run.h"
#include "run/scenario.h"

#include <errno.h>
#include <string.h>

enum { CACHE_LINE = 64 };	/* at most; flushing one twice does no harm */

static void flush_page(const char *page, size_t size)
{
	for (size_t i = 0; i < size; i += CACHE_LINE)
		arch_flush_line(page + i);
	__sync_synchronize();
}

static int setup(struct run *run)
{
	const char *refusal = arch_zero_refusal();

	if (!refusal && strcmp(values_text(&run->values, "cache"), "hot"))
		refusal = arch_flush_refusal();
	return refusal ? err_set(EOPNOTSUPP, "%s", refusal) : 0;
}

static int arm(struct run *run)
{
	memset(run->region.start, 0xff, run->region.pages * run->region.page_size);
	return 0;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	bool hot = !strcmp(values_text(&run->values, "cache"), "hot");
	size_t size = run->region.page_size;

	for (size_t i = 0; i < trial->samples; i++) {
		char *page = trial->targets[i];
		uint64_t start;

		if (hot)
			memset(page, 0xff, size);
		else
			flush_page(page, size);
		start = clock_start();
		arch_zero_page(page, size);
		trial->ticks[i] = clock_stop() - start;
	}
	return 0;
}

static int observe(struct run *run)
{
	size_t size = run->region.pages * run->region.page_size;

	if (run->region.start[0] || memcmp(run->region.start, run->region.start + 1, size - 1))
		return err_set(ENODATA, "%s: some bytes are not zero", run->entry->name);
	return 0;
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(baseline_page_zeroing) {
	.family		= "baseline",
	.summary	= "the zeroing of a page, as in a minor fault, without the fault",
	.parameters	= (const struct parameter[]){
		{ "cache", "hot", "hot|cold", 0, 0,
		  "the page is in the caches, or was flushed from all of them" },
		{ 0 }
	},
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.predict	= predict,
};
