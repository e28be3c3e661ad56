/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * instructions.c: tell the instructions of x86-64, arm64 and riscv64 apart by their bytes.
 */
#include "explain/instructions.h"

#include <string.h>

/* Intel SDM vol. 2: F0 is LOCK; XCHG with memory (86, 87) is locked without it. */
static unsigned int kinds_x86(const unsigned char *bytes, size_t size)
{
	static const unsigned char prefixes[] = { 0x2e, 0x3e, 0x65, 0x66, 0xf0, 0xf2, 0xf3 };
	size_t at = 0;
	unsigned int kinds = 0;

	while (at + 1 < size && memchr(prefixes, bytes[at], sizeof(prefixes)))
		kinds |= bytes[at++] == 0xf0 ? IS_ATOMIC : 0;
	if (at + 1 < size && (bytes[at] & 0xf0) == 0x40)
		at++;
	if (at + 1 < size && (bytes[at] & 0xfe) == 0x86 && bytes[at + 1] < 0xc0)
		kinds |= IS_ATOMIC;
	if (bytes[at] == 0xcf)
		kinds |= IS_RETURN;
	/* RDTSC is 0F 31, RDTSCP 0F 01 F9. */
	if (size >= 2 && !memcmp(bytes, "\x0f\x31", 2))
		kinds |= IS_CLOCK;
	if (size >= 3 && !memcmp(bytes, "\x0f\x01\xf9", 3))
		kinds |= IS_CLOCK;
	/* LFENCE, MFENCE, SFENCE: 0F AE E8, F0, F8. */
	if (at + 2 < size && bytes[at] == 0x0f && bytes[at + 1] == 0xae && bytes[at + 2] >= 0xe8)
		kinds |= IS_BARRIER;
	return kinds;
}

static uint32_t word(const unsigned char *bytes, size_t size)
{
	uint32_t value = 0;

	memcpy(&value, bytes, size < sizeof(value) ? size : sizeof(value));
	return value;
}

/* Arm ARM C4.1: of exclusive loads and stores the store counts, LSE, CAS, SWP; DMB, DSB, ISB. */
static unsigned int kinds_arm64(const unsigned char *bytes, size_t size)
{
	uint32_t insn = word(bytes, size);

	if ((insn & ~0x1fu) == 0xd53be040)	/* MRS of CNTVCT_EL0 */
		return IS_CLOCK;
	if (insn == 0xd69f03e0)
		return IS_RETURN;
	if ((insn & 0xffe0001f) == 0xd4000001)
		return IS_CALL;
	if ((insn & 0xfffff01f) == 0xd503301f && ((insn >> 5) & 7) >= 4)
		return IS_BARRIER;
	if ((insn & 0x3fe00000) == 0x08000000 || (insn & 0x3f200c00) == 0x38200000 ||
	    (insn & 0x3fa07c00) == 0x08a07c00)
		return IS_ATOMIC;
	return 0;
}

/* Unprivileged ISA: AMO (SC of a pair counts, LR does not), FENCE; privileged ISA: SRET, ECALL. */
static unsigned int kinds_riscv(const unsigned char *bytes, size_t size)
{
	uint32_t insn = word(bytes, size);

	if (size < 4)
		return 0;
	if ((insn & 0xfffff07f) == 0xc0202073)	/* RDINSTRET */
		return IS_CLOCK;
	if (insn == 0x10200073)
		return IS_RETURN;
	if (insn == 0x00000073)
		return IS_CALL;
	if ((insn & 0x7f) == 0x2f && insn >> 27 != 2)
		return IS_ATOMIC;
	return (insn & 0x7f) == 0x0f ? IS_BARRIER : 0;
}

static const struct target targets[] = {
	{ "x86_64", kinds_x86, false },
	{ "aarch64", kinds_arm64, false },
	{ "riscv64", kinds_riscv, true },
};

const struct target *target_find(const char *name)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (!strcmp(targets[i].name, name))
			return &targets[i];
	return NULL;
}
