/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * environment.c: virtual machines and debug kernels.
 */
#include "report/environment.h"

#include <stddef.h>
#include <string.h>

const char *environment_hypervisor(const struct result_header *header)
{
	bool said = !strcmp(header->platform, "exact") || !strcmp(header->platform, "smp-counts");

	return said ? NULL : header->machine.hypervisor;
}

const char *environment_debug(const struct result_header *header)
{
	return header->kernel.debug && *header->kernel.debug ? header->kernel.debug : NULL;
}
