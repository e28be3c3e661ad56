/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pins.c: /proc/vmstat, brought up to date.
 */
#include "sys/pins.h"
#include "base/err.h"
#include "sys/setting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int pins_taken(int64_t *pins)
{
	char count[32];

	/* Each CPU counts for itself, and the sum lags behind; reading this file brings it up to date. */
	if (!setting_read("/proc/sys/vm/stat_refresh", count, sizeof(count)))
		return err_set(errno, "/proc/sys/vm/stat_refresh: %s", strerror(errno));
	if (!setting_find("/proc/vmstat", "nr_foll_pin_acquired ", count, sizeof(count)))
		return err_set(EOPNOTSUPP, "/proc/vmstat: this kernel does not count pinned pages");
	*pins = strtoll(count, NULL, 10);
	return 0;
}
