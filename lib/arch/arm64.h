/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arm64.h: arm64.
 */
#ifndef ARCH_ARM64_H
#define ARCH_ARM64_H

#include <stdio.h>
#include <stdlib.h>

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

static inline double arch_clock_rate(void)
{
	uint64_t rate;

	__asm__("mrs %0, cntfrq_el0" : "=r"(rate));
	return (double)rate;
}

static inline void arch_choose_clock(void)
{
}

static inline void arch_pause(void)
{
	__asm__ volatile("yield");
}

/* The cores that Arm itself numbers; of others, and of newer ones, the number has to do. */
static inline const char *arm64_core(unsigned long implementer, unsigned long part)
{
	static const struct {
		unsigned long part;
		const char *name;
	} cores[] = {
		{ 0xd03, "Cortex-A53" }, { 0xd04, "Cortex-A35" }, { 0xd05, "Cortex-A55" },
		{ 0xd07, "Cortex-A57" }, { 0xd08, "Cortex-A72" }, { 0xd0b, "Cortex-A76" },
		{ 0xd0c, "Neoverse-N1" }, { 0xd40, "Neoverse-V1" }, { 0xd49, "Neoverse-N2" },
		{ 0xd4f, "Neoverse-V2" },
	};

	for (size_t i = 0; implementer == 0x41 && i < sizeof(cores) / sizeof(cores[0]); i++)
		if (cores[i].part == part)
			return cores[i].name;
	return "unknown core";
}

static inline void arch_cpu_name(char *name, size_t size)
{
	char implementer[32], part[32];

	name[0] = '\0';
	cpuinfo_value("", "CPU implementer", implementer, sizeof(implementer));
	if (cpuinfo_value("", "CPU part", part, sizeof(part)))
		snprintf(name, size, "%s (%s %s)", arm64_core(strtoul(implementer, NULL, 16),
			 strtoul(part, NULL, 16)), implementer, part);
}

static inline bool arch_hypervisor(char *name, size_t size)
{
	name[0] = '\0';
	return false;
}

/* TLBI ... IS is broadcast by the hardware. */
static inline enum flush_kind arch_flush_kind(void)
{
	return FLUSH_BY_BROADCAST;
}

static size_t arm64_zero_block;	/* bytes that one dc zva zeroes */

/* Arm ARM, DCZID_EL0: bit 4 prohibits DC ZVA, bits 3:0 are the binary logarithm of the block in words. */
static inline const char *arch_zero_refusal(void)
{
	uint64_t id;

	__asm__("mrs %0, dczid_el0" : "=r"(id));
	if (id & 1 << 4)
		return "this CPU may not use dc zva";
	arm64_zero_block = (size_t)4 << (id & 15);
	return NULL;
}

__attribute__((always_inline))
static inline void arch_zero_page(char *page, size_t size)
{
	for (char *end = page + size; page < end; page += arm64_zero_block)
		__asm__ volatile("dc zva, %0" : : "r"(page) : "memory");
}

static inline const char *arch_flush_refusal(void)
{
	return NULL;
}

static inline void arch_flush_line(const char *line)
{
	__asm__ volatile("dc civac, %0" : : "r"(line) : "memory");
}

#endif /* ARCH_ARM64_H */
