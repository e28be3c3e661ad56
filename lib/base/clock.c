/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.c: how fast the tick counter runs, and what it counts.
 */
#include "base/clock.h"

#include <time.h>
#if defined(__riscv)
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#endif

static double seconds_of(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double clock_seconds(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}

double clock_ticks_per_second(void)
{
#if defined(__aarch64__)
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return (double)hz;
#else
	const double enough = 0.02;
	double from = seconds_of(CLOCK_MONOTONIC_RAW), to;
	uint64_t start = clock_start(), stop;

	do {
		to = seconds_of(CLOCK_MONOTONIC_RAW);
		stop = clock_stop();
	} while (to - from < enough);

	return (double)(stop - start) / (to - from);
#endif
}

/* The ticks that a block of @length one-word instructions takes, loop-free. */
#define TIME_NOPS(length)						\
static uint64_t time_##length##_nops(void)				\
{									\
	uint64_t start = clock_start();					\
									\
	__asm__ volatile(".rept " #length "\n\tnop\n\t.endr");		\
	return clock_stop() - start;					\
}

TIME_NOPS(1000)
TIME_NOPS(3000)

#if defined(__riscv)

bool clock_is_instret;

static sigjmp_buf no_instret;

static void jump_out(int signal)
{
	(void)signal;
	siglongjmp(no_instret, 1);
}

static inline uint64_t read_instret(void)
{
	uint64_t count;

	__asm__ volatile("rdinstret %0" : "=r"(count));
	return count;
}

/* The kernel may keep it from user space. */
static bool can_read_instret(void)
{
	struct sigaction jump = { .sa_handler = jump_out }, before;
	volatile bool can = false;

	sigemptyset(&jump.sa_mask);
	sigaction(SIGILL, &jump, &before);
	if (!sigsetjmp(no_instret, 1)) {
		read_instret();
		can = true;
	}
	sigaction(SIGILL, &before, NULL);
	return can;
}

/* Instructions per tick of time, over some 2000 ticks: of divisions, each of the last one's result, or nops. */
static double pace(bool divide)
{
	const uint64_t enough = 2000;
	uint64_t from = clock_start(), instret = read_instret(), to, number = 3;

	do {
		for (int i = 0; i < 100; i++)
			if (divide)
				__asm__ volatile("divu %0, %1, %0" : "+r"(number) : "r"(UINT64_MAX));
			else
				__asm__ volatile("nop");
		to = clock_start();
	} while (to - from < enough);
	return (double)(read_instret() - instret) / (double)(to - from);
}

/*
 * instret is a clock where it runs in step with time whatever the instructions are, as it does
 * under -icount. Where instructions take their time, a division takes more than a nop.
 */
static void choose_clock(void)
{
	static bool chosen;
	double quick, slow;

	if (chosen)
		return;
	chosen = true;
	if (!can_read_instret())
		return;
	quick = pace(false);
	slow = pace(true);
	clock_is_instret = quick > slow * 0.998 && quick < slow * 1.002;
}

#else

static void choose_clock(void)
{
}

#endif

bool clock_counts_instructions(void)
{
	/* A timer interrupt may fall into one block; it does not into most. */
	int agreed = 0;

	choose_clock();
	for (int i = 0; i < 5; i++)
		agreed += time_3000_nops() - time_1000_nops() == 2000;
	return agreed >= 3;
}
