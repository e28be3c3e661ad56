/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * soft_dirty: touches of an exclusive page after soft-dirty tracking was armed.
 *
 * Armed tracking must see the next write. Since 6.15 the restore leaves the entry read-only for
 * that; before, it came back writable and soft-dirty, as if the page had been written. The
 * read-only entry costs a write an extra write fault: in the same sample, or in its own where a
 * read has restored the page before.
 */
#include "run/scenario.h"
#include "run/steps.h"

static int soft_dirty_arm(struct run *run)
{
	int err = exclusive_arm(run);

	return err ? err : tracking_clear_soft_dirty();
}

static void soft_dirty_predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_clear_soft_dirty(page);
}

#define soft_dirty_IN_C						\
	"int fd = open(\"/proc/self/clear_refs\", O_WRONLY);\n"	\
	"if (write(fd, \"4\", 1) != 1)\n"				\
	"\terr(2, \"clear_refs\");"

STATE_TOUCH(soft_dirty_read, soft_dirty, STATE_READ,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE | NEED_SOFT_DIRTY,
	    .summary = "the first read after soft-dirty tracking was armed");

STATE_TOUCH(soft_dirty_write, soft_dirty, STATE_WRITE,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE | NEED_SOFT_DIRTY,
	    .summary = "the first write after soft-dirty tracking was armed");

STATE_TOUCH(soft_dirty_write_after_read, soft_dirty, STATE_WRITE_AFTER_READ,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE | NEED_SOFT_DIRTY,
	    .summary = "the write after soft_dirty_read");
