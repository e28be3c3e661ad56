/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_touch.c: pages ready for the kernel, and a look at what it did to them.
 */
#include "run/kernel_touch.h"
#include "run/steps.h"
#include "sys/pins.h"
#include "sys/tracking.h"

static bool is(const struct run *run, const char *parameter, const char *text)
{
	return !strcmp(values_text(&run->values, parameter), text);
}

int kernel_touch_check(const struct run *run)
{
	if (!entries_are_exclusive(run) && run_folio(run) == FOLIO_CLEAN)
		return err_set(EINVAL, "folio=clean: only the device lets go of a clean folio; "
			       "with exclusive=no it is dirty");
	if (is(run, "state", "soft-dirty") && !tracking_has_soft_dirty())
		return err_set(EOPNOTSUPP, "this kernel keeps no soft-dirty bits (CONFIG_MEM_SOFT_DIRTY)");
	return 0;
}

static int bring_to_state(struct run *run)
{
	int err = 0;

	if (is(run, "state", "soft-dirty"))
		return tracking_clear_soft_dirty();
	if (is(run, "state", "mprotect-cycled")) {
		err = region_make_read_only(&run->region);
		if (!err)
			err = region_make_writable(&run->region);
	}
	return err;
}

int kernel_touch_arm(struct run *run)
{
	struct kernel_touch *touch = run->entry->scenario->state;
	uint64_t mark = source_other_word(&touch->source);
	int err = 0;

	touch->failed = 0;
	for (size_t i = 0; i < run->region.pages; i++)
		*(volatile uint64_t *)region_page(&run->region, i) = mark;
	if (entries_are_exclusive(run))
		err = exclusive_arm(run);
	return err ? err : bring_to_state(run);
}

void kernel_touch_tell(const struct run *run, struct oracle *page)
{
	if (entries_are_exclusive(run))
		oracle_make_exclusive(page, run_folio(run));
	if (is(run, "state", "mprotect-cycled"))
		oracle_mprotect_cycle(page);
	else if (is(run, "state", "soft-dirty"))
		oracle_clear_soft_dirty(page);
	oracle_fire(page);
}

int kernel_touch_check_data(struct run *run)
{
	const struct source *source = &((struct kernel_touch *)run->entry->scenario->state)->source;

	for (size_t i = 0; i < run->region.pages; i++)
		if (memcmp(region_page(&run->region, i), source->content, source->bytes))
			return err_set(ENODATA, "%s: page %zu has not the data that were put there",
				       run->entry->name, i);
	return 0;
}

int kernel_touch_check_marks(struct run *run)
{
	const struct kernel_touch *touch = run->entry->scenario->state;

	for (size_t i = 0; i < run->region.pages; i++)
		if (*(uint64_t *)region_page(&run->region, i) != source_other_word(&touch->source))
			return err_set(ENODATA, "%s: page %zu has lost its data", run->entry->name, i);
	return 0;
}

int kernel_touch_count_pins(struct run *run)
{
	struct kernel_touch *touch = run->entry->scenario->state;

	return pins_taken(&touch->pins);
}

int kernel_touch_check_pins(struct run *run)
{
	struct kernel_touch *touch = run->entry->scenario->state;
	size_t pages = run->trial.samples * run->trial.pages_per_sample;
	int64_t now;
	int err = pins_taken(&now);

	if (err)
		return err;
	trial_add_fact(&run->trial, "pins_per_page", UNIT_COUNT, (double)(now - touch->pins) / (double)pages);
	/* Others may pin too, so there may be more. */
	if (now - touch->pins >= (int64_t)pages)
		return 0;
	return err_set(ENODATA, "%s: expected a pin on each of %zu pages, saw %lld", run->entry->name, pages,
		       (long long)(now - touch->pins));
}

void kernel_touch_teardown(struct run *run)
{
	struct kernel_touch *touch = run->entry->scenario->state;

	source_close(&touch->source);
}
