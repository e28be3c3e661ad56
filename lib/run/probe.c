/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.c: a few experiments on a few pages.
 */
#include "run/probe.h"
#include "run/run.h"
#include "sys/tracking.h"

#include <stdio.h>

enum { PROBE_PAGES = 16 };

/* Minor faults that @touch takes on the whole region. */
static int64_t faults_of(struct counters *counters, struct region *region, int (*touch)(void *))
{
	struct counts before, after;

	counters_read(counters, COUNTED_THREAD, &before);	/* once to warm up */
	counters_read(counters, COUNTED_THREAD, &before);
	for (size_t i = 0; i < region->pages; i++)
		touch(region_page(region, i));
	counters_read(counters, COUNTED_THREAD, &after);
	return after.minor_faults - before.minor_faults;
}

/*
 * MADV_FREE leaves entries writable, but clean and old. Where hardware sets the
 * access flag a read of them takes no fault, and where it sets the dirty flag
 * neither does a write. Needs no module.
 */
static int probe_faults(struct traits *traits, struct counters *counters)
{
	struct region region = { 0 };
	int err = region_map(&region, PROBE_PAGES, REGION_ANY_NODE);

	if (!err)
		err = region_free_lazily(&region);
	if (!err) {
		traits->access_flag = faults_of(counters, &region, touch_read) < PROBE_PAGES;
		traits->dirty_flag = faults_of(counters, &region, touch_write) < PROBE_PAGES;
	}
	region_unmap(&region);

	traits->soft_dirty = tracking_has_soft_dirty();
	return err;
}

/*
 * An atomic that faults as a read first finds the zero page in an empty entry, and
 * faults once more to write. On arm64 the architecture says so of LSE and LL/SC; QEMU
 * with more than one thread (no -icount) has LSE atomics fault as writes.
 */
static int probe_atomics(struct traits *traits, struct counters *counters)
{
	struct region region = { 0 };
	int err = region_map(&region, PROBE_PAGES, REGION_ANY_NODE);

	if (!err)
		err = region_discard(&region);
	if (!err)
		traits->rmw_reads_first = faults_of(counters, &region, touch_rmw) >= 2 * PROBE_PAGES;
	region_unmap(&region);
	return err;
}

/*
 * Up to 6.14 mprotect() leaves a read-only type of entry behind, which only a
 * device can see, and which nothing turns back.
 */
static int probe_entry_types(struct probe *probe, struct device *device, struct region *region)
{
	uint16_t state = 0;
	int err = device_make_exclusive(device, region->start, 1, FOLIO_DIRTY);

	if (!err)
		err = region_make_read_only(region);
	if (!err)
		err = region_make_writable(region);
	if (!err)
		err = device_pte_states(device, region->start, 1, &state);
	probe->traits.read_only_type = (state & PTE_EXCLUSIVE) && !(state & PTE_WRITE);
	return err;
}

/* A folio that is clean when it comes back tells the two semantics apart. */
static int probe_clean_folio(struct probe *probe, struct device *device, struct region *region)
{
	uint16_t state = 0;
	int err = device_make_exclusive(device, region->start, 1, FOLIO_CLEAN);

	if (!err) {
		touch_read(region->start);
		err = device_pte_states(device, region->start, 1, &state);
	}
	probe->constructed = !err;
	probe->pte_after = state;
	if ((state & PTE_PRESENT) && (state & PTE_WRITE))
		probe->semantics = state & PTE_DIRTY ? SEMANTICS_ALWAYS_DIRTY : SEMANTICS_FOLLOWS_FOLIO;
	return err;
}

/*
 * Of an entry of the read-only type the one makes a read-only entry, which the next write faults on. The other
 * looks at the mapping, and leaves a writable one.
 */
static int probe_by_type(enum semantics *semantics, struct device *device, struct counters *counters,
			 struct region *region)
{
	int err;

	region_write(region);
	err = device_make_exclusive(device, region->start, region->pages, FOLIO_DIRTY);
	if (!err)
		err = region_make_read_only(region);
	if (!err)
		err = region_make_writable(region);
	if (err)
		return err;
	for (size_t i = 0; i < region->pages; i++)
		touch_read(region_page(region, i));
	*semantics = faults_of(counters, region, touch_write) >= (int64_t)region->pages / 2 ?
		     SEMANTICS_ALWAYS_DIRTY : SEMANTICS_FOLLOWS_FOLIO;
	return 0;
}

/*
 * What makes an entry dirty makes it soft-dirty as well, also for a read; where soft-dirty tracking is armed, the
 * other leaves it read-only and clean.
 */
static int probe_by_tracking(enum semantics *semantics, struct device *device, struct region *region)
{
	int err;

	region_write(region);
	err = device_make_exclusive(device, region->start, 1, FOLIO_DIRTY);
	if (!err)
		err = tracking_clear_soft_dirty();
	if (err)
		return err;
	touch_read(region->start);
	*semantics = tracking_is_soft_dirty(region->start) ? SEMANTICS_ALWAYS_DIRTY : SEMANTICS_FOLLOWS_FOLIO;
	return 0;
}

/*
 * Without a clean folio and without a look at the entry: what it does tells. Two
 * answers that contradict each other are none.
 */
static int probe_behaviour(struct probe *probe, struct device *device, struct counters *counters,
			   struct region *region)
{
	enum semantics by_type = SEMANTICS_UNKNOWN, by_tracking = SEMANTICS_UNKNOWN;
	int err = 0;

	if (probe->traits.read_only_type)
		err = probe_by_type(&by_type, device, counters, region);
	if (!err && probe->traits.soft_dirty)
		err = probe_by_tracking(&by_tracking, device, region);
	probe->semantics = by_type ? by_type : by_tracking;
	probe->contradicts = by_type && by_tracking && by_type != by_tracking;
	if (probe->contradicts)
		probe->semantics = SEMANTICS_UNKNOWN;
	return err;
}

static void explain_unknown(struct probe *probe, const struct device *device)
{
	char words[PTE_WORDS_SIZE];

	if (probe->constructed)
		snprintf(probe->why_unknown, sizeof(probe->why_unknown),
			 "restore semantics fit no known kernel: the entry of a clean folio is \"%s\" after a read; "
			 "it is writable and dirty up to 6.14, writable and clean since 6.15",
			 pte_words(probe->pte_after, words));
	else if (probe->contradicts)
		snprintf(probe->why_unknown, sizeof(probe->why_unknown),
			 "restore semantics fit no known kernel: after mprotect() it restores as one of "
			 "up to 6.14 or since 6.15 does, with soft-dirty tracking as the other");
	else
		snprintf(probe->why_unknown, sizeof(probe->why_unknown),
			 "the device %s cannot show what a restore leaves behind", device_name(device));
}

static int probe_semantics(struct probe *probe, struct device *device, struct counters *counters)
{
	struct region region = { 0 };
	bool cleans = !device_cannot(device, DEVICE_CLEANS | DEVICE_SEES);
	int err = region_map(&region, PROBE_PAGES, REGION_ANY_NODE);

	if (!err && cleans)
		err = probe_clean_folio(probe, device, &region);
	if (!err)
		err = probe_entry_types(probe, device, &region);
	if (!err && !cleans)
		err = probe_behaviour(probe, device, counters, &region);
	probe->contradicts |= probe->constructed && probe->semantics == SEMANTICS_UNKNOWN;
	if (probe->semantics == SEMANTICS_UNKNOWN)
		explain_unknown(probe, device);
	region_unmap(&region);
	return err;
}

int probe_run(struct probe *probe, struct device *device, struct counters *counters)
{
	int err;

	*probe = (struct probe){ .semantics = SEMANTICS_UNKNOWN, .why_unknown = "there is no device" };
	err = probe_faults(&probe->traits, counters);
	if (!err)
		err = probe_atomics(&probe->traits, counters);
	if (!err && device) {
		probe->why_unknown[0] = '\0';
		err = probe_semantics(probe, device, counters);
	}
	return err;
}
