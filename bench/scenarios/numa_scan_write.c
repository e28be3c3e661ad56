/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numa_scan_write: a write to an exclusive page that NUMA balancing has scanned meanwhile.
 *
 * Up to 6.14 the scanner turns an exclusive entry into the read-only type, as mprotect() does,
 * and nothing turns it back: the restore of 6.14 then leaves it read-only, and the write faults
 * once more. Every second page of the region stays the CPU's: it must lack its access
 * rights afterwards, which proves that the scanner went over all of it.
 */
#include "run/scenario.h"
#include "run/steps.h"
#include "sys/numa_scan.h"
#include "sys/walkers.h"

enum { STRIDE = 2 };

static struct state {
	struct numa_scan scan;
	uint64_t updates;	/* entries that the scanner changed in a trial's arm */
} state;

static int setup(struct run *run)
{
	return numa_scan_open(&state.scan, &run->region);
}

static int make_exclusive(const struct run *run)
{
	int err = 0;

	for (size_t i = 0; i < run->trial.samples && !err; i++)
		err = device_make_exclusive(run->device, run->trial.targets[i], 1, FOLIO_DIRTY);
	return err;
}

/* The scanner has also been over what FIRE only reads. */
static void read_targets(const struct trial *trial)
{
	for (size_t i = 0; i < trial->samples; i++)
		(void)*(void *const volatile *)&trial->targets[i];
}

static int arm(struct run *run)
{
	uint64_t before;
	int err;

	region_write(&run->region);
	err = make_exclusive(run);
	if (err)
		return err;
	before = walker_vmstat("numa_pte_updates");
	err = numa_scan_pass(&state.scan);
	state.updates = walker_vmstat("numa_pte_updates") - before;
	read_targets(&run->trial);
	return err;
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_write);
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "numa_pte_updates", UNIT_COUNT, (double)state.updates);
	return 0;
}

static void teardown(struct run *run)
{
	numa_scan_close(&state.scan);
}

static size_t stride(const struct run *run)
{
	return STRIDE;
}

static void predict(const struct run *run, struct oracle *page)
{
	bool target = page->index % STRIDE == 0;

	if (target)
		oracle_make_exclusive(page, FOLIO_DIRTY);
	oracle_numa_scan(page);
	oracle_fire(page);
	if (target)
		oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(numa_scan_write) {
	.family		= "numa",
	.summary	= "a write to an exclusive page after NUMA balancing's scan",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT | NEED_TWO_NODES,
	STATE(state),
	.stride		= stride,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
