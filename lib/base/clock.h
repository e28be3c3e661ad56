/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h: the tick counter around a touch, and the time of day for progress.
 *
 * A tick is what the CPU's constant-rate counter counts: the TSC on x86-64, the
 * generic timer on arm64, time on riscv64. It is not a core cycle. Under QEMU's -icount shift=0
 * one tick is one instruction of the guest; clock_counts_instructions() finds out. On riscv64
 * one tick of time would be a hundred of them, and there it is instret that counts.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)

static inline const char *clock_source(void)
{
	return "tsc";
}

/*
 * Reads the counter after all that came before has ended, and before anything
 * that follows begins (Intel SDM vol. 2B, RDTSC: LFENCE on either side).
 */
static inline uint64_t clock_start(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* The same for the end; RDTSCP itself waits for what came before. */
static inline uint64_t clock_stop(void)
{
	uint32_t low, high, cpu;

	__asm__ volatile("rdtscp\n\tlfence" : "=a"(low), "=d"(high), "=c"(cpu) : : "memory");
	return (uint64_t)high << 32 | low;
}

#elif defined(__aarch64__)

static inline const char *clock_source(void)
{
	return "cntvct";
}

/* Arm ARM D12.2: an ISB keeps the counter's read from being done early. */
static inline uint64_t clock_start(void)
{
	uint64_t ticks;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks) : : "memory");
	return ticks;
}

static inline uint64_t clock_stop(void)
{
	uint64_t ticks;

	__asm__ volatile("dsb ish\n\tisb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks) : : "memory");
	return ticks;
}

#elif defined(__riscv) && __riscv_xlen == 64

/* Set by clock_counts_instructions() alone, before anything is measured. */
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

#else
#error "dexbench knows the tick counters of x86-64, arm64 and riscv64; add one here"
#endif

/*
 * Ticks per second, measured against CLOCK_MONOTONIC_RAW for some 20 ms (arm64:
 * read from CNTFRQ_EL0). Under -icount the guest's clock is made of the same
 * ticks, so this is then exact.
 */
double clock_ticks_per_second(void);

/*
 * True if a tick is an instruction: N more of them take exactly N more ticks. riscv64: from here
 * on ticks are of instret, if that is a clock; see clock.c.
 */
bool clock_counts_instructions(void);

/* Seconds since an arbitrary moment, for progress and time left only. */
double clock_seconds(void);

#endif /* BASE_CLOCK_H */
