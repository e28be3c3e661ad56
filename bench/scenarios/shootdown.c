/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shootdown: a system call on present pages while the process is busy elsewhere.
 *
 * The ordinary shootdowns, for scale. madvise(MADV_DONTNEED) is what an allocator does, and
 * frees the pages. mprotect(PROT_READ) takes rights away; a call for part of the region also
 * splits its mapping, and batch as large as pages leaves that out. munmap() ends a mapping: of
 * a copy of the region in size and shape, which each trial maps anew.
 */
#include "run/bystanders.h"
#include "run/copy.h"
#include "run/scenario.h"

#include <sys/mman.h>

static struct copy copy;

static int dontneed(void *start, size_t bytes)
{
	return madvise(start, bytes, MADV_DONTNEED);
}

static int protect(void *start, size_t bytes)
{
	return mprotect(start, bytes, PROT_READ);
}

static int dontneed_fire(struct run *run)
{
	return entries_fire(run, dontneed, "madvise(MADV_DONTNEED)");
}

static int protect_fire(struct run *run)
{
	return entries_fire(run, protect, "mprotect(PROT_READ)");
}

static int arm(struct run *run)
{
	int err = region_make_writable(&run->region);

	if (err)
		return err;
	region_write(&run->region);
	bystanders_begin(run);
	return 0;
}

static int unmap_arm(struct run *run)
{
	int err = copy_map(run);

	if (!err)
		bystanders_begin(run);
	return err;
}

static int unmap_observe(struct run *run)
{
	int err = copy_check_unmapped(run);

	return err ? err : bystanders_observe(run);
}

static void unmap_teardown(struct run *run)
{
	bystanders_stop(run);
	copy_unmap(run);
}

/* One flush a call, however many pages it is for. */
static void flush_by_call(const struct run *run, struct oracle *page)
{
	page->flushes = 1 / (double)values_count(&run->values, "batch", 1);
}

static void dontneed_predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_discard(page);
	flush_by_call(run, page);
}

static void protect_predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_make_read_only(page);
	flush_by_call(run, page);
}

static void unmap_predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	flush_by_call(run, page);
}

#define SHOOTDOWN(id, ...)							\
	SCENARIO(id) {								\
		.family		= "shootdown",					\
		.chart		= "shootdown",					\
		.chart_axis	= "bystanders",					\
		.needs		= NEED_TWO_CPUS,				\
		.parameters	= (const struct parameter[]){			\
			PARAMETER_BATCH, PARAMETERS_BYSTANDERS, { 0 }		\
		},								\
		.setup		= bystanders_start,				\
		.disarm		= bystanders_end,				\
		__VA_ARGS__							\
	}

SHOOTDOWN(shootdown_dontneed,
	  .summary = "madvise(MADV_DONTNEED) of \"batch\" present pages while bystanders run",
	  .arm = arm, .fire = dontneed_fire, .observe = bystanders_observe,
	  .teardown = bystanders_stop, .predict = dontneed_predict);

SHOOTDOWN(shootdown_mprotect,
	  .summary = "mprotect(PROT_READ) of \"batch\" present pages while bystanders run",
	  .arm = arm, .fire = protect_fire, .observe = bystanders_observe,
	  .teardown = bystanders_stop, .predict = protect_predict);

SHOOTDOWN(shootdown_munmap,
	  .summary = "munmap() of \"batch\" present pages while bystanders run",
	  STATE(copy), .arm = unmap_arm, .fire = copy_fire_munmap,
	  .observe = unmap_observe, .teardown = unmap_teardown, .predict = unmap_predict);
