/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h: what the tick counter around a touch counts, and the time of day for progress.
 *
 * A tick is what the CPU's constant-rate counter counts: the TSC on x86-64, the
 * generic timer on arm64, time on riscv64. It is not a core cycle. Under QEMU's -icount shift=0
 * one tick is one instruction of the guest; clock_counts_instructions() finds out. On riscv64
 * one tick of time would be a hundred of them, and there it is instret that counts.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "arch/arch.h"

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
