/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_touch.h: what the scenarios share in which the kernel touches the pages.
 *
 * It does so in one of two ways. copy_to_user() writes through the process's mapping and faults
 * there as user code does. get_user_pages() looks for the pages by their entries and has the
 * fault handler repair those in its way: faults without an exception, which getrusage()
 * counts and perf does not.
 */
#ifndef RUN_KERNEL_TOUCH_H
#define RUN_KERNEL_TOUCH_H

#include "base/err.h"
#include "run/entries.h"
#include "sys/source.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

#define PARAMETERS_KERNEL_TOUCH								\
	PARAMETER_FOLIO,								\
	{ "state", "plain", "plain|mprotect-cycled|soft-dirty", 0, 0,			\
	  "what was done to the pages since: mprotect() to read-only and back, or tracking armed" }, \
	PARAMETER_EXCLUSIVE

/* Zeroed to begin with; the first member of a scenario's state. */
struct kernel_touch {
	struct source source;	/* what the pages are to have afterwards */
	int64_t pins;		/* taken before FIRE, in the whole system */
	size_t failed;		/* calls that did not do all they were asked to */
	int error;		/* of the last of them */
};

/* For ->setup: refuses what cannot be. -EOPNOTSUPP where the kernel keeps no soft-dirty bits. */
int kernel_touch_check(const struct run *run);

/*
 * For ->arm: brings all pages to what "folio", "state" and "exclusive" say, with a first word
 * that the source does not have. Returns 0, or -errno with a line in err_text().
 */
int kernel_touch_arm(struct run *run);

/* The same for ->predict. */
void kernel_touch_tell(const struct run *run, struct oracle *page);

/* For ->observe: -ENODATA unless each page has what the source has. */
int kernel_touch_check_data(struct run *run);

/* The same where the call leaves the data alone. */
int kernel_touch_check_marks(struct run *run);

/*
 * For ->arm and ->observe of a call that pins: how often it did is the fact "pins_per_page".
 * -ENODATA where not every page was pinned: then the call went some other way.
 */
int kernel_touch_count_pins(struct run *run);
int kernel_touch_check_pins(struct run *run);

/* For ->teardown: closes the source. */
void kernel_touch_teardown(struct run *run);

/*
 * Times @call on each target. It returns the bytes that it was good for, or -errno. @undo,
 * which may be NULL, follows untimed. Always inlined, with a constant @call.
 */
__attribute__((always_inline))
static inline int kernel_touch_fire(struct run *run,
				    ssize_t (*call)(void *state, void *pages, size_t bytes),
				    int (*undo)(void *state))
{
	struct kernel_touch *touch = run->entry->scenario->state;
	struct trial *trial = &run->trial;
	size_t bytes = trial->pages_per_sample * run->region.page_size;

	for (size_t i = 0; i < trial->samples; i++) {
		void *target = trial->targets[i];
		uint64_t start = clock_start();
		ssize_t done = call(touch, target, bytes);

		trial->ticks[i] = clock_stop() - start;
		if (done == (ssize_t)bytes && undo)
			done += undo(touch);
		if (done == (ssize_t)bytes)
			continue;
		touch->failed++;
		touch->error = done < 0 ? (int)-done : EIO;
	}
	if (!touch->failed)
		return 0;
	return err_set(touch->error, "%s: %zu of %zu calls failed: %s", run->entry->name, touch->failed,
		       trial->samples, strerror(touch->error));
}

#endif /* RUN_KERNEL_TOUCH_H */
