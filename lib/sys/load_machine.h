/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load_machine.h: load a machine's topology through hwloc.
 */
#ifndef SYS_LOAD_MACHINE_H
#define SYS_LOAD_MACHINE_H

#include <hwloc.h>

/*
 * Loads this machine, or the one that HWLOC_SYNTHETIC, HWLOC_XMLFILE, HWLOC_FSROOT or
 * HWLOC_CPUID_PATH names, with the CPUs and nodes that this process may not use. Returns 0, or
 * -errno with a line in err_text(); a variable that cannot be used is an error. *@whole, where it
 * is not NULL, is the caller's to destroy in both cases.
 */
int load_machine(hwloc_topology_t *whole);

#endif /* SYS_LOAD_MACHINE_H */
