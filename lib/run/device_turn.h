/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device_turn.h: the device takes pages and adds to each, however often it takes.
 *
 * As a driver does that is refused or comes too late: it goes on where it got to.
 */
#ifndef RUN_DEVICE_TURN_H
#define RUN_DEVICE_TURN_H

#include "sys/device.h"

#include <errno.h>

struct device_turn {
	uint64_t attempts;	/* requests to make pages exclusive */
	uint64_t taken;		/* pages that these made exclusive */
	uint64_t refused;	/* attempts that ended with EBUSY */
	uint64_t late;		/* attempts after which a page was gone before the device came to it */
	uint64_t no_progress;	/* of those, when the first page was: the device got nowhere */
	uint64_t added;		/* pages that the device added to */
	uint64_t found;		/* the sum of what it found there */
};

/*
 * Adds 1 to each of @pages pages from @start, in up to @most attempts, and to what @turn
 * holds. Returns 0, -ETIME where the attempts did not do, or another -errno.
 */
static inline int device_turn(struct device_turn *turn, struct device *device, char *start, size_t pages,
			      size_t page_size, uint64_t most)
{
	while (pages && most--) {
		size_t taken, done = 0;
		uint64_t found = 0;
		int err = device_try_make_exclusive(device, start, pages, &taken);

		turn->attempts++;
		turn->taken += taken;
		if (err && err != -EBUSY)
			return err;
		turn->refused += err == -EBUSY;
		err = device_try_access(device, start, pages, DEVICE_ADD, 1, &found, &done);
		if (err && err != -EAGAIN)
			return err;
		/* What is gone of those that it was refused is no news. */
		turn->late += done < taken;
		turn->no_progress += !done && taken;
		turn->added += done;
		turn->found += found;
		start += done * page_size;
		pages -= done;
	}
	return pages ? -ETIME : 0;
}

#endif /* RUN_DEVICE_TURN_H */
