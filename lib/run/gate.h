/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gate.h: a start for CPUs that must begin at once.
 *
 * Those who wait spin, since a wake-up would take longer than what they are to race for.
 * A gate works between threads, and between processes in memory that they share.
 */
#ifndef RUN_GATE_H
#define RUN_GATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Apart by two cache lines, which some CPUs fetch together. All zero, it is new. */
struct gate {
	_Alignas(128) atomic_uint_fast64_t opened;	/* rounds that may begin */
	_Alignas(128) atomic_uint_fast64_t passed;	/* how often someone has ended one */
};

/* Tells the CPU that this is a loop that waits. */
static inline void gate_pause(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/* Before anyone waits: no round has begun. */
static inline void gate_reset(struct gate *gate)
{
	atomic_store(&gate->opened, 0);
	atomic_store(&gate->passed, 0);
}

/* Lets all into round @round, of 1 and up. */
static inline void gate_open(struct gate *gate, uint64_t round)
{
	atomic_store_explicit(&gate->opened, round, memory_order_release);
}

static inline bool gate_is_open(const struct gate *gate, uint64_t round)
{
	return atomic_load_explicit(&gate->opened, memory_order_acquire) >= round;
}

/* Says that one of those let in has done its work. */
static inline void gate_pass(struct gate *gate)
{
	atomic_fetch_add_explicit(&gate->passed, 1, memory_order_release);
}

static inline bool gate_has_passed(const struct gate *gate, uint64_t times)
{
	return atomic_load_explicit(&gate->passed, memory_order_acquire) >= times;
}

/* Waits for all that were let in, who end by themselves. */
static inline void gate_wait(const struct gate *gate, uint64_t times)
{
	while (!gate_has_passed(gate, times))
		gate_pause();
}

#endif /* RUN_GATE_H */
