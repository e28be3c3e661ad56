/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * riscv64.h: riscv64.
 */
#ifndef ARCH_RISCV64_H
#define ARCH_RISCV64_H

#include <asm/hwprobe.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Set by arch_choose_clock() alone; in lib/base/clock.c. */
extern bool clock_is_instret;

static inline const char *clock_source(void)
{
	return clock_is_instret ? "instret" : "time";
}

/* Unprivileged ISA, Zicsr: for fences, reading a counter is device input. */
static inline uint64_t clock_start(void)
{
	uint64_t ticks;

	__asm__ volatile("fence iorw, iorw" : : : "memory");
	if (clock_is_instret)
		__asm__ volatile("rdinstret %0" : "=r"(ticks) : : "memory");
	else
		__asm__ volatile("rdtime %0" : "=r"(ticks) : : "memory");
	__asm__ volatile("fence iorw, iorw" : : : "memory");
	return ticks;
}

static inline uint64_t clock_stop(void)
{
	return clock_start();
}

static inline double arch_clock_rate(void)
{
	return 0;
}

static inline uint64_t riscv64_instret(void)
{
	uint64_t count;

	__asm__ volatile("rdinstret %0" : "=r"(count));
	return count;
}

static sigjmp_buf riscv64_no_instret;

static inline void riscv64_jump_out(int signal)
{
	siglongjmp(riscv64_no_instret, 1);
}

/* The kernel may keep it from user space. */
static inline bool riscv64_has_instret(void)
{
	struct sigaction jump = { .sa_handler = riscv64_jump_out }, before;
	volatile bool has = false;

	sigemptyset(&jump.sa_mask);
	sigaction(SIGILL, &jump, &before);
	if (!sigsetjmp(riscv64_no_instret, 1)) {
		riscv64_instret();
		has = true;
	}
	sigaction(SIGILL, &before, NULL);
	return has;
}

/* Instructions per tick of time, over some 2000 ticks: of divisions, each of the last one's result, or nops. */
static inline double riscv64_pace(bool divide)
{
	const uint64_t enough = 2000;
	uint64_t from = clock_start(), instret = riscv64_instret(), to, number = 3;

	do {
		for (int i = 0; i < 100; i++)
			if (divide)
				__asm__ volatile("divu %0, %1, %0" : "+r"(number) : "r"(UINT64_MAX));
			else
				__asm__ volatile("nop");
		to = clock_start();
	} while (to - from < enough);
	return (double)(riscv64_instret() - instret) / (double)(to - from);
}

/*
 * instret is a clock where it runs in step with time whatever the instructions are, as it does
 * under -icount. Where instructions take their time, a division takes more than a nop.
 */
static inline void arch_choose_clock(void)
{
	static bool chosen;
	double quick, slow;

	if (chosen)
		return;
	chosen = true;
	if (!riscv64_has_instret())
		return;
	quick = riscv64_pace(false);
	slow = riscv64_pace(true);
	clock_is_instret = quick > slow * 0.998 && quick < slow * 1.002;
}

/* pause, of Zihintpause: a fence that orders nothing, to a CPU that does not have it. */
static inline void arch_pause(void)
{
	__asm__ volatile(".4byte 0x100000f");
}

/* The microarchitecture, or the extensions up to the first with a name of several letters. */
static inline void arch_cpu_name(char *name, size_t size)
{
	if (cpuinfo_value("", "uarch", name, size))
		return;
	cpuinfo_value("", "isa", name, size);
	name[strcspn(name, "_")] = '\0';
}

static inline bool arch_hypervisor(char *name, size_t size)
{
	name[0] = '\0';
	return false;
}

/*
 * Linux asks the firmware (SBI, sfence) to, or with AIA has CPUs call a function: the row IPI1 of
 * /proc/interrupts counts those with all other calls.
 */
static inline enum flush_kind arch_flush_kind(void)
{
	return FLUSH_UNCOUNTED;
}

static size_t riscv64_zero_block;	/* bytes that one cbo.zero zeroes */

static inline const char *arch_zero_refusal(void)
{
	struct riscv_hwprobe pairs[] = {
		{ .key = RISCV_HWPROBE_KEY_IMA_EXT_0 }, { .key = RISCV_HWPROBE_KEY_ZICBOZ_BLOCK_SIZE },
	};

	if (syscall(__NR_riscv_hwprobe, pairs, (size_t)2, (size_t)0, NULL, 0) ||
	    !(pairs[0].value & RISCV_HWPROBE_EXT_ZICBOZ) || !pairs[1].value)
		return "this CPU has no cbo.zero, or the kernel does not let it be used";
	riscv64_zero_block = pairs[1].value;
	return NULL;
}

/* cbo.zero, which older assemblers do not know. */
__attribute__((always_inline))
static inline void arch_zero_page(char *page, size_t size)
{
	for (char *end = page + size; page < end; page += riscv64_zero_block)
		__asm__ volatile(".insn i 0x0f, 2, x0, %0, 4" : : "r"(page) : "memory");
}

/* Linux 6.12 keeps the instructions that flush caches from user space; 7.2 does not. */
static inline const char *arch_flush_refusal(void)
{
	return "on riscv64 this scenario flushes no caches: only cache=hot can be had";
}

static inline void arch_flush_line(const char *line)
{
}

#endif /* ARCH_RISCV64_H */
