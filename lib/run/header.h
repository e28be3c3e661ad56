/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * header.h: the first record of a result file.
 */
#ifndef RUN_HEADER_H
#define RUN_HEADER_H

#include "run/runner.h"
#include "sys/tune.h"

#include <jansson.h>

struct origin {
	const char *platform;		/* NULL: found out */
	const char *kernel_info;	/* path of a kernel.json, or NULL */
	const char *plan_name;
	int argc;			/* the verb and its words */
	char **argv;
	const struct tune *tune;	/* what was set for this run, or NULL */
};

/*
 * The platform to claim: @asked if the machine bears it out, or what it is.
 * Returns NULL with a line in err_text() if it does not: "exact" needs a clock
 * that counts instructions.
 */
const char *header_platform(const char *asked);

/* A new reference, or NULL with a line in err_text() (an unreadable kernel_info). */
json_t *compose_header(const struct bench *bench, const struct origin *origin);

#endif /* RUN_HEADER_H */
