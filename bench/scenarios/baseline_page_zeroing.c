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
#include "base/err.h"
#include "run/run.h"
#include "run/scenario.h"

#include <errno.h>
#include <string.h>
#if defined(__riscv)
#include <asm/hwprobe.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

enum { CACHE_LINE = 64 };	/* at most; flushing one twice does no harm */

#if defined(__x86_64__)

static int zeroing_setup(void)
{
	return 0;
}

__attribute__((always_inline))
static inline void zero_page(char *page, size_t size)
{
	__asm__ volatile("rep stosb" : "+D"(page), "+c"(size) : "a"(0) : "memory");
}

static inline void flush_line(const char *line)
{
	__asm__ volatile("clflush %0" : : "m"(*line) : "memory");
}

#elif defined(__aarch64__)

static size_t block;	/* bytes that one dc zva zeroes */

static int zeroing_setup(void)
{
	uint64_t id;

	__asm__("mrs %0, dczid_el0" : "=r"(id));
	if (id & 1 << 4)
		return err_set(EOPNOTSUPP, "this CPU may not use dc zva");
	block = (size_t)4 << (id & 15);
	return 0;
}

__attribute__((always_inline))
static inline void zero_page(char *page, size_t size)
{
	for (char *end = page + size; page < end; page += block)
		__asm__ volatile("dc zva, %0" : : "r"(page) : "memory");
}

static inline void flush_line(const char *line)
{
	__asm__ volatile("dc civac, %0" : : "r"(line) : "memory");
}

#elif defined(__riscv)

/* Linux 6.12 keeps the instructions that flush caches from user space; 7.2 does not. */
#define NO_FLUSH "on riscv64 this scenario flushes no caches: only cache=hot can be had"

static size_t block;	/* bytes that one cbo.zero zeroes */

static int zeroing_setup(void)
{
	struct riscv_hwprobe pairs[] = {
		{ .key = RISCV_HWPROBE_KEY_IMA_EXT_0 }, { .key = RISCV_HWPROBE_KEY_ZICBOZ_BLOCK_SIZE },
	};

	if (syscall(__NR_riscv_hwprobe, pairs, (size_t)2, (size_t)0, NULL, 0) ||
	    !(pairs[0].value & RISCV_HWPROBE_EXT_ZICBOZ) || !pairs[1].value)
		return err_set(EOPNOTSUPP, "this CPU has no cbo.zero, or the kernel does not let it be used");
	block = pairs[1].value;
	return 0;
}

/* cbo.zero, which older assemblers do not know. */
__attribute__((always_inline))
static inline void zero_page(char *page, size_t size)
{
	for (char *end = page + size; page < end; page += block)
		__asm__ volatile(".insn i 0x0f, 2, x0, %0, 4" : : "r"(page) : "memory");
}

static inline void flush_line(const char *line)
{
}

#endif

static void flush_page(const char *page, size_t size)
{
	for (size_t i = 0; i < size; i += CACHE_LINE)
		flush_line(page + i);
	__sync_synchronize();
}

static int setup(struct run *run)
{
#ifdef NO_FLUSH
	if (strcmp(values_text(&run->values, "cache"), "hot"))
		return err_set(EOPNOTSUPP, NO_FLUSH);
#endif
	return zeroing_setup();
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
		zero_page(page, size);
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
