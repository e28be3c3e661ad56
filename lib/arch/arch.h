/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch.h: what differs by architecture, one file for each.
 *
 * A new architecture is a file that defines what is declared here, and a line at the end; the compiler
 * names what is missing ("used but never defined"). No other file of lib/ and bench/ asks what it is
 * compiled for.
 */
#ifndef ARCH_ARCH_H
#define ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How the TLBs of other CPUs are flushed. */
enum flush_kind {
	FLUSH_BY_IPI,		/* one interrupt for each CPU that runs the process */
	FLUSH_BY_BROADCAST,	/* an instruction that needs no interrupt (arm64 TLBI, AMD INVLPGB) */
	FLUSH_BY_HYPERVISOR,	/* it may flush for a CPU that does not run (KVM, Hyper-V) */
	FLUSH_UNCOUNTED,	/* by the firmware, or by IPIs that share a row with others (riscv64) */
};

/* The name of the counter that ticks come from. */
static inline const char *clock_source(void);

/*
 * Read the counter: clock_start() after all that came before has ended and before anything that
 * follows begins, clock_stop() after all that came before has ended.
 */
static inline uint64_t clock_start(void);
static inline uint64_t clock_stop(void);

/* Ticks per second, or 0 where no register says. */
static inline double arch_clock_rate(void);

/* Chooses between counters where there are two, before anything is measured. */
static inline void arch_choose_clock(void);

/* Tells the CPU that this is a loop that waits. */
static inline void arch_pause(void);

/* Finds it out anew: flush_kind() keeps it. */
static inline enum flush_kind arch_flush_kind(void);

/* Writes the processor's own name for itself, or "". */
static inline void arch_cpu_name(char *name, size_t size);

/* Writes what a register says of the hypervisor, "" on bare metal; false where none says. */
static inline bool arch_hypervisor(char *name, size_t size);

/* What the kernel zeroes a page with. arch_zero_refusal() comes first: NULL, or why it cannot be. */
static inline const char *arch_zero_refusal(void);
static inline void arch_zero_page(char *page, size_t size);

/* Flushes a line from all caches; arch_flush_refusal(): NULL, or why a process cannot. */
static inline const char *arch_flush_refusal(void);
static inline void arch_flush_line(const char *line);

/* Copies what ROOT/proc/cpuinfo says of @name, cut to @size; "" and false where it says nothing. */
bool cpuinfo_value(const char *root, const char *name, char *value, size_t size);

#if defined(__x86_64__)
#include "arch/x86.h"
#elif defined(__aarch64__)
#include "arch/arm64.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "arch/riscv64.h"
#else
#error "dexbench knows x86-64, arm64 and riscv64; lib/arch/arch.h says what another has to define"
#endif

#endif /* ARCH_ARCH_H */
