/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flush.c: CPUID and /proc/cpuinfo.
 */
#include "sys/flush.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A feature flag that the kernel did not clear. */
static bool has_flag(const char *flag)
{
	char *line = NULL;
	size_t room = 0;
	bool found = false;
	FILE *file = fopen("/proc/cpuinfo", "re");

	while (file && !found && getline(&line, &room, file) > 0) {
		if (strncmp(line, "flags", 5))
			continue;
		for (char *at = strtok(line, " \t\n"); at && !found; at = strtok(NULL, " \t\n"))
			found = !strcmp(at, flag);
		break;
	}
	if (file)
		fclose(file);
	free(line);
	return found;
}

/* KVM: leaf 0x40000001, EAX bit 9 (KVM_FEATURE_PV_TLB_FLUSH). Hyper-V: 0x40000004, EAX bit 2. */
static bool is_paravirtual(void)
{
	unsigned int a, b, c, d, signature[4] = { 0 };

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 31))
		return false;
	__cpuid(0x40000000, a, signature[0], signature[1], signature[2]);
	if (!memcmp(signature, "KVMKVMKVM", 9)) {
		__cpuid(0x40000001, a, b, c, d);
		return a & 1u << 9;
	}
	if (!memcmp(signature, "Microsoft Hv", 12)) {
		__cpuid(0x40000004, a, b, c, d);
		return a & 1u << 2;
	}
	return false;
}

static enum flush_kind find_kind(void)
{
	if (is_paravirtual())
		return FLUSH_BY_HYPERVISOR;
	return has_flag("invlpgb") ? FLUSH_BY_BROADCAST : FLUSH_BY_IPI;
}
#elif defined(__riscv)
/*
 * Linux asks the firmware (SBI, sfence) to, or with AIA has CPUs call a function: the row IPI1 of
 * /proc/interrupts counts those with all other calls.
 */
static enum flush_kind find_kind(void)
{
	return FLUSH_UNCOUNTED;
}
#else
/* arm64: TLBI ... IS is broadcast by the hardware. */
static enum flush_kind find_kind(void)
{
	return FLUSH_BY_BROADCAST;
}
#endif

enum flush_kind flush_kind(void)
{
	static int found = -1;

	if (found < 0)
		found = (int)find_kind();
	return (enum flush_kind)found;
}

const char *flush_words(enum flush_kind kind)
{
	static const char *const words[] = {
		[FLUSH_BY_IPI] = "by IPIs",
		[FLUSH_BY_BROADCAST] = "by a broadcast instruction",
		[FLUSH_BY_HYPERVISOR] = "by the hypervisor",
		[FLUSH_UNCOUNTED] = "by firmware or function calls",
	};

	return words[kind];
}
