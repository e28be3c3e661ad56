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
	enum semantics semantics;	/* unknown without a device, or where a device cannot find out */
	struct traits traits;
	bool constructed;		/* the device could let go of a clean folio: */
	unsigned int pte_after;		/* PTE_* of it after a read */
	bool contradicts;		/* what was seen fits none of the known semantics */
	char why_unknown[256];		/* why ->semantics is unknown; or empty */
};

/*
 * Tries it on a few pages. @device may be NULL. Returns 0, or -errno with a
 * line in err_text().
 */
int probe_run(struct probe *probe, struct device *device, struct counters *counters);

#endif /* RUN_PROBE_H */
