/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * barrier.h: a start for CPUs that must begin at once.
 *
 * Those who wait spin, since a wake-up would take longer than what they are to race for;
 * or they sleep, where there are fewer CPUs than there seem to be (vCPUs of a busy host),
 * for who spins there keeps the one it waits for from running. A barrier works between
 * threads, and a spinning one between processes in memory that they share.
 */
#ifndef RUN_BARRIER_H
#define RUN_BARRIER_H

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
struct barrier {
	_Alignas(128) atomic_uint opened;	/* rounds that may begin */
	_Alignas(128) atomic_uint passed;	/* how often someone has ended one */
	_Alignas(128) bool sleeps;		/* those who wait do */
};

static inline void barrier_wake(const struct barrier *barrier, atomic_uint *counter)
{
	if (barrier->sleeps)
		syscall(SYS_futex, counter, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* Waits a while for @counter to be something else than it was when it was @seen. */
static inline void barrier_rest(const struct barrier *barrier, const atomic_uint *counter, unsigned int seen)
{
	static const struct timespec moment = { .tv_nsec = 20 * 1000 * 1000 };

	if (barrier->sleeps)
		syscall(SYS_futex, counter, FUTEX_WAIT_PRIVATE, seen, &moment, NULL, 0);
	else
		arch_pause();
}

/* Has @counter reached @number? Both go round at 2^32. */
static inline bool barrier_reached(unsigned int counter, unsigned int number)
{
	return (int)(counter - number) >= 0;
}

/* Before anyone waits: no round has begun. */
static inline void barrier_reset(struct barrier *barrier)
{
	atomic_store(&barrier->opened, 0);
	atomic_store(&barrier->passed, 0);
}

/* Lets all into round @round, of 1 and up. */
static inline void barrier_open(struct barrier *barrier, unsigned int round)
{
	atomic_store_explicit(&barrier->opened, round, memory_order_release);
	barrier_wake(barrier, &barrier->opened);
}

static inline bool barrier_is_open(const struct barrier *barrier, unsigned int round)
{
	return barrier_reached(atomic_load_explicit(&barrier->opened, memory_order_acquire), round);
}

/* Says that one of those let in has done its work. */
static inline void barrier_pass(struct barrier *barrier)
{
	atomic_fetch_add_explicit(&barrier->passed, 1, memory_order_release);
	barrier_wake(barrier, &barrier->passed);
}

static inline bool barrier_has_passed(const struct barrier *barrier, unsigned int times)
{
	return barrier_reached(atomic_load_explicit(&barrier->passed, memory_order_acquire), times);
}

/* Waits for all that were let in, who end by themselves. */
static inline void barrier_wait(const struct barrier *barrier, unsigned int times)
{
	for (;;) {
		unsigned int seen = atomic_load_explicit(&barrier->passed, memory_order_acquire);

		if (barrier_reached(seen, times))
			return;
		barrier_rest(barrier, &barrier->passed, seen);
	}
}

#endif /* RUN_BARRIER_H */
