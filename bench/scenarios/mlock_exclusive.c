/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mlock_exclusive, munlock_exclusive: mlock() and munlock() of pages that a device holds.
 *
 * After mlock() of mapped memory each page has its flag (PG_mlocked) and lies on the unevictable
 * list, and after munlock() none has: "All pages in the VMA are then munlocked"
 * (Documentation/mm/unevictable-lru.rst). Since 6.15 both pass over exclusive entries, and the
 * restore does not make up for it: what was locked before it was made exclusive stays
 * unevictable, beyond RLIMIT_MEMLOCK, until its process frees it.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/pagemap.h"

#include <stdlib.h>
#include <sys/mman.h>

static struct state {
	struct pagemap_entry *entries;
} state;

static int setup(struct run *run)
{
	state.entries = calloc(run->region.pages, sizeof(*state.entries));
	return state.entries ? 0 : -ENOMEM;
}

static int lock(void *start, size_t bytes)
{
	return mlock(start, bytes);
}

static int unlock(void *start, size_t bytes)
{
	return munlock(start, bytes);
}

static int lock_arm(struct run *run)
{
	return entries_make(run, &run->region);
}

static int unlock_arm(struct run *run)
{
	region_write(&run->region);
	if (mlock(run->region.start, run->region.pages * run->region.page_size))
		return err_set(errno, "mlock: %s", strerror(errno));
	return entries_make(run, &run->region);
}

static int lock_fire(struct run *run)
{
	return entries_fire(run, lock, "mlock");
}

static int unlock_fire(struct run *run)
{
	return entries_fire(run, unlock, "munlock");
}

static int count_mlocked(const struct run *run, size_t *mlocked)
{
	int err = pagemap_read(&run->region, state.entries);

	*mlocked = 0;
	for (size_t i = 0; i < run->region.pages && !err; i++) {
		bool has = false;

		err = pagemap_has_flag(state.entries[i].frame, PAGE_IS_MLOCKED, &has);
		*mlocked += has;
	}
	return err;
}

/* Once the CPU has all pages back: up to 6.14 the restore locks them. */
static int observe(struct run *run, size_t wanted, const char *call)
{
	size_t mlocked = 0;
	int err = entries_check_region(run);

	if (!err)
		err = count_mlocked(run, &mlocked);
	trial_add_fact(&run->trial, "mlocked_pages", UNIT_COUNT, (double)mlocked);
	if (!err && mlocked != wanted)
		trial_find(&run->trial, "after %s() of %zu %s pages expected %zu mlocked pages, "
			   "saw %zu", call, run->region.pages, entries_words(run), wanted, mlocked);
	return err;
}

static int lock_observe(struct run *run)
{
	return observe(run, run->region.pages, "mlock");
}

static int unlock_observe(struct run *run)
{
	return observe(run, 0, "munlock");
}

/* What is freed is mlocked no more, whatever it was. */
static void disarm(struct run *run)
{
	munlock(run->region.start, run->region.pages * run->region.page_size);
	region_discard(&run->region);
}

static void teardown(struct run *run)
{
	free(state.entries);
}

/* It brings in what is not present, for writing. */
static void lock_predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_gup_write(page);
}

static void unlock_predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
}

#define LOCK_IN_C	"if (mlock(p, PAGES * size))\n\terr(2, \"mlock\");\n"

/* Pages whose flag is another one once the CPU has all of them back. */
#define COUNT_IN_C(is_bad)							\
	"int pagemap = open(\"/proc/self/pagemap\", O_RDONLY);\n"		\
	"int flags = open(\"/proc/kpageflags\", O_RDONLY);\n"			\
	"uint64_t entry, all;\n"						\
	"\n"									\
	"for (char *page = p; page < p + PAGES * size; page += size) {\n"	\
	"\t*page = 2;\n"							\
	"\tif (pread(pagemap, &entry, 8, (uintptr_t)page / size * 8) != 8 ||\n"	\
	"\t    pread(flags, &all, 8, (entry & ((1ULL << 55) - 1)) * 8) != 8)\n"	\
	"\t\terr(2, \"/proc/kpageflags\");\n"				\
	"\tbad += " is_bad "(all >> 33 & 1);	/* KPF_MLOCKED */\n"		\
	"}"

#define MLOCK_SCENARIO								\
	.family		= "life cycle",						\
	.chart		= "touch",						\
	.needs		= NEED_MODULE | NEED_ROOT,				\
	.parameters	= (const struct parameter[]){				\
		PARAMETER_EXCLUSIVE,						\
		{ "batch", "all", "all", 1, 1 << 20, "pages a call" }, { 0 }	\
	},									\
	STATE(state),								\
	.gup_faults	= true,							\
	.setup		= setup,						\
	.disarm		= disarm,						\
	.teardown	= teardown

SCENARIO(mlock_exclusive) {
	MLOCK_SCENARIO,
	.summary	= "mlock() of \"batch\" exclusive pages, which takes them from the device",
	.arm		= lock_arm,
	.fire		= lock_fire,
	.observe	= lock_observe,
	.in_c		= { .find = LOCK_IN_C COUNT_IN_C("!"),
			    .bad = "pages that mlock() did not mark" },
	.predict	= lock_predict,
};

SCENARIO(munlock_exclusive) {
	MLOCK_SCENARIO,
	.summary	= "munlock() of pages that were locked before they became exclusive",
	.arm		= unlock_arm,
	.fire		= unlock_fire,
	.observe	= unlock_observe,
	.in_c		= { .before = LOCK_IN_C,
			    .find = "munlock(p, PAGES * size);\n" COUNT_IN_C(""),
			    .bad = "pages that munlock() left marked" },
	.predict	= unlock_predict,
};
