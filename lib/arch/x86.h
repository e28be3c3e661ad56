/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x86.h: x86-64.
 */
#ifndef ARCH_X86_H
#define ARCH_X86_H

#include <cpuid.h>
#include <stdio.h>
#include <string.h>

static inline const char *clock_source(void)
{
	return "tsc";
}

/* Intel SDM vol. 2B, RDTSC: LFENCE on either side. */
static inline uint64_t clock_start(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* RDTSCP itself waits for what came before. */
static inline uint64_t clock_stop(void)
{
	uint32_t low, high, cpu;

	__asm__ volatile("rdtscp\n\tlfence" : "=a"(low), "=d"(high), "=c"(cpu) : : "memory");
	return (uint64_t)high << 32 | low;
}

static inline double arch_clock_rate(void)
{
	return 0;
}

static inline void arch_choose_clock(void)
{
}

static inline void arch_pause(void)
{
	__builtin_ia32_pause();
}

static inline void arch_cpu_name(char *name, size_t size)
{
	cpuinfo_value("", "model name", name, size);
}

/*
 * CPUID leaf 1, ECX bit 31, is reserved for hypervisors to say that they are there; leaf 0x40000000 then
 * holds a signature of 12 characters.
 */
static inline bool arch_hypervisor(char *name, size_t size)
{
	uint32_t a, b, c, d, signature[4] = { 0 };

	name[0] = '\0';
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 31))
		return true;
	__cpuid(0x40000000, a, signature[0], signature[1], signature[2]);
	snprintf(name, size, "%s", signature[0] ? (const char *)signature : "unknown");
	return true;
}

/* KVM: leaf 0x40000001, EAX bit 9 (KVM_FEATURE_PV_TLB_FLUSH). Hyper-V: 0x40000004, EAX bit 2. */
static inline bool x86_hypervisor_flushes(void)
{
	uint32_t a, b, c, d;
	char name[16];
	bool kvm;

	arch_hypervisor(name, sizeof(name));
	kvm = !strcmp(name, "KVMKVMKVM");
	if (!kvm && strcmp(name, "Microsoft Hv"))
		return false;
	__cpuid(kvm ? 0x40000001 : 0x40000004, a, b, c, d);
	return a & (kvm ? 1u << 9 : 1u << 2);
}

/*
 * On AMD with INVLPGB a process that was active on four CPUs is flushed without IPIs and without a trace
 * (Linux 6.15, broadcast_tlb_flush()), unless page-table isolation is on; /proc/cpuinfo shows the flag where
 * the kernel uses it.
 */
static inline enum flush_kind arch_flush_kind(void)
{
	char flags[8192];

	if (x86_hypervisor_flushes())
		return FLUSH_BY_HYPERVISOR;
	cpuinfo_value("", "flags", flags, sizeof(flags) - 1);
	strcat(flags, " ");
	return strstr(flags, " invlpgb ") ? FLUSH_BY_BROADCAST : FLUSH_BY_IPI;
}

static inline const char *arch_zero_refusal(void)
{
	return NULL;
}

/* As clear_page_erms() does, where the CPU has it. */
__attribute__((always_inline))
static inline void arch_zero_page(char *page, size_t size)
{
	__asm__ volatile("rep stosb" : "+D"(page), "+c"(size) : "a"(0) : "memory");
}

static inline const char *arch_flush_refusal(void)
{
	return NULL;
}

static inline void arch_flush_line(const char *line)
{
	__asm__ volatile("clflush %0" : : "m"(*line) : "memory");
}

#endif /* ARCH_X86_H */
