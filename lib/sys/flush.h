/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flush.h: how this machine flushes the TLBs of other CPUs.
 */
#ifndef SYS_FLUSH_H
#define SYS_FLUSH_H

enum flush_kind {
	FLUSH_BY_IPI,		/* one interrupt for each CPU that runs the process */
	FLUSH_BY_BROADCAST,	/* an instruction that needs no interrupt (arm64 TLBI, AMD INVLPGB) */
	FLUSH_BY_HYPERVISOR,	/* it may flush for a CPU that does not run (KVM, Hyper-V) */
	FLUSH_UNCOUNTED,	/* by the firmware, or by IPIs that share a row with others (riscv64) */
};

/*
 * What counting IPIs can mean here. On AMD with INVLPGB a process that was active on four CPUs
 * is flushed without IPIs and without a trace (Linux 6.15, broadcast_tlb_flush()), unless page-table
 * isolation is on; /proc/cpuinfo shows the flag "invlpgb" where the kernel uses it.
 */
enum flush_kind flush_kind(void);

/* Completes "TLBs are flushed ...", such as "by IPIs". */
const char *flush_words(enum flush_kind kind);

#endif /* SYS_FLUSH_H */
