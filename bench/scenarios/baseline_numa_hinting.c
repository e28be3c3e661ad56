/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline_numa_hinting: a touch that tells NUMA balancing where a page is needed.
 *
 * The scanner has taken the access rights away; the fault gives them back and notes which
 * node touched. Pages stay where they are (numa_scan.h), so no copy is in it: compare
 * node=0 and node=1. A minor fault without allocation, like a restore.
 */
#include "run/run.h"
#include "run/scenario.h"
#include "sys/numa_scan.h"

static struct state {
	struct numa_scan scan;
} state;

static int setup(struct run *run)
{
	return numa_scan_open(&state.scan, &run->region);
}

/* The scanner has also been over what FIRE only reads. */
static void read_targets(const struct trial *trial)
{
	for (size_t i = 0; i < trial->samples; i++)
		(void)*(void *const volatile *)&trial->targets[i];
}

static int arm(struct run *run)
{
	int err;

	region_write(&run->region);
	err = numa_scan_pass(&state.scan);
	read_targets(&run->trial);
	return err;
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_read);
}

static void teardown(struct run *run)
{
	numa_scan_close(&state.scan);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_numa_scan(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(baseline_numa_hinting) {
	.family		= "baseline",
	.summary	= "a NUMA-hinting fault on a page that stays where it is",
	.needs		= NEED_ROOT | NEED_TWO_NODES,
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.teardown	= teardown,
	.predict	= predict,
};
