/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * environment.h: what a reader must know of a machine before the first figure.
 */
#ifndef REPORT_ENVIRONMENT_H
#define REPORT_ENVIRONMENT_H

#include "result/reader.h"

/*
 * The hypervisor that times have to be blamed on, or NULL: on bare metal, and on the platforms whose very
 * name says that they are guests of QEMU.
 */
const char *environment_hypervisor(const struct result_header *header);

/* What of the kernel checks the kernel itself, such as "KASAN, lockdep"; NULL if nothing is known to. */
const char *environment_debug(const struct result_header *header);

#endif /* REPORT_ENVIRONMENT_H */
