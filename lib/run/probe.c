/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.c: two experiments on a few pages.
 */
#include "run/probe.h"
#include "run/run.h"
#include "sys/tracking.h"

enum { PROBE_PAGES = 16 };

/* Minor faults that @touch takes on the whole region. */
static int64_t faults_of(struct counters *counters, struct region *region, int (*touch)(void *))
{
	struct counts before, after;

	counters_read(counters, &before);	/* once to warm up */
	counters_read(counters, &before);
	for (size_t i = 0; i < region->pages; i++)
		touch(region_page(region, i));
	counters_read(counters, &after);
	return after.minor_faults - before.minor_faults;
}

/*
 * MADV_FREE leaves entries writable, but clean and old. Where hardware sets the
 * access flag a read of them takes no fault, and where it sets the dirty flag
 * neither does a write. Needs no module.
 */
static int probe_hardware(struct hardware *hardware, struct counters *counters)
{
	struct region region = { 0 };
	int err = region_map(&region, PROBE_PAGES, REGION_ANY_NODE);

	if (!err)
		err = region_free_lazily(&region);
	if (!err) {
		hardware->access_flag = faults_of(counters, &region, touch_read) < PROBE_PAGES;
		hardware->dirty_flag = faults_of(counters, &region, touch_write) < PROBE_PAGES;
	}
	region_unmap(&region);

	hardware->soft_dirty = tracking_has_soft_dirty();
#if defined(__aarch64__)
	/* Both LSE and LL/SC atomics fault with WnR clear first. */
	hardware->rmw_reads_first = true;
#endif
	return err;
}

/* A folio that is clean when it comes back tells the two semantics apart. */
static int probe_semantics(struct probe *probe, struct device *device)
{
	struct region region = { 0 };
	uint16_t state = 0;
	int err = region_map(&region, 1, REGION_ANY_NODE);

	if (!err)
		err = device_make_exclusive(device, region.start, 1, FOLIO_CLEAN);
	if (!err) {
		touch_read(region.start);
		err = device_pte_states(device, region.start, 1, &state);
	}
	region_unmap(&region);

	probe->pte_after = state;
	if ((state & PTE_PRESENT) && (state & PTE_WRITE))
		probe->semantics = state & PTE_DIRTY ? SEMANTICS_ALWAYS_DIRTY : SEMANTICS_FOLLOWS_FOLIO;
	return err;
}

int probe_run(struct probe *probe, struct device *device, struct counters *counters)
{
	int err;

	*probe = (struct probe){ .semantics = SEMANTICS_UNKNOWN };
	err = probe_hardware(&probe->hardware, counters);
	if (!err && device)
		err = probe_semantics(probe, device);
	return err;
}
