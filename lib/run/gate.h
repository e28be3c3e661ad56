/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gate.h: a start for CPUs that must begin at once.
 *
 * Those who wait spin, since a wake-up would take longer than what they are to race for;
 * or they sleep, where there are fewer CPUs than there seem to be (vCPUs of a busy host),
 * for who spins there keeps the one it waits for from running. A gate works between
 * threads, and a spinning one between processes in memory that they share.
 */
#ifndef RUN_GATE_H
#define RUN_GATE_H

#include "arch/arch.h"

#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Counters apart by two cache lines, which some CPUs fetch together. All zero, it is new and spins. */
struct gate {
	_Alignas(128) atomic_uint opened;	/* rounds that may begin */
	_Alignas(128) atomic_uint passed;	/* how often someone has ended one */
	_Alignas(128) bool sleeps;		/* those who wait do */
};

static inline void gate_wake(const struct gate *gate, atomic_uint *counter)
{
	if (gate->sleeps)
		syscall(SYS_futex, counter, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* Waits a while for @counter to be something else than it was when it was @seen. */
static inline void gate_rest(const struct gate *gate, const atomic_uint *counter, unsigned int seen)
{
	static const struct timespec moment = { .tv_nsec = 20 * 1000 * 1000 };

	if (gate->sleeps)
		syscall(SYS_futex, counter, FUTEX_WAIT_PRIVATE, seen, &moment, NULL, 0);
	else
		arch_pause();
}

/* Has @counter reached @number? Both go round at 2^32. */
static inline bool gate_reached(unsigned int counter, unsigned int number)
{
	return (int)(counter - number) >= 0;
}

/* Before anyone waits: no round has begun. */
static inline void gate_reset(struct gate *gate)
{
	atomic_store(&gate->opened, 0);
	atomic_store(&gate->passed, 0);
}

/* Lets all into round @round, of 1 and up. */
static inline void gate_open(struct gate *gate, unsigned int round)
{
	atomic_store_explicit(&gate->opened, round, memory_order_release);
	gate_wake(gate, &gate->opened);
}

static inline bool gate_is_open(const struct gate *gate, unsigned int round)
{
	return gate_reached(atomic_load_explicit(&gate->opened, memory_order_acquire), round);
}

/* Says that one of those let in has done its work. */
static inline void gate_pass(struct gate *gate)
{
	atomic_fetch_add_explicit(&gate->passed, 1, memory_order_release);
	gate_wake(gate, &gate->passed);
}

static inline bool gate_has_passed(const struct gate *gate, unsigned int times)
{
	return gate_reached(atomic_load_explicit(&gate->passed, memory_order_acquire), times);
}

/* Waits for all that were let in, who end by themselves. */
static inline void gate_wait(const struct gate *gate, unsigned int times)
{
	for (;;) {
		unsigned int seen = atomic_load_explicit(&gate->passed, memory_order_acquire);

		if (gate_reached(seen, times))
			return;
		gate_rest(gate, &gate->passed, seen);
	}
}

#endif /* RUN_GATE_H */
