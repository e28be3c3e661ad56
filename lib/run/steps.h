/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * steps.h: the arm steps that several scenarios share.
 *
 * Each works on the whole region and returns 0, or -errno with a line in
 * err_text(). oracle.h has a step of the same name for the model.
 */
#ifndef RUN_STEPS_H
#define RUN_STEPS_H

#include "run/run.h"
#include "sys/tracking.h"

/* One request for all pages: no system call stands between two samples. */
static inline int step_make_exclusive(struct run *run)
{
	return device_make_exclusive(run->device, run->region.start, run->region.pages,
				     run_folio(run));
}

/* Read-only and writable again, while exclusive. */
static inline int step_mprotect_cycle(struct run *run)
{
	int err = step_make_exclusive(run);

	if (!err)
		err = region_make_read_only(&run->region);
	if (!err)
		err = region_make_writable(&run->region);
	return err;
}

/* Soft-dirty tracking armed, while exclusive. */
static inline int step_clear_soft_dirty(struct run *run)
{
	int err = step_make_exclusive(run);

	if (!err)
		err = tracking_clear_soft_dirty();
	return err;
}

/* Makes @armed's result the step's, after reading each page if it went well. */
static inline int step_then_read(struct run *run, int armed)
{
	if (!armed)
		touch_each(&run->trial, touch_read);
	return armed;
}

#endif /* RUN_STEPS_H */
