/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.c: how fast the tick counter runs, and what it counts.
 */
#include "base/clock.h"

#include <time.h>

/* Read on riscv64, where arch_choose_clock() sets it. */
bool clock_is_instret;

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
	const double enough = 0.02;
	double rate = arch_clock_rate(), from = seconds_of(CLOCK_MONOTONIC_RAW), to;
	uint64_t start = clock_start(), stop;

	if (rate > 0)
		return rate;
	do {
		to = seconds_of(CLOCK_MONOTONIC_RAW);
		stop = clock_stop();
	} while (to - from < enough);

	return (double)(stop - start) / (to - from);
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

bool clock_counts_instructions(void)
{
	/* A timer interrupt may fall into one block; it does not into most. */
	int agreed = 0;

	arch_choose_clock();
	for (int i = 0; i < 5; i++)
		agreed += time_3000_nops() - time_1000_nops() == 2000;
	return agreed >= 3;
}
