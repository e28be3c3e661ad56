/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * restore: the first touch of an exclusive page.
 *
 * It faults, and the kernel has the device release the page and maps it again. The restore
 * does not ask whether the access was a write. Where the entry comes back read-only, or clean
 * and hardware sets no dirty bit, a write faults once more, and both faults are in the sample.
 * An atomic add is what a CPU does to a lock or a counter that it shares with a device: x86
 * faults on it as on a write, arm64 as on a read first and then as on a write.
 *
 * write_after_read: the read has taken the restore fault, untimed. Whether the write costs
 * nothing, a hardware dirty-bit update or an extra write fault depends on what the restore
 * left behind.
 */
#include "run/scenario.h"
#include "run/steps.h"

STATE_TOUCH(restore_read, exclusive, STATE_READ,
	    .family = "restore", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first read of an exclusive page");

STATE_TOUCH(restore_write, exclusive, STATE_WRITE,
	    .family = "restore", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first write to an exclusive page");

STATE_TOUCH(restore_rmw, exclusive, STATE_RMW,
	    .family = "restore", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first atomic add to an exclusive page");

STATE_TOUCH(write_after_read, exclusive, STATE_WRITE_AFTER_READ,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first write after a read has restored the page");
