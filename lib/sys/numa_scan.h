/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numa_scan.h: the scanner of NUMA balancing, sent over a region.
 *
 * The scanner takes access rights away from a process's pages, so that a touch
 * tells (a NUMA-hinting fault) which node needs them. No system call asks for it:
 * mbind(MPOL_MF_LAZY) has never been allowed. The kernel sends it about once
 * a second of CPU time, while NUMA balancing is switched on.
 */
#ifndef SYS_NUMA_SCAN_H
#define SYS_NUMA_SCAN_H

#include "sys/region.h"
#include "sys/setting.h"

#include <stdbool.h>

/* Zeroed is closed. */
struct numa_scan {
	struct region region;		/* as it was given */
	struct setting balancing;	/* kernel.numa_balancing, to be put back */
	bool has_sentinel;
};

/*
 * Switches NUMA balancing on, and lets the scanner into @region, which it leaves alone while
 * memory is bound to a node: from now on it is bound and may be scanned, and a touch
 * moves no page, wherever it comes from.
 * One more page, the sentinel, is mapped behind the region, in the same VMA.
 *
 * Needs root. Returns 0, or -errno with a line in err_text(): -EOPNOTSUPP where the kernel
 * cannot. Whatever it returns, the caller calls numa_scan_close(), before region_unmap().
 */
int numa_scan_open(struct numa_scan *scan, const struct region *region);
void numa_scan_close(struct numa_scan *scan);

/*
 * Takes CPU time on the caller's CPU, in a thread of its own, until the scanner has been over
 * the sentinel, and so over the region that lies before it: 1 to 3 seconds. The process's other
 * memory is scanned as well: touch what must not fault. Nothing else of the process
 * may run meanwhile. Returns 0, or -errno with a line in err_text(): -ETIMEDOUT if it never came.
 */
int numa_scan_pass(struct numa_scan *scan);

#endif /* SYS_NUMA_SCAN_H */
