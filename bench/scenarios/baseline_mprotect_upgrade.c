/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_mprotect_upgrade: a write fault that only upgrades the entry.
 *
 * mprotect() to read-only and back leaves it to the next write to make the
 * entry writable. Since 6.0 that holds only for folios that the kernel does not
 * know to be this process's alone (all others mprotect() upgrades by itself), so a
 * child is forked and reaped first. The fault then ends in wp_page_reuse(),
 * as the extra write fault after a restore does.
 */
#include "run/run.h"
#include "run/scenario.h"
#include "sys/child.h"

static int arm(struct run *run)
{
	struct child child;
	int err;

	region_write(&run->region);
	err = child_start(&child);
	if (err)
		return err;
	child_stop(&child);

	err = region_make_read_only(&run->region);
	return err ? err : region_make_writable(&run->region);
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fork(page, false);
	oracle_mprotect_cycle(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(baseline_mprotect_upgrade) {
	.family		= "baseline",
	.summary	= "a write fault that only makes the entry writable",
	.in_c		= { "if (!fork())\n\t_exit(0);\nwait(NULL);\nmprotect(p, PAGES * size, PROT_READ);\n"
			    "mprotect(p, PAGES * size, PROT_READ | PROT_WRITE);", "*page = 1;", false, 1 },
	.arm		= arm,
	.fire		= fire,
	.predict	= predict,
};
