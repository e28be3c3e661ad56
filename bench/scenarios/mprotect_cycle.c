/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mprotect_cycle: touches of an exclusive page after mprotect() to read-only and back.
 *
 * Up to 6.14 mprotect() turns the entry into the read-only type and nothing turns it back, so
 * the restore leaves a read-only entry in a writable VMA. A write then costs an extra write
 * fault: in the same sample, or in its own where a read has restored the page before.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int mprotect_cycle_arm(struct run *run)
{
	int err = exclusive_arm(run);

	if (!err)
		err = region_make_read_only(&run->region);
	return err ? err : region_make_writable(&run->region);
}

static void mprotect_cycle_predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_mprotect_cycle(page);
}

#define mprotect_cycle_IN_C					\
	"mprotect(p, PAGES * size, PROT_READ);\n"		\
	"mprotect(p, PAGES * size, PROT_READ | PROT_WRITE);"

STATE_TOUCH(mprotect_cycle_read, mprotect_cycle, STATE_READ,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first read after mprotect() to read-only and back");

STATE_TOUCH(mprotect_cycle_write, mprotect_cycle, STATE_WRITE,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first write after mprotect() to read-only and back");

STATE_TOUCH(mprotect_cycle_write_after_read, mprotect_cycle, STATE_WRITE_AFTER_READ,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the write after mprotect_cycle_read");
