/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uffd_rwp: touches of an exclusive page in memory that userfaultfd guards from reads and writes
 * (UFFDIO_RWPROTECT, Linux 7.3, asynchronous mode).
 *
 * uffd_rwp_armed_*: armed while the page is exclusive. The restore keeps the guard: the entry is
 * present and allows nothing, so a read, too, faults once more, and the kernel then takes the guard
 * away. The entry is writable then, but not dirty.
 *
 * uffd_rwp_before_*: armed before. Making the page exclusive is an access, which takes the guard
 * away, so a touch is a plain restore.
 */
#include "run/scenario.h"
#include "run/steps.h"

static struct state {
	struct write_protection guard;
} state;

static int setup(struct run *run)
{
	return wp_open(&state.guard, &run->region, WP_RWP_ASYNC);
}

static int armed_arm(struct run *run)
{
	int err = exclusive_arm(run);

	return err ? err : wp_arm(&state.guard, &run->region);
}

static int before_arm(struct run *run)
{
	int err = wp_arm(&state.guard, &run->region);

	return err ? err : exclusive_arm(run);
}

/* The restore, in which no hardware has a part, and a fault as of a NUMA hint. */
static void predict_guarded(struct oracle *page, enum touch touch)
{
	bool access_flag = page->traits.access_flag;

	page->uffd_wp = true;
	oracle_fire(page);
	page->traits.access_flag = true;
	oracle_touch(page, TOUCH_READ);
	page->traits.access_flag = access_flag;
	page->uffd_wp = false;
	page->hinting = true;
	oracle_touch(page, touch);
}

static void predict_before(struct oracle *page, enum touch touch)
{
	oracle_fire(page);
	oracle_touch(page, touch);
}

static void teardown(struct run *run)
{
	wp_close(&state.guard);
}

/* The scenario @id: the touch @touch, @kind for the oracle, after @when; @guarded predicts it. */
#define GUARDED(id, when, guarded, touch, kind, text)				\
	static int id##_fire(struct run *run)					\
	{									\
		return fire_each(&run->trial, touch);				\
	}									\
										\
	static void id##_predict(const struct run *run, struct oracle *page)	\
	{									\
		exclusive_predict(run, page);					\
		guarded(page, kind);						\
	}									\
										\
	SCENARIO(id) {								\
		.family		= "upgrade",					\
		.summary	= text,						\
		.chart		= "touch",					\
		.needs		= NEED_MODULE,					\
		.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },	\
		STATE(state),							\
		.setup		= setup,					\
		.arm		= when,						\
		.fire		= id##_fire,					\
		.teardown	= teardown,					\
		.predict	= id##_predict,					\
	}

GUARDED(uffd_rwp_armed_read, armed_arm, predict_guarded, touch_read, TOUCH_READ,
	"the first read after userfaultfd-rwp was armed (async)");
GUARDED(uffd_rwp_armed_write, armed_arm, predict_guarded, touch_write, TOUCH_WRITE,
	"the first write after userfaultfd-rwp was armed (async)");
GUARDED(uffd_rwp_before_read, before_arm, predict_before, touch_read, TOUCH_READ,
	"the first read of a page that userfaultfd-rwp guarded before it was exclusive");
GUARDED(uffd_rwp_before_write, before_arm, predict_before, touch_write, TOUCH_WRITE,
	"the first write of a page that userfaultfd-rwp guarded before it was exclusive");
