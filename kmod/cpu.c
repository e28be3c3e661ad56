// SPDX-License-Identifier: GPL-2.0-only
/*
 * DEXDEV_CPU: what the CPU's registers say about the flags that hardware may
 * set in an entry. On arm64 user space cannot read them: the kernel shows
 * their fields as zero.
 */
#include <linux/bits.h>
#include <linux/types.h>
#ifdef CONFIG_ARM64
#include <asm/sysreg.h>
#endif

#include "dexdev.h"

#if defined(CONFIG_X86_64)

/* Part of the architecture; there is nothing to switch on. */
static int read_flags(struct dexdev_cpu *cpu)
{
	cpu->has = DEXDEV_CPU_ACCESS_FLAG | DEXDEV_CPU_DIRTY_FLAG;
	cpu->uses = cpu->has;
	return 0;
}

#elif defined(CONFIG_ARM64)

/* Arm ARM: the bits HA and HD of TCR_EL1, which kernels have named in several ways. */
#define TCR_ACCESS_FLAG	BIT_ULL(39)
#define TCR_DIRTY_FLAG	BIT_ULL(40)

static int read_flags(struct dexdev_cpu *cpu)
{
	/* The field HAFDBS: 0 neither, 1 the access flag, 2 and more the dirty state, too. */
	unsigned int hafdbs = read_sysreg_s(SYS_ID_AA64MMFR1_EL1) & 0xf;
	u64 tcr = read_sysreg(tcr_el1);

	cpu->has = (hafdbs >= 1 ? DEXDEV_CPU_ACCESS_FLAG : 0) |
		   (hafdbs >= 2 ? DEXDEV_CPU_DIRTY_FLAG : 0);
	cpu->uses = (tcr & TCR_ACCESS_FLAG ? DEXDEV_CPU_ACCESS_FLAG : 0) |
		    (tcr & TCR_DIRTY_FLAG ? DEXDEV_CPU_DIRTY_FLAG : 0);
	return 0;
}

#else

/*
 * riscv64: whether hardware sets the flags is a bit of menvcfg (ADUE), which only the
 * firmware's mode can read. Nothing is said here; trying tells.
 */
static int read_flags(struct dexdev_cpu *cpu)
{
	return -EOPNOTSUPP;
}

#endif

int dexdev_cpu(struct dexdev_cpu __user *arg)
{
	struct dexdev_cpu request;
	int err;

	err = dexdev_get_request(&request, arg, sizeof(request));
	if (err)
		return err;
	if (request.flags)
		return -EINVAL;

	request.has = 0;
	request.uses = 0;
	err = read_flags(&request);
	return dexdev_put_request(arg, &request, sizeof(request), err);
}
