/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.h: what this kernel and CPU do, found by trying and not by version.
 */
#ifndef RUN_PROBE_H
#define RUN_PROBE_H

#include "run/oracle.h"
#include "sys/counters.h"
#include "sys/device.h"

struct probe {
	enum semantics semantics;	/* unknown without the module */
	struct traits traits;
	unsigned int pte_after;		/* PTE_* of a constructed clean page after a read */
};

/*
 * Tries it on a few pages. @device may be NULL. Returns 0, or -errno with a
 * line in err_text().
 */
int probe_run(struct probe *probe, struct device *device, struct counters *counters);

#endif /* RUN_PROBE_H */
